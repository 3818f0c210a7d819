/**
 * Illumination: the exit wave is the object patch times the probe (the projection approximation of a thin sample).
 *
 * @module
 */
import type * as tf from "../../packages/tensorflow.ts";
import { type ComplexPair, multiply } from "./complex_pair.ts";

/** What patches are illuminated with. */
export interface Illumination {
  /** Probe (N, N), or with a first axis of modes (P, N, N). */
  readonly probe: ComplexPair;
  /** Weight of each pixel of the probe (N, N), from 0 to 1. */
  readonly mask: tf.Tensor;
  /** Divides the probe; `data.probeScale`. */
  readonly scale: number;
}

/**
 * Exit waves of object patches.
 *
 * @param patches Complex object patches (B, N, N), or (B, 1, N, N) for a probe of several modes.
 * @param illumination Probe, its mask and its divisor.
 * @returns patch · probe · mask / scale, (B, N, N) or (B, P, N, N).
 */
export function illuminate(patches: ComplexPair, { probe, mask, scale }: Illumination): ComplexPair {
  const weight = mask.div(scale);
  return multiply(patches, { re: probe.re.mul(weight), im: probe.im.mul(weight) });
}
