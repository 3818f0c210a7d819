/**
 * The network of Exitwave, as one would write it with jax-js: activations (B, C, H, W), weights by their PyTorch names and
 * in PyTorch's layout. jax-js counts who uses an array; here every use counts, as the functions are traced but once.
 *
 * @module
 */
import { lax, nn, numpy as np } from "../../packages/development/jax.ts";

/** Arrays by name. */
export type Named = Record<string, np.Array>;

/** Amplitude and phase of the object around each position, (B, C, N, N). */
export interface Painted {
  readonly amp: np.Array;
  readonly phase: np.Array;
}

/**
 * What the network makes of patterns.
 *
 * @param x Diffraction amplitudes (B, C, N, N), scaled for the network.
 * @param weights Its weights.
 */
export function paint(x: np.Array, weights: Named): Painted {
  const channels = x.shape[1] ?? 1;
  const features = blocksOf(weights, "autoencoder.encoder.blocks").reduce(
    (input, block) => halve(attend(convolveTwice(input, weights, block), weights, `${block}.attention`)),
    x.ref,
  );
  const decoder = (name: string, activation: (x: np.Array) => np.Array): np.Array =>
    decode(features, weights, { name, channels, activation });
  return {
    amp: decoder("amp", nn.silu as (x: np.Array) => np.Array),
    phase: decoder("phase", (logits) => np.tanh(logits).mul(Math.PI)),
  };
}

// --- internal ---

function weightOf(weights: Named, name: string): np.Array {
  const weight = weights[name];
  if (!weight) throw new RangeError(`Cannot run the network as it has no such weight: current value is ${name}`);
  return weight.ref;
}

/** Names of the blocks of a list, in their order. */
function blocksOf(weights: Named, list: string): string[] {
  const names = Object.keys(weights).filter((name) => name.startsWith(`${list}.`));
  return [...new Set(names.map((name) => name.slice(0, name.indexOf(".", list.length + 1))))].sort();
}

function convolve(x: np.Array, weights: Named, layer: string): np.Array {
  const filter = weightOf(weights, `${layer}.weight`);
  const bias = weightOf(weights, `${layer}.bias`).reshape([1, -1, 1, 1]);
  return lax.conv(x.ref, filter, [1, 1], "SAME").add(bias);
}

function convolveTwice(x: np.Array, weights: Named, block: string): np.Array {
  return ["1", "2"].reduce((input, n) => nn.relu(convolve(input, weights, `${block}.conv${n}`)), x);
}

function halve(x: np.Array): np.Array {
  const [batch = 0, channels = 0, height = 0, width = 0] = x.shape;
  return np.max(x.ref.reshape([batch, channels, height / 2, 2, width / 2, 2]), [3, 5]);
}

function enlarge(x: np.Array): np.Array {
  const [batch = 0, channels = 0, height = 0, width = 0] = x.shape;
  const spread = np.broadcastTo(x.ref.reshape([batch, channels, height, 1, width, 1]), [
    ...[batch, channels, height, 2, width, 2],
  ]);
  return spread.reshape([batch, channels, 2 * height, 2 * width]);
}

/** CBAM: a gate for each channel, then a gate for each pixel. */
function attend(x: np.Array, weights: Named, block: string): np.Array {
  const perceptron = (pooled: np.Array): np.Array =>
    linear(nn.relu(linear(pooled, weights, `${block}.ChannelGate.mlp.1`)), weights, `${block}.ChannelGate.mlp.3`);
  const logits = perceptron(np.mean(x.ref, [2, 3])).add(perceptron(np.max(x.ref, [2, 3])));
  const weighed = x.ref.mul(nn.sigmoid(logits).reshape([x.shape[0] ?? 0, x.shape[1] ?? 0, 1, 1]));
  const summary = np.concatenate([
    np.max(weighed.ref, 1, { keepdims: true }),
    np.mean(weighed.ref, 1, { keepdims: true }),
  ], 1);
  const filter = weightOf(weights, `${block}.SpatialGate.compress.weight`);
  return weighed.mul(nn.sigmoid(lax.conv(summary, filter, [1, 1], "SAME")));
}

function linear(x: np.Array, weights: Named, layer: string): np.Array {
  return np.matmul(x, weightOf(weights, `${layer}.weight`).transpose()).add(weightOf(weights, `${layer}.bias`));
}

interface DecoderOptions {
  readonly name: string;
  readonly channels: number;
  readonly activation: (x: np.Array) => np.Array;
}

/** Blocks that each double the size; then the central square and the ring around it. */
function decode(features: np.Array, weights: Named, { name, channels, activation }: DecoderOptions): np.Array {
  const prefix = `autoencoder.decoder_${name}`;
  const x = blocksOf(weights, `${prefix}.blocks`).reduce(
    (input, block) => enlarge(convolveTwice(input, weights, block)),
    features,
  );
  const width = x.shape[1] ?? 0;
  const [inner, outer] = np.split(x.ref, [width - channels], 1) as [np.Array, np.Array];
  const side = x.shape[2] ?? 0;
  const rim: [number, number] = [side / 2, side / 2];
  const padding: [number, number][] = [[0, 0], [0, 0], rim, rim];
  const stage = `${prefix}.${name}`;
  const centre = np.pad(activation(convolve(inner, weights, `${stage}.conv1`)), padding);
  const larger = enlarge(convolveTwice(outer, weights, `${stage}.conv_up_block`));
  const ring = nn.silu(convolve(larger, weights, `${stage}.conv2`));
  const outside = np.array(1).sub(np.pad(np.ones([1, 1, side, side]), padding));
  return centre.add(ring.mul(outside));
}
