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
}

/**
 * A callback that writes `metrics.csv` with the columns `epoch,step,learning_rate,<loss>,<valLoss>,seconds`: the epoch
 * from 0, optimizer steps taken by its end, and its wall-clock time. Without validation that column is empty. A run
 * that is resumed keeps the rows of the epochs before, so no row is there twice.
 *
 * @param options File and columns.
 * @returns The callback.
 */
export function createCsvLogger({ path, metrics }: CsvLoggerOptions): Callback {
  const header = ["epoch", "step", "learning_rate", metrics.loss, metrics.valLoss, "seconds"].join(",");
  return {
    name: "csv logger",
    async onFitStart({ firstEpoch }): Promise<void> {
      const rows = firstEpoch > 0 ? await earlierRows(path, header, firstEpoch) : [];
      await writeRunFile(path, [header, ...rows, ""].join("\n"));
    },
    async onEpochEnd(event): Promise<void> {
      await append(path, `${row(event, metrics).join(",")}\n`);
    },
  };
}

// --- internal ---

function row(event: EpochEndEvent, names: CsvLoggerOptions["metrics"]): (string | number)[] {
  const { epoch, steps, learningRate, metrics, seconds } = event;
  return [epoch, steps, learningRate, metrics[names.loss] ?? "", metrics[names.valLoss] ?? "", seconds.toFixed(3)];
}

async function earlierRows(path: string, header: string, firstEpoch: number): Promise<string[]> {
  const [found, ...rows] = (await readText(path)).trimEnd().split("\n");
  // A file that is gone is begun anew: the checkpoint has all that matters.
  if (!found) return [];
  if (found !== header) {
    throw new Error(`Cannot append to ${path} as its columns must be ${header}: current value is ${found}`);
  }
  return rows.filter((line) => line !== "" && Number(line.split(",")[0]) < firstEpoch);
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
