/**
 * Hot pixels of a stack of frames, found in some of them.
 *
 * @module
 */
import type { FrameReader } from "./frame_reader.ts";
import { goodValues } from "./steps/good_values.ts";
import { HotPixelCount } from "./steps/hot_pixels.ts";
import type { FramePlan } from "./steps/prepare_frame.ts";

/**
 * Finds hot pixels.
 *
 * @param frames The frames.
 * @param numbers Numbers of those that are imported; of more than some hundred, some from all over the scan are looked at.
 * @param plan Which values are good.
 * @returns Valid pixels of all frames, hot ones masked.
 */
export async function findHotPixels(frames: FrameReader, numbers: Int32Array, plan: FramePlan): Promise<Uint8Array> {
  const { height, width } = plan;
  const isGood = goodValues(plan);
  const count = new HotPixelCount(height, width);
  const step = Math.max(1, Math.floor(numbers.length / MOST_FRAMES));
  for await (const { values } of frames.frames(numbers.filter((_, i) => i % step === 0))) {
    count.add(values, (pixel) => plan.mask?.[pixel] !== 0 && isGood(values[pixel] ?? NaN));
  }
  const mask = plan.mask?.slice() ?? new Uint8Array(height * width).fill(1);
  for (const pixel of count.hot()) mask[pixel] = 0;
  return mask;
}

// --- internal ---

/** A pixel that is hot is so in each of them. */
const MOST_FRAMES = 400;
