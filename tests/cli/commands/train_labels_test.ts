import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { withTempDir } from "../../data/temp_dir.ts";
import { exitwave, startExitwave, TINY } from "../program.ts";

Deno.test({
  name: "train tells how far an engine is with the labels, and ends with 130 where SIGINT stops it: nothing is lost",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withTempDir(async (cwd) => {
      await exitwave(cwd, ["simulate", "-o", "scan.npz", "--patterns", "40", "--patch-size", "64"]);
      const flags = ["train", "scan.npz", ...TINY, "--model-type", "supervised", "--torch-loss-mode", "mae"];
      const labels = ["--labels", "engine", "--iterations", "100000", "--output-dir", "run"];
      const child = startExitwave(cwd, [...flags, ...labels]);
      const [stdout, stderr] = [new Response(child.stdout).text(), new Response(child.stderr).text()];
      const rows = (): Promise<number> =>
        Deno.readTextFile(`${cwd}/run/labels/metrics.csv`).then((text) => text.split("\n").length - 2, () => 0);
      while (await rows() < 1) await new Promise((resolve) => setTimeout(resolve, 20));
      child.kill("SIGINT");
      assertEquals((await child.status).code, 130, await stderr);
      const told = await stderr;
      assertStringIncludes(told, "SIGINT: the labels are saved after this batch, and nothing is trained");
      assertMatch(
        told,
        /\nstopped before the training: the labels are kept, and the same command goes on with them\n$/,
      );
      assertStringIncludes(told, "\nmaking labels by 100000 iterations of rpie\n");
      assertEquals(await stdout, "");
      const names = await Array.fromAsync(Deno.readDir(`${cwd}/run`), ({ name }) => name);
      assertEquals(names, ["labels"]);
      const { exitReason } = JSON.parse(await Deno.readTextFile(`${cwd}/run/labels/run.json`));
      assertEquals(exitReason, "aborted");
    }),
});
