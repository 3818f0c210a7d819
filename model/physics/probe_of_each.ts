/**
 * Probes of a batch whose samples are of several scans: one for each sample. Samples are told apart by a product with a
 * matrix of zeros and ones, whose gradient every backend has and sums in the same order each time.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { ComplexPair } from "./complex_pair.ts";

/**
 * Chooses a probe for each sample; it is differentiable by the probes.
 *
 * @param probes Probe of each scan that has samples, (N, N) or (P, N, N) of any number of modes.
 * @param places Which of them each sample has, (B).
 * @returns Probes (B, P, N, N), P the greatest number of modes; those that a probe lacks are zero.
 */
export function probeOfEach(probes: readonly ComplexPair[], places: readonly number[]): ComplexPair {
  const counts = probes.map(({ re }) => re.rank > 2 ? re.shape[0] ?? 0 : 1);
  const most = Math.max(...counts);
  const chosen = tf.oneHot(tf.tensor1d([...places], "int32"), probes.length).cast<tf.Tensor2D>("float32");
  const part = (key: keyof ComplexPair): tf.Tensor => {
    const [height = 0, width = 0] = probes[0]?.[key].shape.slice(-2) ?? [];
    const rows = probes.map((probe, scan) => {
      const count = counts[scan] ?? 0;
      return probe[key].reshape([1, count * height * width]).pad([[0, 0], [0, (most - count) * height * width]]);
    });
    return tf.matMul(chosen, tf.concat(rows, 0)).reshape([places.length, most, height, width]);
  };
  return { re: part("re"), im: part("im") };
}

/**
 * The probe of each pattern of a batch, as exit waves need it.
 *
 * @param probe Probe (N, N) or (P, N, N) of all patterns, which stays as it is, or (B, P, N, N) of each sample.
 * @param channels Patterns C of a sample.
 * @returns The same, or (B · C, P, N, N).
 */
export function probeOfPatterns(probe: ComplexPair, channels: number): ComplexPair {
  if (probe.re.rank < 4 || channels === 1) return probe;
  const repeated = (part: tf.Tensor): tf.Tensor => {
    const [batch = 0, ...mode] = part.shape;
    return part.reshape([batch, 1, -1]).tile([1, channels, 1]).reshape([batch * channels, ...mode]);
  };
  return { re: repeated(probe.re), im: repeated(probe.im) };
}
