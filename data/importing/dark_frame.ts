/**
 * The mean of dark frames.
 *
 * @module
 */
import type { ArrayFile } from "../formats/array_file.ts";
import { datasetsOf } from "../layouts/contents/dataset_name.ts";
import { type PatternStack, patternStack } from "../study/patterns/pattern_stack.ts";
import type { ImageSize } from "./frame_geometry.ts";
import type { FrameReader } from "./frame_reader.ts";

/**
 * Averages dark frames.
 *
 * @param files The open files.
 * @param dataset (H, W) or (M, H, W).
 * @param open Reads frames as those of the patterns are read.
 * @param size Rows and columns of a pattern's frame.
 * @returns Mean of each pixel over the frames in which it is finite.
 * @throws {TypeError} If they are no images of numbers, or of another size.
 */
export async function readDarkFrame(
  files: readonly ArrayFile[],
  dataset: string,
  open: (stack: PatternStack) => FrameReader,
  { height, width }: ImageSize,
): Promise<Float64Array> {
  const stack = await patternStack(datasetsOf(files, dataset), "first");
  using reader = open(stack);
  if (reader.height !== height || reader.width !== width) {
    throw new TypeError(
      `Cannot subtract ${stack.name} as dark frames are as large as frames, ${height} × ${width}: they are ` +
        `${reader.height} × ${reader.width}; name others with --dark`,
    );
  }
  const [sums, times] = [new Float64Array(height * width), new Float64Array(height * width)];
  for await (const { values } of reader.frames(Int32Array.from({ length: reader.count }, (_, i) => i))) {
    for (let i = 0; i < sums.length; i++) {
      const value = values[i] ?? NaN;
      if (!Number.isFinite(value)) continue;
      sums[i] = (sums[i] ?? 0) + value;
      times[i] = (times[i] ?? 0) + 1;
    }
  }
  return sums.map((sum, i) => (times[i] ?? 0) > 0 ? sum / (times[i] ?? 1) : 0);
}
