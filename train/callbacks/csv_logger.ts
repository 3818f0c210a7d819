/**
 * `metrics.csv`: one row an epoch, on disk before the next one begins.
 *
 * @module
 */
import { AppendLog } from "../../run/append_log.ts";
import { requireFree } from "../../run/sole_writer.ts";
import type { Callback } from "./callback.ts";
import { earlierRows } from "./csv_rows.ts";
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
 * `epoch,step,learning_rate,<loss>,<valLoss>,seconds,stage,physics_weight,patterns_per_second,step_ms`: the epoch from 0,
 * optimizer steps taken by its end, its wall-clock time, its stage as `0`, `1`, `2`, `3` or `fine-tuning`, and how fast it
 * trained. What was not measured is empty. A run that is resumed keeps the rows of the epochs before, so no row is there
 * twice; rows that cannot be read are taken out, with a warning. Where its file has no columns of the speed, as older ones,
 * it gets none.
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
  const norms = gradNorm ? ["grad_norm", "grad_norm_clipped"] : [];
  const wanted = { first, columns: [...first, "stage", "physics_weight", ...norms], speed: SPEED };
  let columns: readonly string[] = [...wanted.columns, ...SPEED];
  let log: AppendLog | null = null;
  return {
    name: "csv logger",
    async onFitStart({ firstEpoch }): Promise<void> {
      requireFree(path);
      const earlier = firstEpoch > 0 ? earlierRows(path, { ...wanted, firstEpoch }) : null;
      const { rows = [], kept = NO_LINES } = earlier ?? {};
      columns = earlier?.columns ?? columns;
      const warning = damageText(path, kept);
      if (warning !== null) onWarning?.(warning);
      const text = [columns.join(","), ...rows, ""].join("\n");
      await writeRunFile(path, text);
      log = await AppendLog.open(path, { keep: new TextEncoder().encode(text).length, onProblem: onWarning ?? null });
    },
    async onEpochEnd(event): Promise<void> {
      const cells = cellsOf(event, metrics);
      log?.append(`${columns.map((name) => cells[name] ?? "").join(",")}\n`);
      await log?.sync();
    },
    async onFitEnd(): Promise<void> {
      await log?.close();
    },
  };
}

// --- internal ---

/** The columns that came last, and stand last. */
const SPEED = ["patterns_per_second", "step_ms"] as const;

/** By column; what was not measured has no cell. */
function cellsOf(
  event: EpochEndEvent,
  names: CsvLoggerOptions["metrics"],
): Record<string, string | number | undefined> {
  const { epoch, steps, metrics, gradNorm, patternsPerSecond, stepMs } = event;
  return {
    ...{ epoch, step: steps, learning_rate: event.learningRate },
    [names.loss]: metrics[names.loss],
    [names.valLoss]: metrics[names.valLoss],
    seconds: event.seconds.toFixed(3),
    ...{ stage: event.stage, physics_weight: event.physicsWeight },
    ...{ grad_norm: gradNorm?.before, grad_norm_clipped: gradNorm?.after },
    patterns_per_second: Number(patternsPerSecond.toPrecision(6)),
    step_ms: stepMs.toFixed(3),
  };
}
