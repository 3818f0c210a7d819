/**
 * Gradients of a batch added to the sums of its window, as WebGPU programs: where the sums lie, or beside them.
 *
 * @module
 */
import { gpuProgram, type GpuSource, WORKGROUP } from "../programs/gpu_program.ts";
import { blocksOf, findWeight, switchWeight } from "./weight_layout.ts";

/** Some of the sums: as many as a program has buffers for gradients. */
export interface SummedGradients {
  /** Elements of each. */
  readonly elements: readonly number[];
  /** Which of them have a gradient. */
  readonly given: readonly boolean[];
  /** How many sums come before them in `begun`. */
  readonly before: number;
  /** Whether gradients are multiplied by `scale[1]` first. */
  readonly unscales: boolean;
  /** Whether `sums` change where they lie; else the new ones are the output `totals`. */
  readonly inPlace: boolean;
}

/** The sums with gradients `g0`, `g1`, … added; a gradient itself where `begun` is 0. What has no gradient is left out. */
export const gradientSum = gpuProgram("gradient sum", (sizes: SummedGradients): GpuSource => {
  const { elements, given, before, unscales, inPlace } = sizes;
  const blocks = elements.map(blocksOf), length = WORKGROUP * blocks.reduce((sum, count) => sum + count, 0);
  const load = (weight: number): string =>
    given[weight] ? `inside = at < ${elements[weight]}; if (inside) { g = g${weight}[at]; }` : "";
  return {
    inputs: [
      ...given.flatMap((has, weight) => has ? [`g${weight}`] : []),
      ...["sums", "begun"],
      ...unscales ? ["scale"] : [],
    ],
    updates: inPlace ? ["sums"] : [],
    outputs: inPlace ? {} : { totals: [length] },
    invocations: length,
    body: `${findWeight(blocks)}
  let at = piece * ${WORKGROUP} + lane;
  var inside = false;
  var g = 0.0;
${switchWeight(elements.length, load)}
  if (!inside) { return; }
  ${unscales ? "g *= scale[1];" : ""}
  ${inPlace ? "sums" : "totals"}[id] = select(g, sums[id] + g, begun[${before} + weight] > 0.0);`,
  };
});
