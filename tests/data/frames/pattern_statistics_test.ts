import { assertEquals } from "@std/assert";
import { heldFrames } from "../../../data/frames/frames.ts";
import { addIntensity, patternStatistics, takeStatistics } from "../../../data/frames/pattern_statistics.ts";

const amplitude = Float32Array.of(1, 2, 3, 4, 0, 0, 0, 0, 5, 0, 0, 0);

Deno.test("patternStatistics() gives energy, mean and greatest amplitude of every pattern", () => {
  const frames = heldFrames(amplitude, 2);
  const expected = {
    patchSize: 2,
    energies: Float64Array.of(30, 0, 25),
    means: Float64Array.of(2.5, 0, 1.25),
    greatest: Float64Array.of(4, 0, 5),
  };
  assertEquals(patternStatistics(frames), expected);
  assertEquals(patternStatistics({ ...frames, held: null }), expected);
});

Deno.test("takeStatistics() takes those of some patterns, in their order", () => {
  const { energies, means, greatest } = takeStatistics(
    patternStatistics(heldFrames(amplitude, 2)),
    Int32Array.of(2, 0),
  );
  assertEquals([...energies, ...means, ...greatest], [25, 30, 1.25, 2.5, 5, 4]);
});

Deno.test("addIntensity() adds the squares of an image", () => {
  const sum = Float64Array.of(1, 1, 1, 1);
  addIntensity(amplitude.subarray(0, 4), sum);
  assertEquals(sum, Float64Array.of(2, 5, 10, 17));
});
