/**
 * Diffraction in kernels that a model runs by name, each with a gradient: every one of them, and every gradient, goes
 * through its waves once. Waves are pairs of real and imaginary part.
 *
 * | kernel            | inputs                                              | attributes | outputs                         |
 * | ----------------- | --------------------------------------------------- | ---------- | ------------------------------- |
 * | `FromPolar`       | amp, phase, of one shape                            |            | amp · cos phase, amp · sin phase |
 * | `Illuminate`      | re, im (B, N, N), probeRe, probeIm (P, N, N)        |            | their products (B, P, N, N)     |
 * | `CentredFourier`  | re, im (…, N, N), matrix (2N, 2N)                   | inverse    | the transform, of their shape   |
 * | `WaveAmplitude`   | re, im (B, P, N, N)                                 | floor      | √max(Σ over modes of re² + im², floor) (B, N, N) |
 *
 * `CentredFourier` is the product of each image, [re | im], with the matrix along either axis, where that is the matrix of
 * `model/physics/dft.ts`; the inverse is the product with its transpose. Backends that know the transform need not look at
 * the matrix. Where the intensity is below the floor, the gradient of `WaveAmplitude` is zero.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";

/** The gradients. */
export const DIFFRACTION_GRADIENTS: readonly tf.GradConfig[] = [
  {
    kernelName: "FromPolar",
    inputsToSave: ["amp", "phase"],
    gradFunc: (gradients, [amp, phase]) => {
      const [re, im] = gradients as tf.Tensor[];
      const [damp, dphase] = run<[tf.Tensor, tf.Tensor]>("FromPolarGradient", { amp, phase, re, im });
      return { amp: () => damp, phase: () => dphase };
    },
  },
  {
    kernelName: "Illuminate",
    inputsToSave: ["re", "im", "probeRe", "probeIm"],
    gradFunc: (gradients, saved) => gradientsOfLight(gradients as tf.Tensor[], saved),
  },
  {
    kernelName: "CentredFourier",
    inputsToSave: ["matrix"],
    gradFunc: (gradients, [matrix], attributes) => {
      const [re, im] = gradients as tf.Tensor[];
      const inverse = attributes.inverse !== true;
      const [dre, dim] = run<[tf.Tensor, tf.Tensor]>("CentredFourier", { re, im, matrix }, { inverse });
      return { re: () => dre, im: () => dim };
    },
  },
  {
    kernelName: "WaveAmplitude",
    inputsToSave: ["re", "im"],
    gradFunc: (gradient, [re, im], attributes) => {
      const dy = gradient as tf.Tensor;
      const [dre, dim] = run<[tf.Tensor, tf.Tensor]>("WaveAmplitudeGradient", { re, im, dy }, attributes);
      return { re: () => dre, im: () => dim };
    },
  },
];

// --- internal ---

/** By the patches in one pass; by the probe, where it is learned, of tensorflow.js' operations. */
function gradientsOfLight(
  [dre, dim]: readonly tf.Tensor[],
  [re, im, probeRe, probeIm]: readonly tf.Tensor[],
): { [input: string]: () => tf.Tensor } {
  if (!dre || !dim || !re || !im) {
    throw new TypeError("Cannot differentiate exit waves as their patches were not saved");
  }
  const patches = run<[tf.Tensor, tf.Tensor]>("IlluminateGradient", { re: dre, im: dim, probeRe, probeIm });
  const [patchRe, patchIm] = [re.expandDims(1), im.expandDims(1)];
  return {
    re: () => patches[0],
    im: () => patches[1],
    probeRe: () => dre.mul(patchRe).add(dim.mul(patchIm)).sum(0),
    probeIm: () => dim.mul(patchRe).sub(dre.mul(patchIm)).sum(0),
  };
}

/** Runs a kernel; every one of its inputs is there, as tensorflow.js has saved it. */
function run<T extends tf.Tensor | tf.Tensor[]>(
  name: string,
  inputs: Readonly<Record<string, tf.Tensor | undefined>>,
  attributes: tf.NamedAttrMap = {},
): T {
  return tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attributes);
}
