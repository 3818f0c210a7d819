/**
 * `metrics.jsonl`: every batch and every epoch as a line of JSON, for programs that watch a training or draw its curves.
 *
 * @module
 */
import { AppendLog } from "./append_log.ts";
import type { Callback } from "./callback.ts";
import type { BatchEndEvent, EpochEndEvent, FitStartEvent } from "./events.ts";

/** Options of {@link createJsonlLogger}. */
export interface JsonlLoggerOptions {
  /** The file. */
  readonly path: string;
  /**
   * Longest time that a line waits in memory for the next batch, in milliseconds.
   *
   * @default {1000}
   */
  readonly intervalMs?: number;
}

/** A line of `metrics.jsonl`: an event and its kind. Numbers that are not finite are null. */
export type JsonlLine = { readonly type: "batch" } & BatchEndEvent | { readonly type: "epoch" } & EpochEndEvent;

/**
 * A callback that writes `metrics.jsonl`: a {@link JsonlLine} for every batch, with all that {@link BatchEndEvent} has, and
 * one for every epoch, with all that {@link EpochEndEvent} has, after the batches of the epoch. Lines of batches are
 * written once a second; those of an epoch are safely on disk before the next one begins. Where a run is resumed, lines of
 * what will be repeated are removed, so nothing is there twice.
 *
 * @param options The file.
 * @returns The callback.
 *
 * @example
 * ```ts
 * import { createJsonlLogger } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile();
 * const logger = createJsonlLogger({ path });
 * const counts = { epochs: 1, firstEpoch: 0, firstBatch: 0, batches: 1, samples: 4, validationSamples: 0, warnings: [] };
 * await logger.onFitStart?.({ runDirectory: ".", ...counts });
 * const plan = { learningRate: 1e-3, stage: 0, physicsWeight: 1, accumulate: 1 } as const;
 * await logger.onEpochEnd?.({ epoch: 0, steps: 1, metrics: { loss: NaN }, gradNorm: null, seconds: 2, ...plan });
 * const line = JSON.parse(await Deno.readTextFile(path));
 * assertEquals([line.type, line.epoch, line.metrics], ["epoch", 0, { loss: null }]);
 * const timings = { prepare: 0, train: 0, validate: 0, images: 0, checkpoint: 0, total: 0 };
 * await logger.onFitEnd?.({ exitReason: "finished", exitDetail: null, epochs: 1, steps: 1, timings });
 * await Deno.remove(path);
 * ```
 */
export function createJsonlLogger({ path, intervalMs = 1000 }: JsonlLoggerOptions): Callback {
  let log: AppendLog | null = null;

  return {
    name: "jsonl logger",
    async onFitStart(event): Promise<void> {
      log = await AppendLog.open(path, { keep: await bytesToKeep(path, event), intervalMs });
    },
    onBatchEnd(event): void {
      log?.append(line({ type: "batch", ...event }));
    },
    onValidationStart: () => log?.write(),
    // A run may go on from here: what it will not repeat must not be lost.
    onCheckpoint: () => log?.write(),
    async onEpochEnd(event): Promise<void> {
      log?.append(line({ type: "epoch", ...event }));
      await log?.sync();
    },
    async onFitEnd(): Promise<void> {
      await log?.close();
    },
  };
}

// --- internal ---

const NEWLINE = 10;

/** JSON has no NaN and no infinity: `stringify` makes them null. */
function line(content: JsonlLine): string {
  return `${JSON.stringify(content)}\n`;
}

/** Lines are in the order of the training, so those to keep come first; one that a crash cut off ends them too. */
async function bytesToKeep(path: string, start: FitStartEvent): Promise<number> {
  if (start.firstEpoch === 0 && start.firstBatch === 0) return 0;
  const bytes = await readBytes(path);
  const decoder = new TextDecoder();
  for (let at = 0;;) {
    const end = bytes.indexOf(NEWLINE, at);
    if (end < 0 || !isEarlier(decoder.decode(bytes.subarray(at, end)), start)) return at;
    at = end + 1;
  }
}

function isEarlier(text: string, { firstEpoch, firstBatch }: FitStartEvent): boolean {
  try {
    const { type, epoch, batch }: { type?: unknown; epoch?: unknown; batch?: unknown } = JSON.parse(text) ?? {};
    if (typeof epoch !== "number") return false;
    return epoch < firstEpoch || (type === "batch" && epoch === firstEpoch && Number(batch) < firstBatch);
  } catch {
    return false;
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Uint8Array();
    throw error;
  }
}
