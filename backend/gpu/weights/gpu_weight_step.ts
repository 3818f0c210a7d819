/**
 * The kernel that moves all weights at once, on WebGPU; `backend/operations/weight_step.ts` says what it computes. Weights
 * are moved in groups, as a program has a buffer for each gradient and adapters have few or many; what moves of a group
 * lies in one buffer.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import type { WeightRule } from "../../operations/weight_step.ts";
import type { GpuBackend } from "../programs/gpu_backend.ts";
import { elementsOf, WORKGROUP } from "../programs/gpu_program.ts";
import type { GpuKernelCall, NewGpuKernel } from "../programs/register_gpu_kernels.ts";
import { gradientFactors, squaresOfPieces } from "./gradient_factors.ts";
import { scaleMove } from "./gradient_scale.ts";
import { blocksOf } from "./weight_layout.ts";
import { weightMove } from "./weight_move.ts";

/** `StepWeights`. */
export const gpuWeightKernels: Readonly<Record<string, NewGpuKernel>> = { StepWeights: stepped };

// --- internal ---

interface Attributes extends WeightRule {
  readonly slots: number;
  readonly sharesSquare: readonly boolean[];
  /** Present with a `scale`. */
  readonly growthSteps?: number;
}

interface Weight {
  readonly gradient: tf.TensorInfo;
  /** Value, slots and average. */
  readonly moving: readonly tf.TensorInfo[];
  readonly elements: number;
  readonly sharesSquare: boolean;
}

/** Weights that are moved by one program. */
interface Group {
  readonly weights: readonly Weight[];
  /** How many weights come before them. */
  readonly before: number;
  /** Elements of each. */
  readonly elements: readonly number[];
  /** Elements of the buffer that one tensor of each takes. */
  readonly length: number;
  /** All that moves. */
  readonly state: tf.TensorInfo;
  /** Gradients by the names that programs know them by. */
  readonly gradients: Readonly<Record<string, tf.TensorInfo>>;
}

/** Buffers that a move has besides gradients: what moves before and after, numbers and factors. */
const OTHER_BUFFERS = 4;

/** Weights to a program: no adapter gains by more, and the text grows with them. */
const MOST_WEIGHTS = 64;

function stepped({ backend, inputs, attributes }: GpuKernelCall): tf.TensorInfo[] {
  const { clip, ...rule } = attributes as unknown as Attributes;
  const weights = weightsOf(inputs, rule);
  const groups = groupsOf(backend, weights);
  const within = clip?.algorithm === "value" ? clip.bound : null;
  const { numbers, scale } = inputs;
  const needed = clip?.algorithm === "norm" || clip?.algorithm === "agc" || rule.sharesSquare.includes(true) || scale;
  const factors = needed ? factorsOf(backend, groups, { clip, scale }) : null;
  const { optimizer, decay, averageDecay } = rule;
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

function groupsOf(backend: GpuBackend, weights: readonly Weight[]): Group[] {
  const { maxStorageBuffersPerShaderStage: buffers, maxStorageBufferBindingSize: bytes } = backend.device.limits;
  const most = Math.min(MOST_WEIGHTS, buffers - OTHER_BUFFERS);
  const groups: Weight[][] = [];
  let size = Infinity;
  for (const weight of weights) {
    const own = 4 * WORKGROUP * blocksOf(weight.elements) * weight.moving.length;
    if (size + own > bytes || (groups.at(-1)?.length ?? most) >= most) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)?.push(weight);
    size += own;
  }
  let before = 0;
  return groups.map((group) => {
    const made = groupOf(backend, group, before);
    before += group.length;
    return made;
  });
}

function groupOf(backend: GpuBackend, weights: readonly Weight[], before: number): Group {
  const elements = weights.map((weight) => weight.elements);
  const length = WORKGROUP * elements.reduce((sum, count) => sum + blocksOf(count), 0);
  const gradients = Object.fromEntries(weights.map(({ gradient }, index) => [`g${index}`, gradient]));
  const state = backend.wholeOf(placesOf({ weights, length }), length * (weights[0]?.moving.length ?? 0));
  return { weights, before, elements, length, state, gradients };
}

/** Where all that moves lies, in the order of the kernel's outputs. */
function placesOf({ weights, length }: Pick<Group, "weights" | "length">): { tensor: tf.TensorInfo; first: number }[] {
  let first = 0;
  return weights.flatMap(({ moving, elements }) => {
    const own = first;
    first += WORKGROUP * blocksOf(elements);
    return moving.map((tensor, k) => ({ tensor, first: own + k * length }));
  });
}

interface FactorsOptions extends Pick<WeightRule, "clip"> {
  readonly scale: tf.TensorInfo | undefined;
}

/** Factor and mean square of every gradient. */
function factorsOf(backend: GpuBackend, groups: readonly Group[], { clip, scale }: FactorsOptions): tf.TensorInfo {
  const scaled = scale !== undefined;
  const within = clip?.algorithm === "value" ? clip.bound : null;
  const ofWeights = clip?.algorithm === "agc";
  const sums = groups.map(({ elements, gradients, state }) =>
    backend.compute(squaresOfPieces({ elements, within, ofWeights, scaled }), { inputs: { ...gradients, state } })
  );
  const squares = joined(backend, sums);
  const elements = groups.flatMap((group) => group.elements);
  const bounded = clip?.algorithm === "norm" || clip?.algorithm === "agc"
    ? { bound: clip.bound, algorithm: clip.algorithm }
    : null;
  const factors = backend.compute(gradientFactors({ elements, clip: bounded, scaled }), {
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
