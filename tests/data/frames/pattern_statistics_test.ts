import { assertEquals } from "@std/assert";
import { heldFrames } from "../../../data/frames/frames.ts";
import { masksOf } from "../../../data/frames/masks.ts";
import { addIntensity, patternStatistics, takeStatistics } from "../../../data/frames/pattern_statistics.ts";

const amplitude = Float32Array.of(1, 2, 3, 4, 0, 0, 0, 0, 5, 0, 0, 0);

Deno.test("patternStatistics() gives energy, mean and greatest amplitude of every pattern", () => {
  const frames = heldFrames(amplitude, 2);
  const expected = {
    patchSize: 2,
    energies: Float64Array.of(30, 0, 25),
    means: Float64Array.of(2.5, 0, 1.25),
    greatest: Float64Array.of(4, 0, 5),
    validPixels: Int32Array.of(4, 4, 4),
  };
  assertEquals(patternStatistics(frames), expected);
  assertEquals(patternStatistics({ ...frames, held: null }), expected);
});

Deno.test("patternStatistics() looks at valid pixels alone", () => {
  const marked = Float32Array.of(1, 2, NaN, 4, Infinity, 0, 0, 0, -1, NaN, NaN, 1e30);
  const masks = masksOf(Uint8Array.of(1, 1, 0, 1, 0, 1, 1, 1, 0, 0, 0, 0), 2);
  assertEquals(patternStatistics(heldFrames(marked, 2), masks), {
    patchSize: 2,
    energies: Float64Array.of(21, 0, 0),
    means: Float64Array.of(7 / 3, 0, 0),
    greatest: Float64Array.of(4, 0, 0),
    validPixels: Int32Array.of(3, 3, 0),
  });
});

Deno.test("takeStatistics() takes those of some patterns, in their order", () => {
  const { energies, means, greatest, validPixels } = takeStatistics(
    patternStatistics(heldFrames(amplitude, 2)),
    Int32Array.of(2, 0),
  );
  assertEquals([...energies, ...means, ...greatest, ...validPixels], [25, 30, 1.25, 2.5, 5, 4, 4, 4]);
});

Deno.test("addIntensity() adds the squares of an image", () => {
  const sum = Float64Array.of(1, 1, 1, 1);
  addIntensity(amplitude.subarray(0, 4), sum);
  assertEquals(sum, Float64Array.of(2, 5, 10, 17));
  addIntensity(Float32Array.of(NaN, 1, 2, -1), sum, Uint8Array.of(0, 1, 1, 0));
  assertEquals(sum, Float64Array.of(2, 6, 14, 17));
});
