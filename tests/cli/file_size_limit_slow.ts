/**
 * A limit of the size of files that a shell has set (`ulimit -f`), at every file that a command writes: as a disk that is
 * full, for that file alone.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { recordedProducts } from "../../run/products.ts";
import { withTempDir } from "../data/temp_dir.ts";
import { exitwave, shell, TINY } from "./program.ts";

const LOGS = ["csv", "jsonl", "tensorboard", "mlflow"].flatMap((logger) => ["--logger", logger]);
const REASON = "files may not become so long here \\(ulimit -f tells how long\\)";

Deno.test({
  name: "every command ends with one sentence that names the file, at whichever file the limit of sizes is met",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withTempDir(async (cwd) => {
      const training = ["train", "--train-data-file", "scan.npz", ...TINY, "--quiet", ...LOGS];
      const [mlflow, quiet] = [["--mlflow-uri", "http://127.0.0.1:9"], ["--accelerator", "cpu", "--quiet"]];
      const from = ["--model-path", "made", "--test-data-file", "scan.npz"];
      const infer = ["infer", ...from, "--output-dir", "out", "--no-results", ...quiet];
      const evaluate = ["evaluate", "scan.npz", "scan.npz", "--output-dir", "figures", "--quiet"];
      const simulate = (file: string): string[] => ["simulate", "--output", file, "--patterns", "6", "--seed", "1"];
      const train = (run: string): string[] => [...training, ...mlflow, "--output-dir", run];
      // Deno keeps what it found out of the program's files, which the limit would end before the program begins.
      for (const line of [simulate("scan.npz"), simulate("other.h5"), train("made"), infer, evaluate]) {
        await exitwave(cwd, line);
      }
      await removeWritten(cwd);
      // Blocks of 512 bytes: less than any file, and less than the file that is the largest.
      const limits: Readonly<Record<string, readonly [line: readonly string[], blocks: readonly number[]]>> = {
        simulate: [simulate("other.npz"), [0, 40]],
        "simulate HDF5": [simulate("other.h5"), [0, 40]],
        train: [train("run"), [0, 40]],
        infer: [infer, [0, 40]],
        evaluate: [evaluate, [0]],
      };
      for (const [command, [line, blocks]] of Object.entries(limits)) {
        for (const most of blocks) {
          const { code, stderr } = await shell(cwd, `ulimit -f ${most}; exec "$@"`, line);
          const what = `${command} with ${most} blocks: ${stderr}`;
          const errors = stderr.split("\n").filter((text) => text.startsWith("error: "));
          assertEquals(errors.length, 1, what);
          assertEquals(code, 1, what);
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

Deno.test({
  name: "infer has written and recorded all else where results.png does not fit",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withTempDir(async (cwd) => {
      await exitwave(cwd, ["simulate", "--output", "scan.npz", "--patterns", "6", "--seed", "1"]);
      await exitwave(cwd, ["train", "scan.npz", ...TINY, "--quiet"]);
      const infer = ["infer", "runs/scan", "--accelerator", "cpu", "--quiet", "--product", "--results"];
      await exitwave(cwd, infer);
      const image = `${cwd}/runs/scan/image`;
      const { size } = await Deno.stat(`${image}/results.png`);
      const { code, stderr } = await shell(cwd, `ulimit -f ${Math.floor(size / 512) - 1}; exec "$@"`, infer);
      assertEquals(code, 1, stderr);
      assertMatch(stderr, new RegExp(`^error: Cannot write runs/scan/image/results\\.png as ${REASON}`));
      const names = (await Array.fromAsync(Deno.readDir(image), ({ name }) => name)).sort();
      assertEquals(names, [
        ...["diagnostics.npz", "product.h5", "reconstructed_amplitude.png", "reconstructed_phase.png"],
        "reconstruction.npz",
      ]);
      const recorded = recordedProducts(`${cwd}/runs/scan`).map(({ path }) => path);
      assertEquals(names.filter((name) => !recorded.includes(`image/${name}`)), []);
    }),
});

// --- internal ---

async function removeWritten(cwd: string): Promise<void> {
  for (const name of ["run", "out", "figures", "other.npz", "other.h5"]) {
    await Deno.remove(`${cwd}/${name}`, { recursive: true }).catch(() => {});
  }
}
