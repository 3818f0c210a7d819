/**
 * What gradients are multiplied by so that they keep within a bound, as WebGPU programs: sums of squares of pieces of every
 * gradient, then of every gradient and of all. `train/optimizer/clip_gradients.ts` says what the bounds are.
 *
 * @module
 */
import { gpuProgram, type GpuSource, WORKGROUP } from "../programs/gpu_program.ts";
import { sumOfWorkgroup } from "../waves/workgroup_sum.ts";
import { IS_HUGE, SKIPPED } from "./gradient_scale.ts";
import { blocksOf, findWeight, switchWeight } from "./weight_layout.ts";

/** Elements that a workgroup sums. */
const PIECE = 64 * WORKGROUP;

/** Some of the weights: as many as a program has buffers for. */
export interface SummedWeights {
  /** Elements of each. */
  readonly elements: readonly number[];
  /** Elements are within [−b, b] before they are summed; null takes them as they are. */
  readonly within: number | null;
  /** Whether squares of the weights are summed too. */
  readonly ofWeights: boolean;
  /** Whether gradients may be infinite or no numbers, and are not brought within a bound then. */
  readonly scaled: boolean;
  /** Whether gradients are multiplied by `scale[1]` first. */
  readonly unscales: boolean;
}

/** Sums of squares of pieces (pieces, 2): of gradients `g0`, `g1`, …, and of the weights, which lie in `state`. */
export const squaresOfPieces = gpuProgram("gradient squares", (weights: SummedWeights): GpuSource => {
  const { elements, within, ofWeights, scaled, unscales } = weights;
  const pieces = elements.map(piecesOf), all = pieces.reduce((sum, count) => sum + count, 0);
  let block = 0;
  const firsts = elements.map((count) => (block += blocksOf(count)) * WORKGROUP - blocksOf(count) * WORKGROUP);
  const loop = (weight: number): string => `
      for (var e = piece * ${PIECE} + lane; e < min((piece + 1) * ${PIECE}, ${elements[weight]}); e += ${WORKGROUP}) {
        let own = g${weight}[e]${unscales ? " * scale[1]" : ""};
        let g = ${bounded("own", { within, scaled })};
        sums[0] += g * g;
        ${ofWeights ? `let w = state[${firsts[weight]} + e];\n        sums[1] += w * w;` : ""}
      }`;
  return {
    inputs: [
      ...elements.map((_, weight) => `g${weight}`),
      ...ofWeights ? ["state"] : [],
      ...unscales ? ["scale"] : [],
    ],
    outputs: { squares: [all, 2] },
    ...{ invocations: all * WORKGROUP, together: true },
    declarations: `${scaled ? IS_HUGE : ""}\n${sumOfWorkgroup(2)}`,
    body: `${findWeight(pieces)}
  var sums = array<f32, 2>(0.0, 0.0);
${switchWeight(elements.length, loop)}
  let total = sumOfWorkgroup(lane, sums);
  if (lane == 0 && group < ${all}) {
    squares[2 * group] = total[0];
    squares[2 * group + 1] = total[1];
  }`,
  };
});

/** How gradients of all weights are clipped. */
export interface ClippedWeights {
  /** Elements of each weight. */
  readonly elements: readonly number[];
  /** Bound of the norm of all, of that of each relative to its weight, or none of these. */
  readonly clip: { readonly bound: number; readonly algorithm: "norm" | "agc" } | null;
  /** Whether there is a `scale`: gradients that are not finite are skipped while it is above 1. */
  readonly scaled: boolean;
  /** Whether factors are multiplied by `scale[1]`, as gradients have yet to be. */
  readonly unscales: boolean;
}

/**
 * Of each weight (weights, 2): the factor of its gradient, below 0 where no step is to be taken, and the mean square of the
 * gradient within its bound. Of `squares`, the sums of the pieces of all weights in their order. A workgroup for each weight.
 */
export const gradientFactors = gpuProgram(
  "gradient factors",
  ({ elements, clip, scaled, unscales }: ClippedWeights): GpuSource => {
    const pieces = elements.map(piecesOf), all = pieces.reduce((sum, count) => sum + count, 0);
    let piece = 0;
    const range = (weight: number): string =>
      `first = ${piece}; end = ${piece += pieces[weight] ?? 0}; elements = ${elements[weight]}.0;`;
    return {
      ...{ inputs: ["squares", ...scaled ? ["scale"] : []], outputs: { factors: [elements.length, 2] } },
      ...{ invocations: elements.length * WORKGROUP, together: true },
      declarations: `${scaled ? IS_HUGE : ""}\n${sumOfWorkgroup(3)}`,
      body: `
  let weight = group;
  var first = 0;
  var end = 0;
  var elements = 1.0;
${switchWeight(elements.length, range)}
  var sums = array<f32, 3>(0.0, 0.0, 0.0);
  for (var p = lane; p < ${all}; p += ${WORKGROUP}) {
    let square = squares[2 * p];
    sums[0] += square;
    if (p >= first && p < end) {
      sums[1] += square;
      sums[2] += squares[2 * p + 1];
    }
  }
  let total = sumOfWorkgroup(lane, sums);
  if (lane == 0 && group < ${elements.length}) {
    let factor = ${factor(clip)};
    factors[2 * group] = factor${unscales ? " * scale[1]" : ""};
    ${scaled ? `if (scale[0] > 1.0 && isHuge(total[0])) { factors[2 * group] = ${SKIPPED}.0; }` : ""}
    factors[2 * group + 1] = factor * factor * (total[1] / elements);
  }`,
    };
  },
);

// --- internal ---

/** Pieces that a gradient of so many elements is summed in. */
function piecesOf(elements: number): number {
  return Math.ceil(elements / PIECE);
}

function bounded(g: string, { within, scaled }: Pick<SummedWeights, "within" | "scaled">): string {
  if (within === null) return g;
  const clamped = `clamp(${g}, ${-within}, ${within})`;
  return scaled ? `select(${clamped}, ${g}, isHuge(${g}))` : clamped;
}

function factor(clip: ClippedWeights["clip"]): string {
  if (clip === null) return "1.0";
  if (clip.algorithm === "norm") return `min(${clip.bound} / (sqrt(total[0]) + 1e-6), 1.0)`;
  const limit = `max(sqrt(total[2]), 1e-3) * ${clip.bound}`;
  return `${limit} / max(sqrt(total[1]), ${limit})`;
}
