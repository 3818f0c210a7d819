/**
 * Damps what is predicted beyond all pixels that were measured: a masked border, or that of a transform that is larger than
 * the detector. Nothing else keeps noise from being explained by light there, a little more in each iteration. Gaps, dead
 * pixels and a beam stop, with measured pixels around them, need none: overlapping patterns say what falls there.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import { readMasks } from "../../../data/frames/masks.ts";
import { range } from "../../../data/random/random.ts";
import type { EngineScan } from "../state/engine_scan.ts";
import type { EngineWork } from "../state/engine_work.ts";
import { pixelsBeyond } from "./pixels_beyond.ts";
import type { Refinement } from "./refinement.ts";

/**
 * Creates the refinement: χ − d F⁻¹(Ψ where a pixel is beyond).
 *
 * @param share d, the part of the wave there that is taken away, from 0 to 1; null goes by the light at the rim of what was
 * measured, n counts a pixel: 0.5 / n, at most 0.2. It is few photons that make the noise that gathers, and where the rim is
 * bright, light does fall beyond.
 * @param work What it works on.
 * @returns None where no pixel is damped.
 */
export function freePixels(share: number | null, { scan }: Pick<EngineWork, "scan">): Refinement[] {
  const { masks, count, patchSize } = scan;
  if (!masks || share === 0) return [];
  const measured = masks.shared ?? measuredByAny(masks, count), beyond = pixelsBeyond(measured, patchSize);
  if (!beyond.includes(1)) return [];
  const part = share ?? Math.min(MOST, AT_ONE_COUNT / Math.max(rimCounts(scan, measured, beyond), LEAST_COUNTS));
  const damping = tf.tensor2d(beyond.map((isBeyond) => part * isBeyond), [patchSize, patchSize]);
  return [{
    name: "freePixels",
    measured: (patterns) => ({ ...patterns, damping }),
    [Symbol.dispose]: () => damping.dispose(),
  }];
}

// --- internal ---

/** d by itself: at most, and where the rim has a count a pixel. */
const [MOST, AT_ONE_COUNT, LEAST_COUNTS] = [0.2, 0.5, 1e-6] as const;

/** Patterns that say how bright the rim is. */
const LOOKED_AT = 64;

function measuredByAny(masks: NonNullable<EngineWork["scan"]["masks"]>, count: number): Uint8Array {
  const any = new Uint8Array(masks.patchSize ** 2);
  for (const number of range(count)) {
    readMasks(masks, Int32Array.of(number)).forEach((valid, p) => valid !== 0 && (any[p] = 1));
  }
  return any;
}

/** Mean counts of measured pixels that have one beyond beside them, in patterns from all of the scan. */
function rimCounts({ amplitudes, count, patchSize }: EngineScan, measured: Uint8Array, beyond: Float32Array): number {
  const isRim = beyond.map((_, p) => {
    const beside = [
      p - patchSize,
      p + patchSize,
      ...(p % patchSize > 0 ? [p - 1] : []),
      ...((p + 1) % patchSize > 0 ? [p + 1] : []),
    ];
    return Number(measured[p] === 1 && beside.some((other) => beyond[other] === 1));
  });
  const rim = isRim.reduce((sum, is) => sum + is, 0);
  const numbers = range(Math.min(LOOKED_AT, count)).map((k) => Math.floor(k * count / Math.min(LOOKED_AT, count)));
  const light = amplitudes(numbers).reduce((sum, a, i) => sum + (isRim[i % patchSize ** 2] ?? 0) * a ** 2, 0);
  return light / (rim * numbers.length);
}
