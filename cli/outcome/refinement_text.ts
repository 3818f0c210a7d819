/**
 * What is told of an engine that polishes what a network painted.
 *
 * @module
 */
import type { InferOptions, InferResult } from "../../recon/inference_result.ts";
import { significant } from "../terminal/number_format.ts";
import type { Output } from "../terminal/output.ts";
import { engineProgress } from "./engine_progress.ts";

/** What an engine did. */
export type Refinement = NonNullable<InferResult["refinement"]>;

/** The line at the foot of the terminal while an engine refines. */
export function refineProgress(
  iterations: number,
  output: Output,
): Required<Pick<InferOptions, "onRefine" | "onIteration">> {
  const { onProgress: onRefine, onIteration } = engineProgress(iterations, output);
  return { onRefine, onIteration };
}

/** One line of it. */
export function refinementText({ algorithm, iterations, before, after }: Refinement): string {
  return `refined by ${iterations.length} iterations of ${algorithm}: R-factor ${
    significant(after.rFactor)
  }, that of ` +
    `the network's image was ${significant(before.rFactor)}`;
}

/** What `--json` says of it. */
export function toldRefinement({ probe, iterations, ...refinement }: Refinement): object {
  return { ...refinement, iterations: iterations.length, probeModes: probe.length };
}
