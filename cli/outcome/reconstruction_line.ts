/**
 * What the line of progress says of a reconstruction by an engine: which iteration it is, what is left of the patterns, how
 * fast it goes and how long it will take.
 *
 * @module
 */
import type { EngineProgress } from "../../recon/engines/engine_events.ts";
import type { FittedLine } from "../terminal/fitted_line.ts";
import { expected, rate, significant } from "../terminal/number_format.ts";

/** The line of one reconstruction. */
export interface ReconstructionLine {
  /** What it says at a batch. */
  readonly at: (progress: EngineProgress) => FittedLine;
  /** Notes an iteration that is over. */
  readonly note: (
    iteration: { readonly rFactor: number; readonly heldOut?: { readonly rFactor: number } | null },
  ) => void;
}

/**
 * Starts a line.
 *
 * @param iterations Iterations of the engine.
 * @param now Clock in milliseconds.
 */
export function reconstructionLine(
  iterations: number,
  now: () => number = () => performance.now(),
): ReconstructionLine {
  let begun: number | null = null;
  let residual = "";
  // Of the first batch nobody knows how long it took.
  let first = 0;
  return {
    note: (iteration) => {
      const held = iteration.heldOut ? `, held out ${significant(iteration.heldOut.rFactor)}` : "";
      residual = `R-factor ${significant(iteration.rFactor)}${held}`;
    },
    at: ({ iteration, done, total }) => {
      const all = iteration * total + done;
      if (begun === null) [begun, first] = [now(), all];
      const speed = (all - first) / ((now() - begun) / 1000);
      const left = Number.isFinite(speed) && speed > 0 ? `${expected((iterations * total - all) / speed)} left` : "";
      const [head, short] = [`iteration ${iteration + 1}/${iterations}`, `${iteration + 1}/${iterations}`];
      const fast = left === "" ? "" : rate(speed, "positions");
      return {
        share: all / (iterations * total),
        variants: [
          [head, `${done}/${total}`, residual, fast, left],
          [head, residual, fast, left],
          [head, residual, left],
          [short, residual, left],
          [short, left],
        ],
      };
    },
  };
}
