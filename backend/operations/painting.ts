/**
 * How a decoder ends, in kernels that a model runs by name, each with a gradient: elementwise functions of logits, and the
 * two parts of a patch side by side.
 *
 * | kernel       | inputs                                 | attributes | outputs                                     |
 * | ------------ | -------------------------------------- | ---------- | ------------------------------------------- |
 * | `Silu`       | x                                      |            | x · sigmoid x; sigmoid x                    |
 * | `ScaledTanh` | x                                      | scale      | scale · tanh x; tanh x                      |
 * | `FrameRing`  | centre (B, N/2, N/2, C), ring (B, N, N, C or 1) |   | (B, N, N, C): the ring, in its middle the centre |
 *
 * Second outputs are for the gradients, and have none. What the ring has in the middle has no influence.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";

/** Inputs by their names; a kernel has some of them. */
export interface PaintingInputs {
  readonly x: tf.Tensor;
  readonly gate: tf.Tensor;
  readonly tanh: tf.Tensor;
  readonly centre: tf.Tensor4D;
  readonly ring: tf.Tensor4D;
  readonly dy: tf.Tensor4D;
}

/** Attributes by their names; a kernel has some of them. */
export interface PaintingAttributes {
  readonly scale: number;
  /** Channels of a ring whose gradient is wanted. */
  readonly channels: number;
}

/** The gradients. */
export const PAINTING_GRADIENTS: readonly tf.GradConfig[] = [
  {
    kernelName: "Silu",
    inputsToSave: ["x"],
    outputsToSave: [false, true],
    gradFunc: (gradients, [x, gate]) => {
      const [dy] = gradients as tf.Tensor[];
      return { x: () => run("SiluGradient", { x, gate, dy }) };
    },
  },
  {
    kernelName: "ScaledTanh",
    outputsToSave: [false, true],
    gradFunc: (gradients, [tanh], attributes) => {
      const [dy] = gradients as tf.Tensor[];
      return { x: () => run("ScaledTanhGradient", { tanh, dy }, attributes) };
    },
  },
  {
    kernelName: "FrameRing",
    inputsToSave: ["ring"],
    gradFunc: (dy, [ring]) => {
      const parts = run<[tf.Tensor, tf.Tensor]>("FrameRingGradient", { dy: dy as tf.Tensor }, {
        channels: ring?.shape[3] ?? 0,
      });
      return { centre: () => parts[0], ring: () => parts[1] };
    },
  },
];

/** The kernels by name; each makes its outputs of its inputs by name. */
export const COMPOSED_PAINTING_KERNELS: Readonly<
  Record<string, (inputs: PaintingInputs, attributes: PaintingAttributes) => tf.Tensor | tf.Tensor[]>
> = {
  Silu: ({ x }) => {
    const gate = tf.sigmoid(x);
    return [x.mul(gate), gate];
  },
  SiluGradient: ({ x, gate, dy }) => dy.mul(gate).add(dy.mul(x).mul(gate.mul(tf.sub(1, gate)))),
  ScaledTanh: ({ x }, { scale }) => {
    const tanh = tf.tanh(x);
    return [tanh.mul(scale), tanh];
  },
  ScaledTanhGradient: ({ tanh, dy }, { scale }) => tf.sub(1, tanh.square()).mul(dy.mul(scale)),
  FrameRing: ({ centre, ring }) => framed(centre).add(ring.mul(ringMask(ring.shape))),
  FrameRingGradient: ({ dy }, { channels }) => {
    const [batch, size, , all] = dy.shape;
    const ofRing = all === channels ? dy : dy.sum<tf.Tensor4D>(3, true);
    return [
      dy.slice([0, size / 4, size / 4, 0], [batch, size / 2, size / 2, all]),
      ofRing.mul(ringMask([batch, size, size, channels])),
    ];
  },
};

// --- internal ---

/** Twice the size, with a margin of zeros. */
function framed(x: tf.Tensor4D): tf.Tensor4D {
  const margin = x.shape[1] / 2;
  return tf.pad4d(x, [[0, 0], [margin, margin], [margin, margin], [0, 0]]);
}

/** 1 on the ring of N/4 pixels, 0 on the central square; (1, N, N, C), as products go through long lines faster. */
function ringMask([, size, , channels]: readonly [number, number, number, number]): tf.Tensor4D {
  return tf.sub(1, framed(tf.ones([1, size / 2, size / 2, channels])));
}

/** Runs a kernel; every one of its inputs is there, as tensorflow.js has saved it. */
function run<T extends tf.Tensor | tf.Tensor[]>(
  name: string,
  inputs: Readonly<Record<string, tf.Tensor | undefined>>,
  attributes: tf.NamedAttrMap = {},
): T {
  return tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attributes);
}
