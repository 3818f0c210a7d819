import { assert, assertEquals, assertMatch } from "@std/assert";
import { withTempDir } from "../../data/temp_dir.ts";
import { exitwaveEach, TINY } from "../program.ts";

Deno.test("train --refine ends with an image that an engine polished, which infer makes again", async () => {
  await withTempDir(async (cwd) => {
    const [, trained, again, plain] = await exitwaveEach(cwd, [
      ["simulate", "-o", "scan.npz", "--patterns", "16", "--photons", "1e6"],
      [
        "train",
        "scan.npz",
        "-o",
        "run",
        "--refine",
        "3",
        "--engine",
        "lsqml",
        "--json",
        ...TINY.filter((flag) => flag !== "--no-results"),
      ],
      ["infer", "run", "--accelerator", "cpu", "-o", "again"],
      ["infer", "run", "--accelerator", "cpu", "--refine", "0", "-o", "plain"],
    ]);
    assertEquals(trained?.code, 0, trained?.stderr);
    const { image: { refinement, files } } = JSON.parse(trained?.stdout ?? "");
    assertEquals([refinement.algorithm, refinement.iterations], ["lsqml", 3]);
    assert(refinement.after.rFactor < refinement.before.rFactor);
    assertMatch(
      again?.stdout ?? "",
      /\nrefined by 3 iterations of lsqml: R-factor 0\.\d+, that of the network's image/,
    );
    assertEquals(
      await Deno.readFile(`${cwd}/again/reconstruction.npz`),
      await Deno.readFile(`${cwd}/${files.reconstruction}`),
    );
    assertEquals([plain?.code, /refined/.test(plain?.stdout ?? "")], [0, false]);
  });
});

Deno.test("train makes one image, by the callback of its script where that has one", async () => {
  await withTempDir(async (cwd) => {
    await Deno.writeTextFile(
      `${cwd}/polished.ts`,
      `import { createFinalImage, engine } from "@exitwave/exitwave";
      export const callbacks = [createFinalImage({ refine: 2, engine: engine().epie() })];
      export default {};`,
    );
    const flags = TINY.filter((flag) => flag !== "--no-results");
    const [, trained, resumed] = await exitwaveEach(cwd, [
      ["simulate", "-o", "scan.npz", "--patterns", "8", "--photons", "1e6"],
      ["train", "scan.npz", "-o", "run", "--config", "polished.ts", ...flags],
      ["train", "--resume", "run", "--config", "polished.ts", "--json"],
    ]);
    assertEquals(trained?.code, 0, trained?.stderr);
    assertMatch(
      trained?.stdout ?? "",
      /\nrefined by 2 iterations of epie: R-factor [^]*\nresults: run\/image\/results\.png\n$/,
    );
    // With nothing left to train the image is made again.
    assertEquals(JSON.parse(resumed?.stdout ?? "").image.refinement.iterations, 2);
  });
});
