/**
 * Illumination: the exit wave is the object patch times the probe (the projection approximation of a thin sample).
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { ComplexPair } from "./complex_pair.ts";

/** What patches are illuminated with. */
export interface Illumination {
  /** Probe (N, N), or with a first axis of modes (P, N, N); (B, P, N, N) where each patch has its own. */
  readonly probe: ComplexPair;
  /** Weight of each pixel of the probe (N, N), from 0 to 1. */
  readonly mask: tf.Tensor;
  /** Divides the probe; `data.probeScale`. */
  readonly scale: number;
}

/**
 * Exit waves of object patches.
 *
 * @param patches Complex object patches (B, N, N).
 * @param illumination Probe, its mask and its divisor.
 * @returns patch · probe · mask / scale, (B, N, N), or (B, P, N, N) of a probe of several modes or of each patch.
 */
export function illuminate(patches: ComplexPair, { probe, mask, scale }: Illumination): ComplexPair {
  const weight = mask.div(scale);
  if (probe.re.rank > 3) return litByEach(patches, { re: probe.re.mul(weight), im: probe.im.mul(weight) });
  const [height = 0, width = 0] = mask.shape;
  const modes = (part: tf.Tensor): tf.Tensor3D => part.mul(weight).reshape([-1, height, width]);
  const inputs = { re: patches.re, im: patches.im, probeRe: modes(probe.re), probeIm: modes(probe.im) };
  const [re, im] = tf.engine().runKernel<[tf.Tensor, tf.Tensor]>("Illuminate", inputs);
  return probe.re.rank > 2 ? { re, im } : { re: re.squeeze([1]), im: im.squeeze([1]) };
}

// --- internal ---

/** Exit waves of patches (B, N, N) in the light of a probe for each, (B, P, N, N). */
function litByEach(patches: ComplexPair, probe: ComplexPair): ComplexPair {
  const [re, im] = [patches.re.expandDims(1), patches.im.expandDims(1)];
  return {
    re: re.mul(probe.re).sub(im.mul(probe.im)),
    im: re.mul(probe.im).add(im.mul(probe.re)),
  };
}
