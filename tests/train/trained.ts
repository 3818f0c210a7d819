/**
 * Tiny trainings, with all that they left on disk.
 *
 * @module
 */
import type { SectionsInput } from "../../config/fields/sections.ts";
import type { FitOptions } from "../../train/fit_options.ts";
import type { FitResult } from "../../train/fit_result.ts";
import { fit } from "../../train/trainer.ts";
import { CPU, namesIn, tinyPayload, type Workspace } from "./tiny_run.ts";

/** What a training came to. */
export interface Trained extends FitResult {
  /** Rows of `metrics.csv` by column. */
  readonly rows: readonly Readonly<Record<string, string>>[];
  /** `run.json`. */
  readonly record: Readonly<Record<string, unknown>>;
  /** Files of checkpoints, sorted. */
  readonly checkpoints: readonly string[];
  /** All weights in a row. */
  readonly values: Float32Array;
}

/**
 * Trains in a directory of its own: two batches of one pattern an epoch, two held out, unless the sections say more.
 *
 * @param space Where the scan is.
 * @param sections What is configured.
 * @param options Options of `fit` besides the accelerator.
 */
export async function trained(
  space: Workspace,
  sections: SectionsInput = {},
  options: Partial<FitOptions> = {},
): Promise<Trained> {
  const payload = tinyPayload(space, {
    ...sections,
    training: { limitTrainBatches: 2, valSplit: 0.25, ...sections.training },
    execution: { outputDir: `${space.path}/${crypto.randomUUID()}`, ...sections.execution },
  });
  return await onDisk(await fit(payload, { accelerator: CPU, ...options }));
}

/** Rows of `metrics.csv` as two runs of the same training have them in common: without times. */
export function untimed({ rows }: Pick<Trained, "rows">): Readonly<Record<string, string>>[] {
  return rows.map(({ seconds: _, patterns_per_second: _speed, step_ms: _step, ...row }) => row);
}

/** The learning rates of a training's epochs, as `metrics.csv` has them. */
export async function learningRates(space: Workspace, training: SectionsInput["training"]): Promise<number[]> {
  const { rows } = await trained(space, { training: { limitTrainBatches: 1, limitValBatches: 1, ...training } });
  return rows.map((row) => Number(row["learning_rate"]));
}

// --- internal ---

async function onDisk(result: FitResult): Promise<Trained> {
  const run = result.runDirectory;
  const csv = await Deno.readTextFile(`${run}/metrics.csv`).catch(() => "");
  const [header = "", ...lines] = csv.trimEnd().split("\n");
  const columns = header.split(",");
  const rows = lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ""]));
  });
  const checkpoints = await namesIn(`${run}/checkpoints`).catch(() => []);
  const arrays = [...result.weights.values()];
  const values = Float32Array.from(arrays.flatMap(({ data }) => [...data]));
  return { ...result, rows, record: JSON.parse(await Deno.readTextFile(`${run}/run.json`)), checkpoints, values };
}
