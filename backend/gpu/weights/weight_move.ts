/**
 * A move of some weights, as one WebGPU program: as many weights as it has buffers for their gradients.
 *
 * @module
 */
import type { WeightRule } from "../../operations/weight_step.ts";
import { gpuProgram, type GpuSource, WORKGROUP } from "../programs/gpu_program.ts";
import { blocksOf, findWeight, switchWeight } from "./weight_layout.ts";

/** Some of the weights. */
export interface MovedWeights extends Pick<WeightRule, "optimizer" | "decay" | "averageDecay"> {
  /** Elements of each. */
  readonly elements: readonly number[];
  /** Which of them share a square. */
  readonly sharesSquare: readonly boolean[];
  /** How many weights come before them in `numbers` and `factors`. */
  readonly before: number;
  /** Tensors of each that move: its value, slots and average. */
  readonly tensors: number;
  /** Gradients are within [−b, b]; null takes them as they are. */
  readonly within: number | null;
  /** Whether gradients have factors. */
  readonly factored: boolean;
  /** Whether all stays as it is where a factor is below 0. */
  readonly skips: boolean;
}

/**
 * The weights' next `state`, as long as the one before: of gradients `g0`, `g1`, …, `numbers` (weights, 4) and `factors`
 * (weights, 2) of all weights.
 */
export const weightMove = gpuProgram("weight move", (weights: MovedWeights): GpuSource => {
  const { elements, sharesSquare, before, tensors, factored } = weights;
  const blocks = elements.map(blocksOf), length = WORKGROUP * blocks.reduce((sum, count) => sum + count, 0);
  const load = (weight: number): string =>
    `inside = at < ${elements[weight]}; if (inside) { g = g${weight}[at]; } shares = ${sharesSquare[weight] ?? false};`;
  return {
    inputs: [...elements.map((_, weight) => `g${weight}`), "state", "numbers", ...factored ? ["factors"] : []],
    outputs: { moved: [tensors * length] },
    invocations: length,
    body: `${findWeight(blocks)}
  let at = piece * ${WORKGROUP} + lane;
  var inside = false;
  var shares = false;
  var g = 0.0;
${switchWeight(elements.length, load)}
  if (!inside) { return; }
  let row = ${before} + weight;
  var w = state[id];
${skipped(weights, length)}
${clipped(weights)}
${decayed(weights)}
${stepped(weights, length)}
  moved[id] = w;
${averaged(weights, length)}`,
  };
});

// --- internal ---

function skipped({ skips, tensors }: MovedWeights, length: number): string {
  if (!skips) return "";
  return `
  if (factors[2 * row] < 0.0) {
    for (var tensor = 0; tensor < ${tensors}; tensor++) {
      moved[tensor * ${length} + id] = state[tensor * ${length} + id];
    }
    return;
  }`;
}

function clipped({ within, factored, optimizer, sharesSquare }: MovedWeights): string {
  const lines = [
    ...factored ? ["g *= factors[2 * row];"] : [],
    ...within === null ? [] : [`g = clamp(g, ${-within}, ${within});`],
    ...optimizer.kind === "adam" ? ["var square = g * g;"] : [],
    ...sharesSquare.includes(true) ? ["if (shares) { square = factors[2 * row + 1]; }"] : [],
  ];
  return lines.join("\n  ");
}

function decayed({ decay, optimizer }: MovedWeights): string {
  if (decay === "none") return "";
  if (decay === "weights") return "w *= numbers[4 * row + 2];";
  // A weight that shares its square does not decay.
  return `g += numbers[4 * row + 3] * w;${optimizer.kind === "adam" ? "\n  if (!shares) { square = g * g; }" : ""}`;
}

function stepped({ optimizer }: MovedWeights, length: number): string {
  if (optimizer.kind === "adam") {
    const { beta1, beta2, epsilon } = optimizer;
    return `
  let mean = ${beta1} * state[${length} + id] + ${1 - beta1} * g;
  let meanSquare = ${beta2} * state[${2 * length} + id] + ${1 - beta2} * square;
  w -= numbers[4 * row] * (mean / (sqrt(meanSquare) / numbers[4 * row + 1] + ${epsilon}));
  moved[${length} + id] = mean;
  moved[${2 * length} + id] = meanSquare;`;
  }
  const { momentum } = optimizer;
  if (momentum === 0) return "  w -= numbers[4 * row] * g;";
  return `
  let sum = ${momentum} * state[${length} + id] + g;
  w -= numbers[4 * row] * (g + ${momentum} * sum);
  moved[${length} + id] = sum;`;
}

function averaged({ averageDecay, tensors }: MovedWeights, length: number): string {
  if (averageDecay === null) return "";
  const at = `${(tensors - 1) * length} + id`;
  return `  moved[${at}] = ${averageDecay} * state[${at}] + ${1 - averageDecay} * w;`;
}
