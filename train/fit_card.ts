/**
 * What a notebook shows of a training that has ended.
 *
 * @module
 */
import { epochNumber } from "../config/values/epoch_number.ts";
import type { Card } from "../config/notebook/card.ts";
import { lossRows } from "../run/loss_rows.ts";
import type { FitResult } from "./fit_result.ts";

/** The card of what `fit` came to. */
export function fitCard(result: FitResult): Card {
  const { exitReason, exitDetail, runDirectory, epochs, steps, history, bestEpoch, bestValue, seconds } = result;
  return {
    title: `Training ${exitReason}${exitDetail === null ? "" : `: ${exitDetail}`}`,
    rows: [
      ["run", runDirectory],
      ["epochs", `${epochs}, ${steps} steps in all`],
      ...lossRows(history),
      [
        "best epoch",
        bestEpoch === null ? "none" : `${epochNumber(bestEpoch)}, with ${Number(bestValue?.toPrecision(4))}`,
      ],
      ["weights to resume from", result.lastCheckpoint ?? "none"],
      ["took", `${seconds.toFixed(1)} s`],
    ],
  };
}
