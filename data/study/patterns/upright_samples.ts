/**
 * The frames that were kept, as the scan will have them: intensities, transposed and shifted where that is due, 0 where a
 * pixel is not valid.
 *
 * @module
 */
import { type DetectorImage, shifted, transposed } from "./detector_image.ts";
import type { PatternFacts } from "./pattern_facts.ts";
import type { SampleFrames } from "./sample_frames.ts";

/** Intensities of the kept frames, each an image as large as {@link PatternFacts.mean}. */
export function uprightSamples(facts: PatternFacts, transpose: boolean, { frames }: SampleFrames): DetectorImage[] {
  const { stack: { height, width }, valid, measurement, shift } = facts;
  return frames.map((frame) => {
    const data = Float64Array.from(frame, (value, p) => {
      if (valid[p] === 0 || !(value > 0 && value < Infinity)) return 0;
      return measurement === "intensity" ? value : value * value;
    });
    const image = { height, width, data, valid };
    const straight = transpose ? transposed(image) : image;
    return shift ? shifted(straight) : straight;
  });
}
