/**
 * The kernels of `attention.ts` and `fused_convolution.ts`, and their gradients, composed of tensorflow.js' operations.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";

/** Inputs by their names; a kernel has some of them. */
export interface ComposedInputs {
  readonly x: tf.Tensor4D;
  readonly y: tf.Tensor;
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
export const COMPOSED_KERNELS: Readonly<Record<string, (inputs: ComposedInputs) => tf.Tensor | tf.Tensor[]>> = {
  BiasReluGradient: ({ y, dy }) => {
    const dz = dy.mul(tf.step(y));
    return [dz, dz.sum(dz.shape.slice(0, -1).map((_, axis) => axis))];
  },
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
