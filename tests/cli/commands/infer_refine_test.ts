import { assert, assertEquals, assertMatch } from "@std/assert";
import { withTempDir } from "../../data/temp_dir.ts";
import { exitwaveEach, startExitwave, TINY } from "../program.ts";

const MADE = [
  ["simulate", "-o", "scan.npz", "--patterns", "16", "--photons", "1e6"],
  ["train", "scan.npz", "-o", "run", ...TINY],
];

Deno.test("infer --refine polishes by an engine, and says how much nearer the patterns are", async () => {
  await withTempDir(async (cwd) => {
    const infer = ["infer", "run", "--accelerator", "cpu", "--no-results"];
    const [, , text, json, dry, idle, wrong, unknown, completed] = await exitwaveEach(cwd, [
      ...MADE,
      [...infer, "--refine", "2", "--engine", "epie", "-o", "text"],
      [...infer, "--refine", "3", "--json", "--engine-batch-size", "4", "--product", "-o", "json"],
      [...infer, "--refine", "3", "--engine", "epie", "--dry-run", "--json"],
      [...infer, "--engine", "epie", "--dry-run"],
      [...infer, "--refine", "-1"],
      [...infer, "--iterations", "3"],
      ["infer", "--help"],
    ]);
    assertEquals(text?.code, 0, text?.stderr);
    assertMatch(
      text?.stdout ?? "",
      /\nrefined by 2 iterations of epie: R-factor 0\.\d+, that of the network's image was 0\.\d+\n/,
    );
    assertEquals(json?.code, 0, json?.stderr);
    const { refinement, files } = JSON.parse(json?.stdout ?? "");
    assertEquals([refinement.algorithm, refinement.iterations, refinement.probeModes], ["rpie", 3, 1]);
    assert(refinement.after.rFactor < refinement.before.rFactor);
    assertEquals(files.product, "json/product.h5");
    const payload = JSON.parse(dry?.stdout ?? "");
    assertEquals([payload.inference.refine, payload.engine.algorithm, dry?.stderr], [3, "epie", ""]);
    assertMatch(
      idle?.stderr ?? "",
      /^warning: engine\.algorithm = "epie" has no effect as inference\.refine is 0: it is read where inference\.refine is not 0\n$/,
    );
    assertEquals([wrong?.code, unknown?.code], [3, 2]);
    assertMatch(wrong?.stderr ?? "", /inference\.refine \(--refine\) must be .*: current value is -1/);
    assertMatch(unknown?.stderr ?? "", /--iterations/);
    assertMatch(completed?.stdout ?? "", /--refine/);
  });
});

Deno.test({
  name: "infer --refine ends with 130 on SIGINT, and writes nothing",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await withTempDir(async (cwd) => {
      await exitwaveEach(cwd, MADE);
      const child = startExitwave(cwd, ["infer", "run", "--refine", "1000000", "-o", "image", "--accelerator", "cpu"]);
      const stderr = new Response(child.stderr).text();
      await child.stdout.cancel();
      while (!await Deno.stat(`${cwd}/image`).then(() => true, () => false)) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      child.kill("SIGINT");
      assertEquals((await child.status).code, 130);
      assertMatch(await stderr, /\nerror: Cannot finish the reconstruction as it was stopped: nothing was written\n$/);
      assertEquals(await Deno.stat(`${cwd}/image`).then(() => true, () => false), false);
    });
  },
});
