/**
 * `metrics.jsonl` of a reconstruction by an engine: a line of JSON an iteration.
 *
 * @module
 */
import { AppendLog } from "../../../run/append_log.ts";
import { damageText, keepLines, type LineVerdict, NO_LINES, takeOutOthers } from "../../../run/log_lines.ts";
import { requireFree } from "../../../run/sole_writer.ts";
import type { EngineCallback } from "./engine_callback.ts";

/**
 * A callback that writes `metrics.jsonl`: of each iteration `type`, which is `iteration`, and what `metrics.csv` has of it.
 * All lines are on disk before a checkpoint is. A run that goes on keeps those of the iterations before, so none is there
 * twice; lines that cannot be read are taken out, with a warning.
 *
 * @param path The file.
 * @param onWarning Told, one sentence each, that the file cannot be written any more, and what of it could not be read.
 */
export function engineJsonlLogger(path: string, onWarning: (text: string) => void): EngineCallback {
  let log: AppendLog | null = null;
  return {
    name: "jsonl logger",
    async onRunStart({ firstIteration }): Promise<void> {
      requireFree(path);
      const kept = firstIteration === 0 ? NO_LINES : keepLines(path, (line) => judge(line, firstIteration));
      const warning = damageText(path, kept);
      if (warning !== null) onWarning(warning);
      log = await AppendLog.open(path, { keep: await takeOutOthers(path, kept), onProblem: onWarning });
    },
    onIterationEnd({ iteration, rFactor, poissonDeviance, heldOut, seconds }): void {
      log?.append(`${JSON.stringify({ type: "iteration", iteration, rFactor, poissonDeviance, heldOut, seconds })}\n`);
    },
    // What a run that goes on will not repeat must not be lost.
    async onBeforeSave(): Promise<void> {
      await log?.sync();
    },
    async onRunEnd(): Promise<void> {
      await log?.close();
    },
  };
}

// --- internal ---

function judge(line: string, firstIteration: number): LineVerdict {
  try {
    const { type, iteration }: { type?: unknown; iteration?: unknown } = JSON.parse(line) ?? {};
    if (type !== "iteration" || !Number.isSafeInteger(iteration)) return "damaged";
    return Number(iteration) < firstIteration ? "keep" : "repeat";
  } catch {
    return "damaged";
  }
}
