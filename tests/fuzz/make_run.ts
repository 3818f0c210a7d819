/**
 * Files of every kind as the program itself writes them: a scan, a run with all its logs, a reconstruction.
 *
 * @module
 */
import { exitwaveEach, TINY } from "../cli/program.ts";

/**
 * Makes `scan.npz`, `run/` and `out/`.
 *
 * @param directory Where to.
 */
export async function makeRun(directory: string): Promise<void> {
  const logs = ["csv", "jsonl", "tensorboard", "mlflow"].flatMap((logger) => ["--logger", logger]);
  const lines = [
    ["simulate", "--output", "scan.npz", "--patterns", "6", "--seed", "1"],
    // Nobody listens at this port: what MLflow should know stays in its queue.
    [
      "train",
      "--train-data-file",
      "scan.npz",
      "--output-dir",
      "run",
      ...TINY,
      ...logs,
      "--mlflow-uri",
      "http://127.0.0.1:9",
    ],
    [
      "infer",
      "--model-path",
      "run",
      "--test-data-file",
      "scan.npz",
      "--output-dir",
      "out",
      "--accelerator",
      "cpu",
      "--results",
    ],
  ];
  for (const [i, { code, stderr }] of (await exitwaveEach(directory, lines)).entries()) {
    if (code !== 0) throw new Error(`Cannot make the files to fuzz as ${lines[i]?.[0]} failed: ${stderr}`);
  }
}
