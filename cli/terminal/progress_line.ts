/**
 * How far work on a scan is, on one line of a terminal that is redrawn.
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
 * Shows how far work is and how long it will take, a few times a second; nothing where there is no terminal.
 *
 * @param output Where it is shown.
 * @param work What is done, such as `simulating`.
 * @returns To be called when work begins, and with every step.
 */
export function progressLine(output: Output, work: string): (progress: WorkProgress) => void {
  let begun = NaN;
  let shown = -Infinity;
  return ({ done, total }) => {
    const now = performance.now();
    if (Number.isNaN(begun)) begun = now;
    if (now - shown < REDRAWN_MS) return;
    shown = now;
    const left = done > 0 ? `  ${duration((now - begun) / 1000 * (total - done) / done)} left` : "";
    output.redraw(`${work} ${done}/${total} patterns${left}`);
  };
}

// --- internal ---

const REDRAWN_MS = 100;
