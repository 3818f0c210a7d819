import { assertAlmostEquals, assertEquals, assertGreater, assertLess, assertMatch, assertThrows } from "@std/assert";
import { stitch, Stitcher } from "../../../recon/patches/stitch.ts";
import { sampled, transmission } from "../image/known_object.ts";

const N = 16;

/** Patches of the known object at the positions, exact at every fraction of a pixel. */
function patchesAt(x: readonly number[], y: readonly number[]): { re: Float32Array; im: Float32Array } {
  const re = new Float32Array(x.length * N * N);
  const im = re.slice();
  x.forEach((column, k) => {
    const patch = sampled(N, N, (y[k] ?? 0) - N / 2, column - N / 2);
    re.set(patch.re, k * N * N);
    im.set(patch.im, k * N * N);
  });
  return { re, im };
}

function scan(count: number): { x: number[]; y: number[] } {
  const side = Math.ceil(Math.sqrt(count));
  const x = Array.from({ length: count }, (_, k) => 20 + 3.37 * (k % side) + 0.21 * Math.floor(k / side));
  const y = Array.from({ length: count }, (_, k) => 31 + 2.91 * Math.floor(k / side) + 0.13 * (k % side));
  return { x, y };
}

function worstError({ object, mask, origin }: ReturnType<typeof stitch>): number {
  let worst = 0;
  mask.forEach((covered, p) => {
    if (!covered) return;
    const { amplitude, phase } = transmission(
      origin.y + Math.floor(p / object.width),
      origin.x + p % object.width,
    );
    const [re, im] = [amplitude * Math.cos(phase), amplitude * Math.sin(phase)];
    worst = Math.max(worst, Math.hypot((object.re[p] ?? 0) - re, (object.im[p] ?? 0) - im));
  });
  return worst;
}

Deno.test("stitch() gives back the object from which patches were cut at fractional positions", () => {
  const positions = scan(36);
  const result = stitch(patchesAt(positions.x, positions.y), positions, { patchSize: N });
  // The outermost pixels are known from one side only: up to half a pixel times the slope of the object, 0.03.
  assertLess(worstError(result), 0.03);
  assertGreater(result.mask.reduce((sum, covered) => sum + covered, 0), 20 * 20);
});

Deno.test("stitch() is exact at whole-numbered positions, for either weighting", () => {
  const positions = { x: [20, 25, 24], y: [30, 33, 29] };
  const weights = Float32Array.from({ length: N * N }, (_, p) => 0.1 + p % 7);
  for (const options of [{ patchSize: N }, { patchSize: N, weights }, { patchSize: N, crop: N }]) {
    assertLess(worstError(stitch(patchesAt(positions.x, positions.y), positions, options)), 1e-6);
  }
});

Deno.test("stitch() puts the central square [c - crop/2, c + crop/2) on a canvas with a whole-numbered origin", () => {
  const positions = { x: [20, 25.5], y: [30, 30] };
  const { object, mask, origin } = stitch(patchesAt(positions.x, positions.y), positions, {
    patchSize: N,
    crop: 4,
    padding: 3,
  });
  assertEquals(origin, { y: 30 - 2 - 3, x: 20 - 2 - 3 });
  assertEquals([object.height, object.width], [4 + 6, 4 + 6 + 6]);
  const row = (i: number): string => mask.subarray(i * object.width, (i + 1) * object.width).join("");
  // The second patch, half a pixel to the right, touches five columns.
  assertEquals(row(2), "0".repeat(16));
  assertEquals(row(3), "000" + "1111" + "0" + "11111" + "000");
  assertEquals(row(6), row(3));
  assertEquals(row(7), row(2));
});

Deno.test("stitch() averages overlapping patches by the weights", () => {
  const re = new Float32Array(2 * 16).fill(1);
  re.fill(4, 16);
  const weights = Float32Array.from({ length: 16 }, (_, p) => p % 4 < 2 ? 2 : 1); // left half counts twice
  const { object, mask } = stitch({ re, im: new Float32Array(32) }, { x: [10, 12], y: [10, 10] }, {
    patchSize: 4,
    crop: 4,
    weights,
  });
  assertEquals(mask.every((covered) => covered === 1), true);
  assertEquals([...object.re.subarray(0, 6)], [1, 1, (1 * 1 + 4 * 2) / 3, (1 * 1 + 4 * 2) / 3, 4, 4]);
});

Deno.test("stitch() leaves pixels uncovered that the probe does not light", () => {
  const weights = Float32Array.from({ length: 16 }, (_, p) => p % 4 === 0 ? 1e-9 : 1);
  const { mask, object } = stitch({ re: new Float32Array(16).fill(3), im: new Float32Array(16) }, { x: [0], y: [0] }, {
    patchSize: 4,
    crop: 4,
    weights,
  });
  assertEquals([...mask.subarray(0, 4)], [0, 1, 1, 1]);
  assertEquals(object.re[0], 0);
});

Deno.test("Stitcher adds batches of any size to the same image", () => {
  const positions = scan(20);
  const { re, im } = patchesAt(positions.x, positions.y);
  const whole = stitch({ re, im }, positions, { patchSize: N });
  const stitcher = new Stitcher(positions, { patchSize: N });
  for (const [from, to] of [[0, 7], [7, 8], [8, 20]] as const) {
    stitcher.add({ re: re.subarray(from * N * N, to * N * N), im: im.subarray(from * N * N, to * N * N) });
  }
  assertEquals(stitcher.finish(), whole);
});

Deno.test("stitch() keeps the mean of constant patches whatever their fractions", () => {
  const positions = scan(9);
  const re = new Float32Array(9 * N * N).fill(0.7);
  const { object, mask } = stitch({ re, im: re.slice() }, positions, { patchSize: N });
  mask.forEach((covered, p) => assertAlmostEquals(object.im[p] ?? NaN, covered ? 0.7 : 0, 1e-6));
});

Deno.test("stitch() refuses what it cannot place", () => {
  const patch = { re: new Float32Array(16), im: new Float32Array(16) };
  const at = (x: number[], y: number[], options = {}) => () => stitch(patch, { x, y }, { patchSize: 4, ...options });
  assertThrows(at([], []), RangeError, "0 columns, 0 rows");
  assertThrows(at([1], [NaN]), RangeError, "position 0 is not finite: current value is NaN");
  assertThrows(at([0, 1e6], [0, 1e6]), RangeError, "scan coordinates must be in object pixels");
  assertThrows(
    at([1], [1], { crop: 3 }),
    RangeError,
    "crop must be even, from 2 to the patch size 4: current value is 3",
  );
  assertThrows(at([1], [1], { crop: 6 }), RangeError, "current value is 6");
  assertThrows(at([1], [1], { padding: 0.5 }), RangeError, "padding must be a whole number from 0");
  assertThrows(at([1], [1], { weights: new Float32Array(16) }), RangeError, "all weights are zero");
  assertThrows(at([1], [1], { weights: new Float32Array(16).fill(-1) }), RangeError, "must not be negative");
  const two = { re: new Float32Array(32), im: new Float32Array(32) };
  assertThrows(() => stitch(two, { x: [1], y: [1] }, { patchSize: 4 }), RangeError, "for 1 positions are wanted");
});

Deno.test("Stitcher refuses a canvas that memory does not hold before it begins, and says what it takes", () => {
  const free = Deno.systemMemoryInfo().available;
  const side = Math.floor(Math.sqrt(free / 20)); // at 33 bytes a pixel
  const positions = { x: [0, Math.min(side, 16_000)], y: [0, side] };
  const text = side > 16_300
    ? "more than 268435456 pixels"
    : /^Cannot stitch patches as a canvas of \d+ × \d+ px would take [\d.]+ GiB of memory: current value is [\d.]+ GiB free;/;
  const error = assertThrows(() => new Stitcher(positions, { patchSize: 4 }), RangeError);
  assertMatch(error.message, typeof text === "string" ? new RegExp(text) : text);
  assertMatch(error.message, /data\.xBounds and data\.yBounds choose a part of the scan/);
});

Deno.test("stitch() names a diverged network as the reason of patches that are not finite", () => {
  const patch = { re: new Float32Array(16).fill(NaN), im: new Float32Array(16) };
  assertThrows(() => stitch(patch, { x: [1], y: [1] }, { patchSize: 4 }), RangeError, "did the training diverge?");
});

Deno.test("Stitcher.finish() leaves the coverage as it was, and takes no patch afterwards", () => {
  const patch = { re: new Float32Array(16).fill(2), im: new Float32Array(16).fill(-3) };
  const stitcher = new Stitcher({ x: [10, 30], y: [20.5, 20] }, { patchSize: 4, crop: 2 });
  stitcher.add(patch);
  const before = Float64Array.from(stitcher.coverage().data);
  const { object, mask } = stitcher.finish();
  assertEquals(stitcher.coverage().data, before);
  assertEquals([...mask], [...before].map((weight) => weight > 0 ? 1 : 0));
  assertEquals([...object.re], [...mask].map((covered) => 2 * covered));
  assertEquals([...object.im], [...mask].map((covered) => covered ? -3 : 0));
  // What was summed up is not kept beside the image.
  assertEquals([object.re.buffer.byteLength, object.im.buffer.byteLength], [4 * mask.length, 4 * mask.length]);
  assertThrows(() => stitcher.add(patch), RangeError, "for 0 positions are wanted");
});
