/**
 * The kernels of `diffraction.ts` and their gradients, composed of tensorflow.js' operations.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";

/** Inputs by their names; a kernel has some of them. */
export interface DiffractionInputs {
  readonly amp: tf.Tensor;
  readonly phase: tf.Tensor;
  readonly re: tf.Tensor;
  readonly im: tf.Tensor;
  readonly probeRe: tf.Tensor;
  readonly probeIm: tf.Tensor;
  readonly matrix: tf.Tensor2D;
  readonly dy: tf.Tensor;
}

/** Attributes by their names; a kernel has some of them. */
export interface DiffractionAttributes {
  /** Whether the transform is the inverse one. */
  readonly inverse: boolean;
  /** Least intensity. */
  readonly floor: number;
}

/** The kernels by name; each makes its outputs of its inputs and attributes by name. */
export const COMPOSED_DIFFRACTION_KERNELS: Readonly<
  Record<string, (inputs: DiffractionInputs, attributes: DiffractionAttributes) => tf.Tensor | tf.Tensor[]>
> = {
  FromPolar: ({ amp, phase }) => [amp.mul(tf.cos(phase)), amp.mul(tf.sin(phase))],
  FromPolarGradient: ({ amp, phase, re, im }) => {
    const [cos, sin] = [tf.cos(phase), tf.sin(phase)];
    return [re.mul(cos).add(im.mul(sin)), amp.mul(im.mul(cos).sub(re.mul(sin)))];
  },
  Illuminate: ({ re, im, probeRe, probeIm }) => {
    const [patchRe, patchIm] = [re.expandDims(1), im.expandDims(1)];
    return [
      patchRe.mul(probeRe).sub(patchIm.mul(probeIm)),
      patchRe.mul(probeIm).add(patchIm.mul(probeRe)),
    ];
  },
  IlluminateGradient: ({ re, im, probeRe, probeIm }) => [
    re.mul(probeRe).add(im.mul(probeIm)).sum(1),
    im.mul(probeRe).sub(re.mul(probeIm)).sum(1),
  ],
  CentredFourier: ({ re, im, matrix }, { inverse }) => {
    const alongLines = turned(lastAxis([re, im], matrix, inverse));
    return turned(lastAxis(alongLines, matrix, inverse));
  },
  WaveAmplitude: ({ re, im }, { floor }) => tf.sqrt(tf.maximum(intensity(re, im), floor)),
  WaveAmplitudeGradient: ({ re, im, dy }, { floor }) => {
    const light = intensity(re, im);
    const slope = dy.div(tf.sqrt(tf.maximum(light, floor)));
    const factor = tf.where(tf.greaterEqual(light, floor), slope, tf.zerosLike(slope)).expandDims(1);
    return [re.mul(factor), im.mul(factor)];
  },
};

// --- internal ---

type Pair = [re: tf.Tensor, im: tf.Tensor];

function intensity(re: tf.Tensor, im: tf.Tensor): tf.Tensor {
  return re.square().add(im.square()).sum(1);
}

function lastAxis([re, im]: Pair, matrix: tf.Tensor2D, inverse: boolean): Pair {
  const axis = re.rank - 1;
  const columns = 2 * (re.shape[axis] ?? 1);
  const joined = tf.concat([re, im], axis).reshape<tf.Tensor2D>([-1, columns]);
  const product = tf.matMul(joined, matrix, false, inverse).reshape([...re.shape.slice(0, -1), columns]);
  return tf.split(product, 2, axis) as Pair;
}

function turned([re, im]: Pair): Pair {
  const axes = re.shape.map((_, axis) => axis);
  const order = [...axes.slice(0, -2), re.rank - 1, re.rank - 2];
  return [tf.transpose(re, order), tf.transpose(im, order)];
}
