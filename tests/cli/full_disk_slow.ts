/**
 * A disk that takes no more, by the limit of a file's size that a shell sets.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { readCheckpoint, simulateScan, writeScan } from "@exitwave/exitwave";
import { readEngineCheckpoint } from "../../recon/engine_run/engine_checkpoint.ts";
import { withTempDir } from "../data/temp_dir.ts";
import { exitwave, startShell, tinyWith } from "./program.ts";

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
      await writeScan(`${cwd}/scan.npz`, simulateScan({ patterns: 6 }));
      const line = [
        "train",
        "--train-data-file",
        "scan.npz",
        "--output-dir",
        "run",
        ...tinyWith("--max-epochs", "1000000"),
      ];
      const child = startShell(cwd, 'exec "$@"', line);
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

Deno.test({
  name:
    "reconstruct ends with 1 and one line where a checkpoint does not fit, the one before whole, and goes on from it",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await withTempDir(async (cwd) => {
      await exitwave(cwd, ["simulate", "--output", "scan.npz", "--patterns", "9", "--patch-size", "32"]);
      const saving = ["--checkpoint-every-steps", "50", "--accelerator", "cpu", "-o", "run"];
      const child = startShell(cwd, 'exec "$@"', ["reconstruct", "scan.npz", "--iterations", "1000000", ...saving]);
      const [stdout, stderr] = [new Response(child.stdout).text(), new Response(child.stderr).text()];
      const last = `${cwd}/run/checkpoints/last.safetensors`;
      while (!await Deno.stat(last).then(() => true, () => false)) await new Promise((done) => setTimeout(done, 20));
      await new Deno.Command("prlimit", { args: ["--pid", String(child.pid), "--fsize=4096"] }).output();
      assertEquals([(await child.status).code, await stdout], [1, ""], await stderr);
      assertMatch(await stderr, /error: Cannot write run\/\S+ as files may not become so long here \(ulimit [^\n]+\n$/);
      const { state } = await readEngineCheckpoint(last);
      const more = ["--iterations", String(state.iterations.length + 2), "--checkpoint-every-steps", "none"];
      const { code, stderr: told } = await exitwave(cwd, ["reconstruct", "--resume", "run", ...more, "--quiet"]);
      assertEquals([code, told], [0, ""]);
      assertEquals((await namesBelow(`${cwd}/run`)).filter((name) => name.endsWith(".tmp")), []);
      const rows = (await Deno.readTextFile(`${cwd}/run/metrics.csv`)).trimEnd().split("\n");
      assertEquals(rows.length, 1 + state.iterations.length + 2);
    });
  },
});
