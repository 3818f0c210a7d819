/**
 * How far work on a scan is, and how long it will take.
 *
 * @module
 */
import { duration } from "./number_format.ts";
import type { Output } from "./output.ts";

/** How far work is. */
export interface WorkProgress {
  /** What is done. */
  readonly done: number;
  /** What there is to do. */
  readonly total: number;
}

/**
 * Shows how far work is and how long it will take, a few times a second, or as {@link Output.redraw} does without a terminal.
 *
 * @param output Where it is shown.
 * @param words What is done and how much of it, such as `simulating 3/4 patterns`.
 * @returns To be called when work begins, and with every step.
 */
export function progressLine(
  output: Pick<Output, "redraw">,
  words: (progress: WorkProgress) => string,
): (progress: WorkProgress) => void {
  let begun = NaN;
  let shown = -Infinity;
  return (progress) => {
    const now = performance.now();
    if (Number.isNaN(begun)) begun = now;
    if (now - shown < REDRAWN_MS) return;
    shown = now;
    const { done, total } = progress;
    const left = done > 0 ? `  ${duration((now - begun) / 1000 * (total - done) / done)} left` : "";
    output.redraw(`${words(progress)}${left}`);
  };
}

// --- internal ---

const REDRAWN_MS = 100;
