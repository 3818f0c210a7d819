/** What a training leaves in its run beside the network. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { readDiagnostics } from "../../../recon/results/diagnostics_file.ts";
import { knob } from "../../knob.ts";
import { exitwave, startExitwave, TINY } from "../program.ts";

const SHOWING = TINY.filter((word) => word !== "--no-results");

async function namesIn(directory: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(directory), ({ name }) => name)).sort();
}

knob(
  "inference.results",
  "a training ends with an image of its own scan, or without",
  () =>
    withTempDir(async (cwd) => {
      await writeScan(`${cwd}/scan.npz`, simulateScan({ patterns: 8, photons: 1e3 }));
      const shown = await exitwave(cwd, ["train", "scan.npz", ...SHOWING]);
      assertEquals(shown.code, 0, shown.stderr);
      assertMatch(shown.stdout, /\nresults: runs\/scan\/image\/results\.png\n$/);
      assertMatch(shown.stderr, /\n(hint|problem): there is little light: a pattern has \d+ photons on average/);
      const names = await namesIn(`${cwd}/runs/scan/image`);
      assert(names.includes("results.png") && names.includes("reconstruction.npz"), names.join());
      const { patterns } = await readDiagnostics(`${cwd}/runs/scan/image/diagnostics.npz`);
      assertEquals(patterns.residuals.length, 8);
      assert(patterns.residuals.every((residual) => residual > 0 && residual < 2));

      // The image is one of the run's own files, which --overwrite replaces.
      const told = await exitwave(cwd, ["train", "scan.npz", ...TINY, "--overwrite", "--json"]);
      assertEquals([told.code, JSON.parse(told.stdout).image], [0, null], told.stderr);
      assertEquals((await namesIn(`${cwd}/runs/scan`)).includes("image"), false);
    }),
);

Deno.test("train does not fail where its image cannot be made", () =>
  withTempDir(async (cwd) => {
    await writeScan(`${cwd}/scan.npz`, simulateScan({ patterns: 8 }));
    await Deno.mkdir(`${cwd}/runs/scan`, { recursive: true });
    await Deno.writeTextFile(`${cwd}/runs/scan/image`, "mine");
    const { code, stdout, stderr } = await exitwave(cwd, ["train", "scan.npz", ...SHOWING]);
    assertEquals(code, 0, stderr);
    assertStringIncludes(
      stderr,
      "warning: the image of the run was not made, or not all of it: Cannot write the reconstruction into runs/scan/image as",
    );
    assertEquals(stdout.includes("results:"), false);
    assertEquals(await Deno.readTextFile(`${cwd}/runs/scan/image`), "mine");
  }));

Deno.test({
  name: "train ends with 130 where its image is stopped by SIGINT: the run is whole, and nothing is left of the image",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withTempDir(async (cwd) => {
      await writeScan(`${cwd}/scan.npz`, simulateScan({ patterns: 800 }));
      const child = startExitwave(cwd, ["train", "scan.npz", ...SHOWING]);
      const [stdout, stderr] = [new Response(child.stdout).text(), new Response(child.stderr).text()];
      // Written into once all is read, before the network looks at the first pattern.
      while (!await namesIn(`${cwd}/runs/scan`).then((names) => names.includes("image"), () => false)) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      child.kill("SIGINT");
      assertEquals((await child.status).code, 130, await stderr);
      assertMatch(await stderr, /\nSIGINT: the run is saved, and has no image \(again to stop at once\)\n/);
      assertMatch(await stdout, /^finished after 1 epoch [^]*\nrun: runs\/scan\nbest: \S+\n$/);
      assertEquals((await namesIn(`${cwd}/runs/scan`)).includes("image"), false);
      assertEquals(JSON.parse(await Deno.readTextFile(`${cwd}/runs/scan/run.json`)).exitReason, "finished");
    }),
});
