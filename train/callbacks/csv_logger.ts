/**
 * `metrics.csv`: one row an epoch, on disk before the next one begins.
 *
 * @module
 */
import { AppendLog } from "../../run/append_log.ts";
import type { Callback } from "./callback.ts";
import { type EarlierRows, earlierRows } from "./csv_rows.ts";
import type { EpochEndEvent } from "./events.ts";
import { damageText, NO_LINES } from "../../run/log_lines.ts";
import { writeRunFile } from "../../run/run_file.ts";

/** Options of {@link createCsvLogger}. */
export interface CsvLoggerOptions {
  /** The file. */
  readonly path: string;
  /** Names of the training and the validation loss: two of the columns. */
  readonly metrics: { readonly loss: string; readonly valLoss: string };
  /**
   * Add the columns `grad_norm` and `grad_norm_clipped`.
   *
   * @default {false}
   */
  readonly gradNorm?: boolean;
  /**
   * Told, one sentence each, that the file cannot be written any more, after which the training goes on, and what of an
   * earlier file could not be read. Without it the training ends where the file cannot be written.
   */
  readonly onWarning?: (text: string) => void;
}

/**
 * A callback that writes `metrics.csv` with the columns
 * `epoch,step,learning_rate,<loss>,<valLoss>,seconds,stage,physics_weight`: the epoch from 0, optimizer steps taken by its
 * end, its wall-clock time, and its stage as `0`, `1`, `2`, `3` or `fine-tuning`. What was not measured is empty. A run
 * that is resumed keeps the rows of the epochs before, so no row is there twice; rows that cannot be read are taken out,
 * with a warning.
 *
 * @param options File and columns.
 * @returns The callback.
 *
 * @example
 * ```ts
 * import { createCsvLogger } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * // What `fit` does with every run whose execution.logger has "csv".
 * const metrics = { loss: "poisson_train_loss", valLoss: "poisson_val_loss" };
 * assertEquals(createCsvLogger({ path: "metrics.csv", metrics }).name, "csv logger");
 * ```
 */
export function createCsvLogger({ path, metrics, gradNorm = false, onWarning }: CsvLoggerOptions): Callback<string> {
  const first = ["epoch", "step", "learning_rate", metrics.loss, metrics.valLoss, "seconds"];
  const columns = [...first, "stage", "physics_weight", ...(gradNorm ? ["grad_norm", "grad_norm_clipped"] : [])];
  let log: AppendLog | null = null;
  return {
    name: "csv logger",
    async onFitStart({ firstEpoch }): Promise<void> {
      AppendLog.requireFree(path);
      const { rows, kept } = firstEpoch > 0 ? earlierRows(path, { first, columns, firstEpoch }) : NO_ROWS;
      const warning = damageText(path, kept);
      if (warning !== null) onWarning?.(warning);
      const text = [columns.join(","), ...rows, ""].join("\n");
      await writeRunFile(path, text);
      log = await AppendLog.open(path, { keep: new TextEncoder().encode(text).length, onProblem: onWarning ?? null });
    },
    async onEpochEnd(event): Promise<void> {
      log?.append(`${row(event, metrics).slice(0, columns.length).join(",")}\n`);
      await log?.sync();
    },
    async onFitEnd(): Promise<void> {
      await log?.close();
    },
  };
}

// --- internal ---

const NO_ROWS: EarlierRows = { rows: [], kept: NO_LINES };

function row(event: EpochEndEvent, names: CsvLoggerOptions["metrics"]): (string | number)[] {
  const { epoch, steps, learningRate, metrics, seconds, stage, physicsWeight, gradNorm } = event;
  const losses = [metrics[names.loss] ?? "", metrics[names.valLoss] ?? ""];
  const norms = [gradNorm?.before ?? "", gradNorm?.after ?? ""];
  return [epoch, steps, learningRate, ...losses, seconds.toFixed(3), stage, physicsWeight, ...norms];
}
