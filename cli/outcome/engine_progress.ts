/**
 * The line at the foot of the terminal while an engine works: for an image, for a polish, for labels.
 *
 * @module
 */
import type { EngineProgress } from "../../recon/engines/engine_events.ts";
import { fittedLine } from "../terminal/fitted_line.ts";
import type { Output } from "../terminal/output.ts";
import { reconstructionLine } from "./reconstruction_line.ts";

/** What is told of an engine in its course. */
export interface EngineProgressLine {
  /** After each batch. */
  readonly onProgress: (progress: EngineProgress) => void;
  /** After each iteration. */
  readonly onIteration: ReturnType<typeof reconstructionLine>["note"];
}

/**
 * Starts the line.
 *
 * @param iterations Iterations of the engine.
 * @param output Where it is shown.
 */
export function engineProgress(iterations: number, output: Output): EngineProgressLine {
  const line = reconstructionLine(iterations);
  return {
    onProgress: (now) => {
      const drawn = line.at(now);
      output.redraw((columns) => fittedLine(drawn, columns));
    },
    onIteration: line.note,
  };
}
