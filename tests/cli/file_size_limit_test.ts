/**
 * A limit of the size of files that a shell has set (`ulimit -f`), at every file that a command writes: as a disk that is
 * full, for that file alone.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { withTempDir } from "../data/temp_dir.ts";
import { exitwave, shell, TINY } from "./program.ts";

const LOGS = ["csv", "jsonl", "tensorboard", "mlflow"].flatMap((logger) => ["--logger", logger]);
const REASON = "files may not become so long here \\(ulimit -f tells how long\\)";

Deno.test({
  name: "every command ends with one sentence that names the file, at whichever file the limit of sizes is met",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withTempDir(async (cwd) => {
      await exitwave(cwd, ["simulate", "--output", "scan.npz", "--patterns", "6", "--seed", "1"]);
      const training = ["train", "--train-data-file", "scan.npz", ...TINY, "--quiet"];
      await exitwave(cwd, [...training, "--output-dir", "made"]);
      const [mlflow, quiet] = [["--mlflow-uri", "http://127.0.0.1:9"], ["--accelerator", "cpu", "--quiet"]];
      const lines = {
        simulate: ["simulate", "--output", "other.npz", "--patterns", "6"],
        "simulate HDF5": ["simulate", "--output", "other.h5", "--patterns", "6"],
        train: [...training, "--output-dir", "run", ...LOGS, ...mlflow],
        infer: ["infer", "--model-path", "made", "--test-data-file", "scan.npz", "--output-dir", "out", ...quiet],
        evaluate: ["evaluate", "scan.npz", "scan.npz", "--output-dir", "figures", "--quiet"],
      };
      // Blocks of 512 bytes: less than any file, than the events and images, than the checkpoint.
      for (const [command, line] of Object.entries(lines)) {
        // Deno keeps what it found out of the program's files, which the limit would end before the program begins.
        await exitwave(cwd, line);
        await removeWritten(cwd);
        for (const blocks of [0, 40, 200]) {
          const { code, stderr } = await shell(cwd, `ulimit -f ${blocks}; exec "$@"`, line);
          const what = `${command} with ${blocks} blocks: ${stderr}`;
          const errors = stderr.split("\n").filter((text) => text.startsWith("error: "));
          assertEquals(errors.length, code, what);
          if (blocks === 0) assertEquals(code, 1, what);
          for (const error of errors) assertMatch(error, new RegExp(`^error: Cannot [a-z ]+ \\S+ as ${REASON}`), what);
          assertEquals(/os error|\n {4}at /.test(stderr), false, what);
          const there = await Array.fromAsync(Deno.readDir(cwd));
          const [temporary] = there.filter(({ name }) => name.endsWith(".tmp"));
          assertEquals(temporary, undefined, what);
          await removeWritten(cwd);
        }
      }
    }),
});

// --- internal ---

async function removeWritten(cwd: string): Promise<void> {
  for (const name of ["run", "out", "figures", "other.npz", "other.h5"]) {
    await Deno.remove(`${cwd}/${name}`, { recursive: true }).catch(() => {});
  }
}
