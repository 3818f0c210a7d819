/**
 * Convolutional block attention in kernels that a model runs by name, each with a gradient: every one of them that sees the
 * activations x (B, H, W, C), and its gradient, goes through them once.
 *
 * | kernel            | inputs                  | outputs                                                         |
 * | ----------------- | ----------------------- | --------------------------------------------------------------- |
 * | `SummarisePixels` | x                       | x; means over pixels, then maxima (2B, C); pixels that have the maximum (B, C) |
 * | `ChannelGate`     | pooled (2B, C), narrow (C, H), narrowBias (H), wide (H, C), wideBias (C) | gate (B, C); hidden (2B, H) |
 * | `WeighChannels`   | x, gate (B, C)          | y, x times the gate; its maximum and mean over channels (B, H, W, 2) |
 * | `GatePixels`      | x, logits (B, H, W, 1)  | x times the gate; the gate, sigmoid of the logits (B, H, W, 1)  |
 *
 * The gate of channels is the sigmoid of the sum of what a perceptron, with a ReLU between its two layers, makes of means
 * and of maxima. `hidden` is what that ReLU lets through; neither it nor the gate of pixels has a gradient.
 *
 * `SummarisePixels` hands x on so that the gradient by it and the gradient of the summary are one sum: use the output in
 * the place of x. Gradients of maxima are shared equally by those who have them: the activations of whole regions are
 * equal, as diffraction patterns are mostly dark, and tensorflow.js multiplies such gradients by the number of them. The
 * numbers of pixels have no gradient.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";

/** The gradients. */
export const ATTENTION_GRADIENTS: readonly tf.GradConfig[] = [
  {
    kernelName: "SummarisePixels",
    inputsToSave: ["x"],
    outputsToSave: [false, true, true],
    gradFunc: (gradients, [x, pooled, count]) => {
      const [dy, dpooled] = gradients as tf.Tensor[];
      return { x: () => run("SummarisePixelsGradient", { x, pooled, count, dy, dpooled }) };
    },
  },
  {
    kernelName: "WeighChannels",
    inputsToSave: ["x", "gate"],
    outputsToSave: [false, true],
    gradFunc: (gradients, [x, gate, summary]) => {
      const [dy, dsummary] = gradients as tf.Tensor[];
      const [dx, dgate] = run<[tf.Tensor, tf.Tensor]>("WeighChannelsGradient", { x, gate, summary, dy, dsummary });
      return { x: () => dx, gate: () => dgate };
    },
  },
  {
    kernelName: "ChannelGate",
    inputsToSave: ["pooled", "narrow", "wide"],
    outputsToSave: [true, true],
    gradFunc: (gradients, [pooled, narrow, wide, gate, hidden]) => {
      const [dgate] = gradients as tf.Tensor[];
      const inputs = { pooled, narrow, wide, gate, hidden, dgate };
      const [dpooled, ...weights] = run<tf.Tensor[]>("ChannelGateGradient", inputs) as [tf.Tensor, ...tf.Tensor[]];
      const [dnarrow, dnarrowBias, dwide, dwideBias] = weights as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      return {
        pooled: () => dpooled,
        narrow: () => dnarrow,
        narrowBias: () => dnarrowBias,
        wide: () => dwide,
        wideBias: () => dwideBias,
      };
    },
  },
  {
    kernelName: "GatePixels",
    inputsToSave: ["x"],
    outputsToSave: [false, true],
    gradFunc: (gradients, [x, gate]) => {
      const [dy] = gradients as tf.Tensor[];
      const [dx, dlogits] = run<[tf.Tensor, tf.Tensor]>("GatePixelsGradient", { x, gate, dy });
      return { x: () => dx, logits: () => dlogits };
    },
  },
];

/** Inputs by their names; a kernel has some of them. */
export interface AttentionInputs {
  readonly x: tf.Tensor4D;
  readonly gate: tf.Tensor;
  readonly pooled: tf.Tensor2D;
  readonly count: tf.Tensor;
  readonly summary: tf.Tensor;
  readonly logits: tf.Tensor;
  readonly narrow: tf.Tensor2D;
  readonly narrowBias: tf.Tensor;
  readonly wide: tf.Tensor2D;
  readonly wideBias: tf.Tensor;
  readonly hidden: tf.Tensor2D;
  readonly dy: tf.Tensor;
  readonly dpooled: tf.Tensor;
  readonly dsummary: tf.Tensor;
  readonly dgate: tf.Tensor;
}

/** The kernels by name; each makes its outputs of its inputs by name. */
export const COMPOSED_ATTENTION_KERNELS: Readonly<
  Record<string, (inputs: AttentionInputs) => tf.Tensor | tf.Tensor[]>
> = {
  SummarisePixels: ({ x }) => {
    const [batch, height, width, channels] = x.shape;
    const flat = x.reshape([batch, height * width, channels]);
    const largest = flat.max(1, true);
    const pooled = tf.concat([flat.mean(1), largest.reshape([batch, channels])], 0);
    return [tf.clone(x), pooled, winners(flat, largest).sum(1)];
  },
  SummarisePixelsGradient: ({ x, pooled, count, dy, dpooled }) => {
    const [batch, height, width, channels] = x.shape;
    const largest = halves(pooled, 0)[1].reshape([batch, 1, 1, channels]);
    const [dmean, dlargest] = halves(dpooled, 0);
    const ofMean = dmean.div(height * width).reshape([batch, 1, 1, channels]);
    const ofLargest = dlargest.div(count).reshape([batch, 1, 1, channels]);
    return dy.add(ofMean).add(winners(x, largest).mul(ofLargest));
  },
  WeighChannels: ({ x, gate }) => {
    const y = x.mul(ofChannels(gate));
    return [y, tf.concat([y.max(3, true), y.mean(3, true)], 3)];
  },
  WeighChannelsGradient: ({ x, gate, summary, dy, dsummary }) => {
    const factors = ofChannels(gate);
    const [largest] = halves(summary, 3);
    const [dlargest, dmean] = halves(dsummary, 3);
    const won = winners(x.mul(factors), largest);
    const gradient = dy.add(dmean.div(x.shape[3])).add(won.mul(dlargest.div(won.sum(3, true))));
    return [gradient.mul(factors), gradient.mul(x).sum([1, 2])];
  },
  ChannelGate: ({ pooled, narrow, narrowBias, wide, wideBias }) => {
    // Both poolings go through the same perceptron, so they go through it as one batch.
    const hidden = tf.relu(tf.matMul(pooled, narrow).add(narrowBias));
    const [ofMean, ofMax] = halves(tf.matMul(hidden, wide).add(wideBias), 0);
    return [tf.sigmoid(ofMean.add(ofMax)), hidden];
  },
  ChannelGateGradient: ({ pooled, narrow, wide, gate, hidden, dgate }) => {
    const ofSum = throughSigmoid(gate, dgate);
    const dlogits = tf.concat([ofSum, ofSum], 0) as tf.Tensor2D;
    const dhidden = tf.matMul(dlogits, wide, false, true).mul<tf.Tensor2D>(tf.step(hidden));
    return [
      tf.matMul(dhidden, narrow, false, true),
      ...[tf.matMul(pooled, dhidden, true, false), dhidden.sum(0)],
      ...[tf.matMul(hidden, dlogits, true, false), dlogits.sum(0)],
    ];
  },
  GatePixels: ({ x, logits }) => {
    const gate = tf.sigmoid(logits);
    return [tf.engine().runKernel("WeighPixels", { x, gate }), gate];
  },
  GatePixelsGradient: ({ x, gate, dy }) => {
    const [dx, dgate] = tf.engine().runKernel<[tf.Tensor, tf.Tensor]>("WeighPixelsGradient", { x, gate, dy });
    return [dx, throughSigmoid(gate, dgate)];
  },
  WeighPixels: ({ x, gate }) => x.mul(gate),
  WeighPixelsGradient: ({ x, gate, dy }) => [dy.mul(gate), dy.mul(x).sum(3, true)],
};

// --- internal ---

/** Runs a kernel; every one of its inputs is there, as tensorflow.js has saved it. */
function run<T extends tf.Tensor | tf.Tensor[]>(
  name: string,
  inputs: Readonly<Record<string, tf.Tensor | undefined>>,
): T {
  return tf.engine().runKernel(name, inputs as tf.NamedTensorMap);
}

function ofChannels(gate: tf.Tensor): tf.Tensor {
  const [batch = 0, channels = 0] = gate.shape;
  return gate.reshape([batch, 1, 1, channels]);
}

/** The gradient by what a sigmoid y was computed of. */
function throughSigmoid(y: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  return dy.mul(y.mul(tf.sub(1, y)));
}

function halves(x: tf.Tensor, axis: number): [tf.Tensor, tf.Tensor] {
  return tf.split(x, 2, axis) as [tf.Tensor, tf.Tensor];
}

/** One where a value is the largest, else zero. */
function winners(x: tf.Tensor, largest: tf.Tensor): tf.Tensor {
  // Not cast: the webgpu backend casts booleans by relabelling them, which its transpose cannot read.
  return tf.where(tf.equal(x, largest), tf.onesLike(x), tf.zerosLike(x));
}
