/**
 * How far work on a scan is, how fast it goes, and how long it will take.
 *
 * @module
 */
import { fittedLine } from "./fitted_line.ts";
import { expected, rate } from "./number_format.ts";
import type { Output } from "./output.ts";

/** How far work is. */
export interface WorkProgress {
  /** What is done. */
  readonly done: number;
  /** What there is to do. */
  readonly total: number;
}

/** Work, in the words of people. */
export interface Work {
  /** What is done, such as `simulating`. */
  readonly doing: string;
  /** What is counted, such as `patterns`; null where only the share is of interest. */
  readonly of: string | null;
}

/**
 * Shows how far work is, as {@link Output.redraw} does: on a terminal a few times a second, elsewhere now and then.
 *
 * @param output Where it is shown.
 * @param work What is done.
 * @param now Clock in milliseconds.
 * @returns To be called when work begins, and with every step. The time that is left is by the mean speed since then.
 */
export function progressLine(
  output: Pick<Output, "redraw">,
  { doing, of }: Work,
  now: () => number = () => performance.now(),
): (progress: WorkProgress) => void {
  let begun: { readonly time: number; readonly done: number } | null = null;
  return ({ done, total }) => {
    begun ??= { time: now(), done };
    const seconds = (now() - begun.time) / 1000;
    const speed = (done - begun.done) / seconds;
    const known = speed > 0 && Number.isFinite(speed);
    const left = known ? `${expected((total - done) / speed)} left` : "";
    const count = of === null ? "" : `${done}/${total} ${of}`;
    const percent = `${Math.floor(100 * done / Math.max(total, 1))} %`;
    const variants = [
      [doing, count || percent, known && of !== null ? rate(speed, of) : "", left],
      [doing, count || percent, left],
      [doing, percent, left],
      [percent, left],
      [percent],
    ];
    output.redraw((columns) => fittedLine({ variants, share: done / Math.max(total, 1) }, columns));
  };
}
