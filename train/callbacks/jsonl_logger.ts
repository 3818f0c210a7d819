/**
 * `metrics.jsonl`: every batch and every epoch as a line of JSON, for programs that watch a training or draw its curves.
 *
 * @module
 */
import { AppendLog } from "../../run/append_log.ts";
import { requireFree } from "../../run/sole_writer.ts";
import type { Callback } from "./callback.ts";
import type { BatchEndEvent, EpochEndEvent, FitStartEvent } from "./events.ts";
import {
  damageText,
  keepLines,
  type KeptLines,
  type LineVerdict,
  NO_LINES,
  takeOutOthers,
} from "../../run/log_lines.ts";

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
  /**
   * Told, one sentence each, that the file cannot be written any more, after which the training goes on, and what of an
   * earlier file could not be read. Without it the training ends where the file cannot be written.
   */
  readonly onWarning?: (text: string) => void;
}

/** A line of `metrics.jsonl`: an event and its kind. Numbers that are not finite are null. */
export type JsonlLine = { readonly type: "batch" } & BatchEndEvent | { readonly type: "epoch" } & EpochEndEvent;

/**
 * A callback that writes `metrics.jsonl`: a {@link JsonlLine} for every batch, with all that {@link BatchEndEvent} has, and
 * one for every epoch, with all that {@link EpochEndEvent} has, after the batches of the epoch. Lines of batches are
 * written once a second; all of them are safely on disk before a checkpoint is, and before the next epoch begins. Where a
 * run is resumed, lines of what will be repeated are removed, so nothing is there twice, and so are lines that cannot be
 * read, with a warning.
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
 * const counts = { epochs: 1, firstEpoch: 0, firstBatch: 0, batches: 1, samples: 4, channels: 1 };
 * await logger.onFitStart?.({ runDirectory: ".", ...counts, validationSamples: 0, warnings: [] });
 * const physicsRates = { probe: null, positions: null };
 * const plan = { learningRate: 1e-3, physicsRates, stage: 0, physicsWeight: 1, accumulate: 1 } as const;
 * const times = { seconds: 2, patternsPerSecond: 4, stepMs: 1000 };
 * await logger.onEpochEnd?.({ epoch: 0, steps: 1, metrics: { loss: NaN }, gradNorm: null, ...times, ...plan });
 * const line = JSON.parse(await Deno.readTextFile(path));
 * assertEquals([line.type, line.epoch, line.metrics], ["epoch", 0, { loss: null }]);
 * const timings = { prepare: 0, train: 0, validate: 0, images: 0, checkpoint: 0, total: 0 };
 * await logger.onFitEnd?.({ exitReason: "finished", exitDetail: null, epochs: 1, steps: 1, timings });
 * await Deno.remove(path);
 * ```
 */
export function createJsonlLogger({ path, intervalMs = 1000, onWarning }: JsonlLoggerOptions): Callback<string> {
  let log: AppendLog | null = null;

  return {
    name: "jsonl logger",
    async onFitStart(event): Promise<void> {
      requireFree(path);
      const kept = earlierLines(path, event);
      const warning = damageText(path, kept);
      if (warning !== null) onWarning?.(warning);
      log = await AppendLog.open(path, {
        keep: await takeOutOthers(path, kept),
        intervalMs,
        onProblem: onWarning ?? null,
      });
    },
    onBatchEnd(event): void {
      log?.append(line({ type: "batch", ...event }));
    },
    onValidationStart: () => log?.write(),
    async onEpochEnd(event): Promise<void> {
      log?.append(line({ type: "epoch", ...event }));
      await log?.sync();
    },
    // A run may go on from here: what it will not repeat must not be lost.
    async onBeforeCheckpoint(): Promise<void> {
      await log?.sync();
    },
    async onFitEnd(): Promise<void> {
      await log?.close();
    },
  };
}

// --- internal ---

/** JSON has no NaN and no infinity: `stringify` makes them null. */
function line(content: JsonlLine): string {
  return `${JSON.stringify(content)}\n`;
}

function earlierLines(path: string, start: FitStartEvent): KeptLines {
  if (start.firstEpoch === 0 && start.firstBatch === 0) return NO_LINES;
  return keepLines(path, (text) => judge(text, start));
}

function judge(text: string, { firstEpoch, firstBatch }: FitStartEvent): LineVerdict {
  try {
    const { type, epoch, batch }: { type?: unknown; epoch?: unknown; batch?: unknown } = JSON.parse(text) ?? {};
    if (!isCount(epoch)) return "damaged";
    if (type === "epoch") return epoch < firstEpoch ? "keep" : "repeat";
    if (type !== "batch" || !isCount(batch)) return "damaged";
    return epoch < firstEpoch || (epoch === firstEpoch && batch < firstBatch) ? "keep" : "repeat";
  } catch {
    return "damaged";
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
