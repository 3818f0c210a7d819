/**
 * How the losses of a training went, as rows of the table that a notebook shows.
 *
 * @module
 */
import { epochNumber } from "../config/values/epoch_number.ts";
import type { CardCell } from "../config/notebook/card.ts";
import { sparkline } from "../config/notebook/sparkline.ts";
import { element, escaped, joined } from "../config/values/markup.ts";

/** An epoch of a run, as its loggers or its training tell of it. */
export interface ShownEpoch {
  /** From 0. */
  readonly epoch: number;
  /** Losses by their names. */
  readonly metrics: Readonly<Record<string, number | null | undefined>>;
}

/**
 * A row for each loss: its last value, its least one and its course.
 *
 * @param epochs Epochs in their order.
 */
export function lossRows(epochs: readonly ShownEpoch[]): CardCell[][] {
  const names = [...new Set(epochs.flatMap(({ metrics }) => Object.keys(metrics)))];
  return names.map((name) => {
    const values = epochs.map(({ metrics }) => metrics[name] ?? null);
    let best: { readonly value: number; readonly epoch: number } | null = null;
    for (const { epoch, metrics } of epochs) {
      const value = metrics[name] ?? NaN;
      if (Number.isFinite(value) && (best === null || value < best.value)) best = { value, epoch };
    }
    const last = values.findLast((value) => value !== null) ?? NaN;
    const text = `${digits(last)}, least ${
      best ? `${digits(best.value)} in epoch ${epochNumber(best.epoch)}` : "none"
    }`;
    const drawing = joined([sparkline(values, `Course of ${name}`), element("span", {}, [escaped(` ${text}`)])]);
    return [name, { text, drawing }];
  });
}

// --- internal ---

function digits(value: number): string {
  return String(Number(value.toPrecision(4)));
}
