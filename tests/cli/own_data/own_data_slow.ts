/**
 * From a file that somebody has to an image, in two commands: `inspect`, and the `import` that it prints.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { loadScan } from "../../../data/load_scan.ts";
import { prepareSamples } from "../../../data/samples.ts";
import type { Scan } from "../../../data/scan.ts";
import { evaluate } from "../../../recon/image/evaluate.ts";
import type { Reconstruction } from "../../../recon/image/reconstruction.ts";
import { reconstructSamples } from "../../../recon/patches/reconstruct_samples.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { sharedPath } from "../../shared_data.ts";
import { exitwaveEach } from "../program.ts";
import { oracle } from "./oracle.ts";
import { STAR_COPIES, writeCopy } from "./star_copies.ts";

const STAR = sharedPath("data", "siemens_star_64.npz");

Deno.test({
  name: "inspect and the import that it prints make of every copy of a measured scan one that gives the same image",
  ignore: STAR === null,
  fn: async (t) => {
    await withTempDir(async (cwd) => {
      const star = everyTenth(await loadScan(String(STAR)));
      await Promise.all(STAR_COPIES.map((copy, i) => writeCopy(`${cwd}/copy${i}.npz`, copy, star)));
      const looks = await exitwaveEach(
        cwd,
        STAR_COPIES.map(({ flags = [] }, i) => ["inspect", `copy${i}.npz`, "--json", ...flags]),
      );
      const lines = looks.map(({ code, stdout, stderr }, i) => {
        assertEquals(code, 0, stderr);
        const { import: words } = JSON.parse(stdout) as { import: string[] };
        return [...words, "--output", `scan${i}.npz`];
      });
      const imports = await exitwaveEach(cwd, lines);
      await selectAccelerator("cpu", { threads: 1 });
      const wanted = await imageOf(star, star);
      for (const [i, { name }] of STAR_COPIES.entries()) {
        await t.step(name, async () => {
          assertEquals(imports[i]?.code, 0, `${lines[i]?.join(" ")}\n${imports[i]?.stderr}`);
          const scan = await loadScan(`${cwd}/scan${i}.npz`);
          assertEquals([scan.count, scan.patchSize], [star.count, star.patchSize]);
          const { amplitude, phase } = evaluate(await imageOf(scan, star), wanted);
          const figures = `amplitude ${amplitude.correlation}, phase ${phase.correlation}: ${lines[i]?.join(" ")}`;
          assert((amplitude.correlation ?? 0) > 0.98 && (phase.correlation ?? 0) > 0.98, figures);
        });
      }
    });
  },
});

/** What a network that recognises the patterns of the star makes of a scan. */
async function imageOf(scan: Scan, star: Scan): Promise<Reconstruction> {
  const payload = createTrainingPayload({ data: { patchSize: 64 } });
  return await reconstructSamples(oracle(star), prepareSamples(scan, payload, { seed: 1 }), { batchSize: 64 });
}

/** A tenth of a scan, as the answer takes a while to look up. */
function everyTenth(scan: Scan): Scan {
  const { patchSize } = scan;
  const taken = (_: unknown, i: number): boolean => i % 10 === 0;
  const [x, y] = [scan.x.filter(taken), scan.y.filter(taken)];
  const amplitude = scan.amplitude.filter((_, i) => Math.floor(i / patchSize ** 2) % 10 === 0);
  return { ...scan, count: x.length, x, y, amplitude };
}
