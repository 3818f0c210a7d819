/**
 * Weights in groups, as a program has a buffer for each gradient and adapters have few or many. What moves of a group lies
 * in one buffer.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import type { GpuBackend } from "../programs/gpu_backend.ts";
import { WORKGROUP } from "../programs/gpu_program.ts";
import { blocksOf } from "./weight_layout.ts";

/** A weight. */
export interface GroupedWeight {
  /** Its gradient; undefined where it has none. */
  readonly gradient: tf.TensorInfo | undefined;
  /** All that moves of it: as many tensors of every weight, each of so many elements. */
  readonly moving: readonly tf.TensorInfo[];
  /** Elements of each. */
  readonly elements: number;
}

/** Weights that are moved by one program. */
export interface WeightGroup<Weight extends GroupedWeight> {
  readonly weights: readonly Weight[];
  /** How many weights come before them. */
  readonly before: number;
  /** Elements of each. */
  readonly elements: readonly number[];
  /** Elements of the buffer that one tensor of each takes. */
  readonly length: number;
  /** All that moves, the caller's to free. */
  readonly state: tf.TensorInfo;
  /** Gradients by the names that programs know them by. */
  readonly gradients: Readonly<Record<string, tf.TensorInfo>>;
}

/**
 * Cuts weights into groups.
 *
 * @param backend Where they are.
 * @param weights The weights.
 */
export function groupsOf<Weight extends GroupedWeight>(
  backend: GpuBackend,
  weights: readonly Weight[],
): WeightGroup<Weight>[] {
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

/** Where all that moves of a group lies: all of the first weight, then of the second, …. */
export function placesOf(
  { weights, length }: Pick<WeightGroup<GroupedWeight>, "weights" | "length">,
): { tensor: tf.TensorInfo; first: number }[] {
  let first = 0;
  return weights.flatMap(({ moving, elements }) => {
    const own = first;
    first += WORKGROUP * blocksOf(elements);
    return moving.map((tensor, k) => ({ tensor, first: own + k * length }));
  });
}

// --- internal ---

/** Buffers that a program has besides gradients: what moves before and after, and two more. */
const OTHER_BUFFERS = 4;

/** Weights to a program: no adapter gains by more, and the text grows with them. */
const MOST_WEIGHTS = 64;

function groupOf<Weight extends GroupedWeight>(
  backend: GpuBackend,
  weights: readonly Weight[],
  before: number,
): WeightGroup<Weight> {
  const elements = weights.map((weight) => weight.elements);
  const length = WORKGROUP * elements.reduce((sum, count) => sum + blocksOf(count), 0);
  const gradients = Object.fromEntries(
    weights.flatMap(({ gradient }, index) => gradient ? [[`g${index}`, gradient]] : []),
  );
  const state = backend.wholeOf(placesOf({ weights, length }), length * (weights[0]?.moving.length ?? 0));
  return { weights, before, elements, length, state, gradients };
}
