/**
 * Sums of gradients over the batches of a window. Where the accelerator has a kernel for it, gradients are added to the sums
 * where these lie, all of them at once.
 *
 * @module
 */
import * as tf from "../packages/tensorflow.ts";
import { markInputs } from "./step_recorder.ts";

/** The sum of a parameter's gradients, and what is added to it. */
export interface GradientAddend {
  /** The sum, of float32. */
  readonly sum: tf.Variable;
  /** Whether gradients were added to it before; else what it holds counts for nothing. */
  readonly begun: boolean;
  /** A gradient of its shape; null where there is none. */
  readonly gradient: tf.Tensor | null;
}

/**
 * Adds gradients to sums. Where a step is recorded, which sums were begun is an input of it ({@link begunSums}).
 *
 * The kernel is `AddGradients`: inputs are all sums as `s0`, `s1`, …, gradients of some as `g0`, `g1`, …, 1 or 0 for each sum
 * as `begun`, and `scale`, whose second number multiplies gradients, unless they are taken as they are. With the attribute
 * `inPlace` the sums are changed where they lie, and the outputs are the sums, the same tensors where they lay together;
 * without, the outputs are the new sums of those that have a gradient.
 *
 * @param addends Sums and gradients.
 * @param scale Three numbers, of which gradients are multiplied by the second; null takes them as they are.
 * @throws What the accelerator throws for want of room; no sum has changed then.
 */
export function addToSums(addends: readonly GradientAddend[], scale: tf.Tensor | null): void {
  tf.tidy(() => {
    const sums = hasKernel() ? addedInPlace(addends, scale) : addedOneByOne(addends, scale);
    addends.forEach(({ sum }, index) => {
      const now = sums[index];
      if (now) sum.assign(now);
    });
  });
}

/**
 * What sums would be with gradients added; they stay as they are.
 *
 * @param addends Sums and gradients.
 * @param scale As of {@link addToSums}.
 * @returns The new sums of those that have a gradient, in their order, the caller's to dispose of.
 * @throws What the accelerator throws.
 */
export function sumsWith(addends: readonly GradientAddend[], scale: tf.Tensor | null): tf.Tensor[] {
  return tf.tidy(() => {
    const sums = hasKernel()
      ? run(addends, { begun: begunSums(addends), scale, inPlace: false })
      : addedOneByOne(addends, scale);
    return sums.flatMap((sum) => sum ?? []);
  });
}

/**
 * Which sums were begun, as the kernel takes it: an input of a step that only adds.
 *
 * @param addends The sums, all of them in their order.
 */
export function begunSums(addends: readonly Pick<GradientAddend, "begun">[]): tf.Tensor1D {
  return tf.tensor1d(Float32Array.from(addends, ({ begun }) => Number(begun)));
}

// --- internal ---

const KERNEL = "AddGradients";

function hasKernel(): boolean {
  return tf.getKernel(KERNEL, tf.getBackend()) !== undefined;
}

function addedInPlace(addends: readonly GradientAddend[], scale: tf.Tensor | null): readonly tf.Tensor[] {
  const begun = begunSums(addends);
  markInputs([begun]);
  return run(addends, { begun, scale, inPlace: true });
}

function run(
  addends: readonly GradientAddend[],
  { begun, scale, inPlace }: {
    readonly begun: tf.Tensor1D;
    readonly scale: tf.Tensor | null;
    readonly inPlace: boolean;
  },
): tf.Tensor[] {
  const named = addends.flatMap(({ sum, gradient }, index): [string, tf.Tensor][] => [
    [`s${index}`, sum],
    ...gradient ? [[`g${index}`, gradient] as [string, tf.Tensor]] : [],
  ]);
  return tf.engine().runKernel(KERNEL, { ...Object.fromEntries(named), begun, ...scale && { scale } }, {
    inPlace,
  }) as unknown as tf.Tensor[];
}

/** New sums in their order; null where there is no gradient. */
function addedOneByOne(addends: readonly GradientAddend[], scale: tf.Tensor | null): (tf.Tensor | null)[] {
  const factor = scale?.slice([1], [1]).asScalar();
  return addends.map(({ sum, begun, gradient }) => {
    if (!gradient) return null;
    const own = factor ? gradient.mul(factor) : gradient;
    return begun ? sum.add(own) : own.clone();
  });
}
