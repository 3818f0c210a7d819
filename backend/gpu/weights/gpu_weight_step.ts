/**
 * The kernel that moves all weights at once, on WebGPU; `backend/operations/weight_step.ts` says what it computes.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import type { WeightRule } from "../../operations/weight_step.ts";
import type { GpuBackend } from "../programs/gpu_backend.ts";
import { elementsOf } from "../programs/gpu_program.ts";
import type { GpuKernelCall, NewGpuKernel } from "../programs/register_gpu_kernels.ts";
import { gradientFactors, squaresOfPieces } from "./gradient_factors.ts";
import { scaleMove } from "./gradient_scale.ts";
import { type GroupedWeight, groupsOf, placesOf, type WeightGroup } from "./weight_groups.ts";
import { weightMove } from "./weight_move.ts";

/** `StepWeights`. */
export const gpuWeightKernels: Readonly<Record<string, NewGpuKernel>> = { StepWeights: stepped };

// --- internal ---

interface Attributes extends WeightRule {
  readonly slots: number;
  readonly sharesSquare: readonly boolean[];
  /** Present with a `scale`. */
  readonly growthSteps?: number;
  /** Whether gradients are still those of a multiplied loss. */
  readonly unscales?: boolean;
}

/** Its value, slots and average move. */
interface Weight extends GroupedWeight {
  readonly sharesSquare: boolean;
}

type Group = WeightGroup<Weight>;

function stepped({ backend, inputs, attributes }: GpuKernelCall): tf.TensorInfo[] {
  const { clip, ...rule } = attributes as unknown as Attributes;
  const weights = weightsOf(inputs, rule);
  const groups = groupsOf(backend, weights);
  const within = clip?.algorithm === "value" ? clip.bound : null;
  const { numbers, scale } = inputs;
  const needed = clip?.algorithm === "norm" || clip?.algorithm === "agc" || rule.sharesSquare.includes(true) || scale;
  const { optimizer, decay, averageDecay, unscales = false } = rule;
  const factors = needed ? factorsOf(backend, groups, { clip, scale, unscales }) : null;
  const moved = groups.map((group) => {
    const { elements, before, gradients, state } = group;
    const sharesSquare = group.weights.map((weight) => weight.sharesSquare);
    const tensors = group.weights[0]?.moving.length ?? 0;
    const program = weightMove({
      ...{
        optimizer,
        decay,
        averageDecay,
        elements,
        before,
        within,
        tensors,
        sharesSquare,
        factored: factors !== null,
        skips: scale !== undefined,
      },
    });
    return backend.compute(program, {
      inputs: { ...gradients, state, ...numbers && { numbers }, ...factors && { factors } },
    });
  });
  const outputs = groups.flatMap((group, index) => {
    const whole = moved[index];
    return whole
      ? backend.partsOf(whole, placesOf(group).map(({ first, tensor: { shape } }) => ({ first, shape })))
      : [];
  });
  const { growthSteps = Infinity } = rule;
  const scaled = scale && factors ? [backend.compute(scaleMove({ growthSteps }), { inputs: { factors, scale } })] : [];
  for (const { dataId } of [...groups.map(({ state }) => state), ...moved, ...factors ? [factors] : []]) {
    backend.disposeData(dataId);
  }
  return [...outputs, ...scaled];
}

function weightsOf(
  inputs: GpuKernelCall["inputs"],
  { slots, sharesSquare, averageDecay }: Omit<Attributes, "clip">,
): Weight[] {
  const count = 2 + slots + (averageDecay === null ? 0 : 1);
  return sharesSquare.map((shares, weight) => {
    const names = Array.from({ length: count }, (_, k) => `t${count * weight + k}`);
    const [value, gradient, ...kept] = names.flatMap((name) => inputs[name] ?? []);
    if (!value || !gradient || kept.length !== count - 2) {
      throw new TypeError(`Cannot move a weight as one of its tensors is missing: current value is ${names}`);
    }
    return { gradient, moving: [value, ...kept], elements: elementsOf(value.shape), sharesSquare: shares };
  });
}

interface FactorsOptions extends Pick<WeightRule, "clip"> {
  readonly scale: tf.TensorInfo | undefined;
  readonly unscales: boolean;
}

/** Factor and mean square of every gradient. */
function factorsOf(
  backend: GpuBackend,
  groups: readonly Group[],
  { clip, scale, unscales }: FactorsOptions,
): tf.TensorInfo {
  const scaled = scale !== undefined;
  const within = clip?.algorithm === "value" ? clip.bound : null;
  const ofWeights = clip?.algorithm === "agc";
  const sums = groups.map(({ elements, gradients, state }) =>
    backend.compute(squaresOfPieces({ elements, within, ofWeights, scaled, unscales }), {
      inputs: { ...gradients, state, ...scale && { scale } },
    })
  );
  const squares = joined(backend, sums);
  const elements = groups.flatMap((group) => group.elements);
  const bounded = clip?.algorithm === "norm" || clip?.algorithm === "agc"
    ? { bound: clip.bound, algorithm: clip.algorithm }
    : null;
  const factors = backend.compute(gradientFactors({ elements, clip: bounded, scaled, unscales }), {
    inputs: { squares, ...scale && { scale } },
  });
  backend.disposeData(squares.dataId);
  return factors;
}

/** Tensors one after the other; they are taken over. */
function joined(backend: GpuBackend, tensors: readonly tf.TensorInfo[]): tf.TensorInfo {
  const [only, ...others] = tensors;
  if (only && others.length === 0) return only;
  let end = 0;
  const placed = tensors.map((tensor) => ({
    tensor,
    first: (end += elementsOf(tensor.shape)) - elementsOf(tensor.shape),
  }));
  const whole = backend.wholeOf(placed, end);
  for (const { dataId } of tensors) backend.disposeData(dataId);
  return whole;
}
