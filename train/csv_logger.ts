/**
 * `metrics.csv`: one row an epoch, on disk before the next one begins.
 *
 * @module
 */
import type { Callback } from "./callback.ts";
import type { EpochEndEvent } from "./events.ts";
import { writeRunFile } from "./run_file.ts";

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
}

/**
 * A callback that writes `metrics.csv` with the columns
 * `epoch,step,learning_rate,<loss>,<valLoss>,seconds,stage,physics_weight`: the epoch from 0, optimizer steps taken by its
 * end, its wall-clock time, and its stage as `0`, `1`, `2`, `3` or `fine-tuning`. What was not measured is empty. A run
 * that is resumed keeps the rows of the epochs before, so no row is there twice.
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
export function createCsvLogger({ path, metrics, gradNorm = false }: CsvLoggerOptions): Callback {
  const first = ["epoch", "step", "learning_rate", metrics.loss, metrics.valLoss, "seconds"];
  const columns = [...first, "stage", "physics_weight", ...(gradNorm ? ["grad_norm", "grad_norm_clipped"] : [])];
  return {
    name: "csv logger",
    async onFitStart({ firstEpoch }): Promise<void> {
      const rows = firstEpoch > 0 ? await earlierRows(path, { first, columns, firstEpoch }) : [];
      await writeRunFile(path, [columns.join(","), ...rows, ""].join("\n"));
    },
    async onEpochEnd(event): Promise<void> {
      await append(path, `${row(event, metrics).slice(0, columns.length).join(",")}\n`);
    },
  };
}

// --- internal ---

function row(event: EpochEndEvent, names: CsvLoggerOptions["metrics"]): (string | number)[] {
  const { epoch, steps, learningRate, metrics, seconds, stage, physicsWeight, gradNorm } = event;
  const losses = [metrics[names.loss] ?? "", metrics[names.valLoss] ?? ""];
  const norms = [gradNorm?.before ?? "", gradNorm?.after ?? ""];
  return [epoch, steps, learningRate, ...losses, seconds.toFixed(3), stage, physicsWeight, ...norms];
}

interface WantedRows {
  /** Columns that every file has. */
  readonly first: readonly string[];
  /** All columns of the file to be. */
  readonly columns: readonly string[];
  readonly firstEpoch: number;
}

/** Rows of the epochs before, in the columns of now: whether norms are logged may change from one call to the next. */
async function earlierRows(path: string, { first, columns, firstEpoch }: WantedRows): Promise<string[]> {
  const [header, ...rows] = (await readText(path)).trimEnd().split(/\r?\n/);
  // A file that is gone is begun anew: the checkpoint has all that matters.
  if (!header) return [];
  const found = header.split(",");
  if (first.some((name, place) => found[place] !== name)) {
    throw new Error(
      `Cannot append to ${path} as its columns must begin with ${first.join(",")}: current value is ${header}; ` +
        `mend its first line or move the file away`,
    );
  }
  const places = columns.map((name) => found.indexOf(name));
  return rows
    .map((line) => line.split(","))
    .filter(([epoch = ""]) => epoch !== "" && Number(epoch) < firstEpoch)
    .map((cells) => places.map((place) => cells[place] ?? "").join(","));
}

async function readText(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

async function append(path: string, text: string): Promise<void> {
  using file = await Deno.open(path, { append: true });
  await file.write(new TextEncoder().encode(text));
  await file.syncData();
}
