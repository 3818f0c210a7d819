/**
 * The kernels of `overlap.ts`, composed of tensorflow.js' operations: bilinear interpolation is a product with a matrix of
 * two diagonals on either side of the image.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";

/** Inputs by their names; a kernel has some of them. */
export interface OverlapInputs {
  readonly images: tf.Tensor3D;
  readonly offsets: tf.Tensor2D;
  readonly dy: tf.Tensor3D;
  readonly x: tf.Tensor3D;
  readonly weight: tf.Tensor3D;
  readonly merged: tf.Tensor3D;
}

/** Attributes by their names; a kernel has some of them. */
export interface OverlapAttributes {
  /** Side of moved images. */
  readonly side: number;
  /** Sums that moved images go into. */
  readonly sums: number;
  /** Patches of a sample. */
  readonly channels: number;
  /** Added to the sum of weights. */
  readonly epsilon: number;
  /** Nothing is merged where the sum of weights is not above it. */
  readonly floor: number;
}

/** The kernels by name; each makes its output of its inputs and attributes by name. */
export const COMPOSED_OVERLAP_KERNELS: Readonly<
  Record<string, (inputs: OverlapInputs, attributes: OverlapAttributes) => tf.Tensor>
> = {
  TranslateImages: ({ images, offsets }, { side }) => moved(images, tapsOf(offsets, { from: images.shape[1], side })),
  SumTranslations: ({ images, offsets }, { side, sums }) =>
    moved(images, tapsOf(offsets, { from: images.shape[1], side })).reshape([sums, -1, side, side]).sum(1),
  TranslateImagesGradient: ({ images, offsets }, attributes) =>
    tf.engine().runKernel("SumTranslations", { images, offsets: offsets.neg() }, { ...attributes }),
  TranslateImagesOffsetGradient: ({ images, offsets, dy }) => {
    const { across, down } = tapsOf(offsets, { from: images.shape[1], side: dy.shape[1] });
    const slopes = (taps: { across: Taps; down: Taps }): tf.Tensor => moved(images, taps).mul(dy).sum([1, 2]);
    return tf.stack([
      slopes({ across: { values: across.slopes, slopes: across.slopes }, down }),
      slopes({ across, down: { values: down.slopes, slopes: down.slopes } }),
    ], 1);
  },
  MergePatches: ({ x, weight }, attributes) =>
    bySample(x.mul(weight), attributes).sum(1).mul(shareOf(weight, attributes)),
  MergePatchesGradient: ({ weight, dy }, attributes) => {
    const share = dy.mul(shareOf(weight, attributes)).expandDims(1);
    return bySample(weight, attributes).mul(share).reshape(weight.shape);
  },
  MergePatchesWeightGradient: ({ x, weight, merged, dy }, attributes) => {
    const share = dy.mul(shareOf(weight, attributes)).expandDims(1);
    return bySample(x, attributes).sub(merged.expandDims(1)).mul(share).reshape(weight.shape);
  },
};

// --- internal ---

/** The matrix (S, side, H) of a translation along one axis, and its derivative by the offset. */
interface Taps {
  readonly values: tf.Tensor3D;
  readonly slopes: tf.Tensor3D;
}

function tapsOf(offsets: tf.Tensor2D, sides: { from: number; side: number }): { across: Taps; down: Taps } {
  const [across, down] = tf.split(offsets, 2, 1);
  return { across: axisTaps(across, sides), down: axisTaps(down, sides) };
}

/** Pixel p of the result is (1 − t) of pixel p − ⌊d⌋ and t of the one before it, both from the centre; t = d − ⌊d⌋. */
function axisTaps(offset: tf.Tensor | undefined, { from, side }: { from: number; side: number }): Taps {
  if (!offset) throw new TypeError("Cannot translate images as offsets have no columns and rows");
  const whole = tf.floor(offset);
  const part = offset.sub(whole).expandDims(2);
  const distance = tf.range(-side / 2, side / 2).expandDims(1).sub(tf.range(-from / 2, from / 2).expandDims(0));
  const step = distance.expandDims(0).sub(whole.expandDims(2));
  const zeros = tf.zerosLike(step);
  const ones = tf.onesLike(step);
  const at = (number: number, value: tf.Tensor): tf.Tensor3D =>
    tf.where(tf.equal(step, number), value, zeros) as tf.Tensor3D;
  const far = ones.mul(part);
  return { values: at(0, ones.sub(part)).add(at(1, far)), slopes: at(1, ones).sub(at(0, ones)) };
}

function moved(images: tf.Tensor3D, { across, down }: { across: Taps; down: Taps }): tf.Tensor3D {
  const rows = tf.matMul(down.values, forEach(images, down.values.shape[0]));
  return tf.matMul(rows, across.values, false, true);
}

/** An image for each offset. They are copied as tensorflow.js' products of several batch axes take the wrong ones. */
function forEach(images: tf.Tensor3D, count: number): tf.Tensor3D {
  const [sources, height, width] = images.shape;
  if (sources === count) return images;
  return images.expandDims(1).tile([1, count / sources, 1, 1]).reshape([count, height, width]);
}

function bySample(x: tf.Tensor, { channels }: OverlapAttributes): tf.Tensor4D {
  const [count = 0, height = 0, width = 0] = x.shape;
  return x.reshape([count / channels, channels, height, width]);
}

/** What the sum of weighted patches is multiplied by. */
function shareOf(weight: tf.Tensor, attributes: OverlapAttributes): tf.Tensor {
  const total = bySample(weight, attributes).sum(1);
  const inverse = tf.reciprocal(tf.maximum(total.add(attributes.epsilon), attributes.floor));
  return tf.where(tf.greater(total, attributes.floor), inverse, tf.zerosLike(total));
}
