import { assertEquals, assertRejects } from "@std/assert";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import type { SimulateOptions } from "../../../data/simulation/simulate_options.ts";
import { type SimulationProgress, writeSimulation } from "../../../data/simulation/write_simulation.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import { withTempDir } from "../temp_dir.ts";

/** Patterns of 64 × 64 that are written at once. */
const SOME = 64;

const SCANS: Readonly<Record<string, SimulateOptions>> = {
  "a pattern": { patchSize: 16, patterns: 1, photons: 10 },
  "many at once": { patchSize: 16, patterns: 1100, photons: 1e3, seed: 4 },
  "some at a time, the last fewer": { patchSize: 64, patterns: 2 * SOME + 3, photons: 1e4, seed: 5 },
  "lines": { patchSize: 32, patterns: 9, object: "lines", seed: 6 },
  "given parts": {
    probe: { height: 8, width: 8, re: new Float32Array(64).fill(1), im: new Float32Array(64).fill(-2) },
    object: { height: 20, width: 30, re: new Float32Array(600).fill(1), im: new Float32Array(600) },
    positions: { x: Float64Array.of(5, 9.5, 20.25), y: Float64Array.of(4, 9, 15.5) },
    patterns: 2,
  },
};

Deno.test("writeSimulation() writes the bytes that writeScan() makes of simulateScan()", async (t) => {
  for (const [name, options] of Object.entries(SCANS)) {
    await t.step(name, () =>
      withTempDir(async (directory) => {
        const [streamed, held] = [`${directory}/streamed.npz`, `${directory}/held.npz`];
        const scan = simulateScan(options);
        await writeScan(held, scan);
        const written = await writeSimulation(streamed, options);
        assertEquals(await Deno.readFile(streamed), await Deno.readFile(held));
        const { count, patchSize } = scan;
        assertEquals(written, { count, patchSize, photons: options.photons ?? 1e5, seed: options.seed ?? 42 });
      }));
  }
});

Deno.test("writeSimulation() tells how far it is, from nothing to all", async () => {
  await withTempDir(async (directory) => {
    const seen: SimulationProgress[] = [];
    const onProgress = (progress: SimulationProgress): void => void seen.push(progress);
    const count = 2 * SOME + 3;
    await writeSimulation(`${directory}/scan.npz`, { patchSize: 64, patterns: count }, { onProgress });
    assertEquals(seen, [0, SOME, 2 * SOME, count].map((done) => ({ done, total: count })));
  });
});

Deno.test("writeSimulation() leaves nothing behind where it is stopped, at any moment", async () => {
  for (const stopAt of [0, SOME]) {
    await withTempDir(async (directory) => {
      const stop = new AbortController();
      const options = { patchSize: 64, patterns: 3 * SOME } as const;
      const onProgress = ({ done }: SimulationProgress): void => {
        if (done === stopAt) stop.abort(new Error("enough"));
      };
      const { signal } = stop;
      await assertRejects(
        () => writeSimulation(`${directory}/scan.npz`, options, { onProgress, signal }),
        Error,
        "enough",
      );
      assertEquals(await Array.fromAsync(Deno.readDir(directory)), []);
    });
  }
});

Deno.test("writeSimulation() refuses what simulateScan() refuses, and replaces no file then", async () => {
  const probe = { height: 8, width: 8, re: new Float32Array(64).fill(1), im: new Float32Array(64) };
  const refused: readonly [SimulateOptions, string][] = [
    [{ patchSize: 8, patterns: 2, photons: 1e-9 }, "no pattern got a photon: photons is 1e-9; ask for more"],
    [{ patchSize: 60 }, "power of two"],
    [{ probe, patchSize: 16 }, "the probe must be 16 × 16: it is 8 × 8"],
    [{ probe: { ...probe, re: probe.re.map(() => NaN) }, patterns: 2 }, "let no light through: their energy is NaN"],
    [{ patchSize: 8, positions: { x: Float64Array.of(1), y: Float64Array.of(9) } }, "patch 0 reaches beyond"],
  ];
  await withTempDir(async (directory) => {
    const path = `${directory}/scan.npz`;
    await Deno.writeTextFile(path, "of before");
    for (const [options, message] of refused) {
      await assertRejects(() => writeSimulation(path, options), RangeError, message);
      assertEquals(await Deno.readTextFile(path), "of before", message);
    }
    assertEquals((await Array.fromAsync(Deno.readDir(directory))).length, 1);
  });
});
