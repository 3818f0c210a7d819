/**
 * A disk that takes no more, by the limit of a file's size that a shell sets.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { readCheckpoint } from "@exitwave/exitwave";
import { withTempDir } from "../data/temp_dir.ts";
import { exitwave, startExitwave, tinyWith } from "./program.ts";

/** Names in all folders of a run. */
async function namesBelow(directory: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(directory)) {
    names.push(...(isDirectory ? await namesBelow(`${directory}/${name}`) : [name]));
  }
  return names;
}

Deno.test({
  name: "train ends with 1 and one line where a checkpoint does not fit, the one before whole, and goes on from it",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await withTempDir(async (cwd) => {
      await exitwave(cwd, ["simulate", "--output", "scan.npz", "--patterns", "6"]);
      const line = [
        "train",
        "--train-data-file",
        "scan.npz",
        "--output-dir",
        "run",
        ...tinyWith("--max-epochs", "1000000"),
      ];
      const child = startExitwave(cwd, line);
      const stdout = new Response(child.stdout).text();
      let text = "";
      for await (const chunk of child.stderr.pipeThrough(new TextDecoderStream())) {
        if (text.includes("epoch 2/") !== (text += chunk).includes("epoch 2/")) {
          await new Deno.Command("prlimit", { args: ["--pid", String(child.pid), "--fsize=65536"] }).output();
        }
      }
      assertEquals([(await child.status).code, await stdout], [1, ""], text);
      assertMatch(
        text,
        /\nerror: Cannot write run\/checkpoints\/\S+ as files may not become so long here \(ulimit [^\n]+\n$/,
      );
      const record = JSON.parse(await Deno.readTextFile(`${cwd}/run/run.json`));
      const { state } = await readCheckpoint(`${cwd}/run/checkpoints/last.safetensors`);
      assertEquals([record.exitReason, record.epochs], ["failed", state.epoch + 1]);

      const more = String(state.epoch + 2);
      const resume = ["train", "--resume", "run", "--max-epochs", more, "--quiet"];
      const { code, stderr } = await exitwave(cwd, resume);
      assertEquals([code, stderr], [0, ""]);
      assertEquals((await namesBelow(`${cwd}/run`)).filter((name) => name.endsWith(".tmp")), []);
      const rows = (await Deno.readTextFile(`${cwd}/run/metrics.csv`)).trimEnd().split("\n");
      assertEquals(rows.length, 1 + state.epoch + 2);
    });
  },
});
