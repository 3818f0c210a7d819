import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { heldFrames } from "../../../data/frames/frames.ts";
import { type InputContrast, inputContrast } from "../../../data/frames/input_contrast.ts";
import { Random } from "../../../data/random/random.ts";

const SIZE = 4;
const PIXELS = SIZE ** 2;

/** Patterns of one bright image, 1 to 9 in every pixel, that differ by noise of a width. */
function alike({ count, width, seed }: { count: number; width: number; seed: number }): Float32Array {
  const random = new Random(seed, "patterns");
  const common = Float32Array.from({ length: PIXELS }, () => 1 + 8 * random.uniform());
  return Float32Array.from({ length: count * PIXELS }, (_, i) => (common[i % PIXELS] ?? NaN) + width * random.normal());
}

function contrastOf(images: Float32Array, share: number, gain?: number): InputContrast | null {
  const frames = heldFrames(images, SIZE);
  const energies = Float64Array.from(
    { length: frames.count },
    (_, i) => images.subarray(i * PIXELS, (i + 1) * PIXELS).reduce((sum, value) => sum + value ** 2, 0),
  );
  return inputContrast(frames, { energies, share, gain });
}

function shown(images: Float32Array, { mean, gain }: InputContrast): Float32Array {
  return images.map((value, i) => (1 - gain) * (mean[i % PIXELS] ?? NaN) + gain * value);
}

/** Mean of all patterns, and the share of their energy that is in what differs from it. */
function spread(images: Float32Array): { mean: number[]; share: number } {
  const count = images.length / PIXELS;
  const mean = Array.from(
    { length: PIXELS },
    (_, pixel) => images.reduce((sum, value, i) => i % PIXELS === pixel ? sum + value / count : sum, 0),
  );
  const differing = images.reduce((sum, value, i) => sum + (value - (mean[i % PIXELS] ?? NaN)) ** 2, 0);
  return { mean, share: differing / images.reduce((sum, value) => sum + value ** 2, 0) };
}

const scans = fc.record({
  count: fc.integer({ min: 2, max: 40 }),
  width: fc.double({ min: 0.2, max: 0.5, noNaN: true }),
  seed: fc.nat(1e6),
});

Deno.test("inputContrast() gives differences the share that is wanted, by a gain of 2 or more, and leaves the mean", () => {
  fc.assert(fc.property(scans, fc.double({ min: 0, max: 0.5, noNaN: true }), (scan, wanted) => {
    const images = alike(scan);
    const before = spread(images);
    const contrast = contrastOf(images, wanted);
    const needed = Math.sqrt((wanted / (1 - wanted)) * (1 - before.share) / before.share);
    if (needed < 2) return assertEquals(contrast, null);
    assert(contrast);
    assertAlmostEquals(contrast.gain, needed, 1e-3 * needed);
    const after = spread(shown(images, contrast));
    assertAlmostEquals(after.share, wanted, 1e-2 * wanted);
    after.mean.forEach((value, pixel) => assertAlmostEquals(value, before.mean[pixel] ?? NaN, 1e-4));
  }));
});

Deno.test("inputContrast() keeps a gain that is given, and none where that is 1", () => {
  const images = alike({ count: 10, width: 0.3, seed: 1 });
  assertEquals(contrastOf(images, 0.1, 2.5)?.gain, 2.5);
  assertEquals(contrastOf(images, 0.9, 1), null);
});

Deno.test("inputContrast() finds nothing to amplify in equal patterns, and not too much in nearly equal ones", () => {
  const [one] = [alike({ count: 1, width: 0, seed: 2 })];
  assertEquals(contrastOf(one, 0.5), null);
  assertEquals(contrastOf(Float32Array.from([...one, ...one, ...one]), 0.5), null);
  const near = (by: number): Float32Array =>
    Float32Array.from([...one, ...one.map((value, i) => value * (1 + by * i))]);
  assertEquals([contrastOf(near(1e-8), 0.5), contrastOf(near(1e-5), 0.5)?.gain], [null, 100]);
  assertEquals(contrastOf(new Float32Array(3 * PIXELS), 0.5), null);
});

Deno.test("inputContrast() does not look at dark patterns", () => {
  const images = alike({ count: 20, width: 0.1, seed: 3 });
  assert(contrastOf(images, 0.3));
  const withDark = Float32Array.from([...images, ...new Float32Array(5 * PIXELS)]);
  assertEquals(contrastOf(withDark, 0.3), contrastOf(images, 0.3));
});

Deno.test("inputContrast() looks at some of many patterns, of all parts of the scan", () => {
  // Of two halves, each of equal patterns: only who looks at both sees that patterns differ.
  const halves = [3, 4].map((seed) => alike({ count: 1, width: 0, seed }).map((value) => 9 + value / 100));
  const images = Float32Array.from(halves.flatMap((half) => Array.from({ length: 2000 }, () => [...half]).flat()));
  const { mean } = spread(Float32Array.from(halves.flatMap((half) => [...half])));
  const contrast = contrastOf(images, 0.3);
  assertEquals(contrast?.mean.length, PIXELS);
  contrast?.mean.forEach((value, pixel) => assertAlmostEquals(value, mean[pixel] ?? NaN, 1e-5));
});
