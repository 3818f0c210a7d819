import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type FramePlan, FramePreparer } from "../../../../data/importing/steps/prepare_frame.ts";

/** A plan that does nothing to frames of 6 × 8 pixels but cut out their middle. */
const PLAN: FramePlan = {
  ...{ height: 6, width: 8, measurement: "intensity", mask: null, dark: null, badValues: [], bounds: null },
  ...{ square: { fftshift: false, centre: [3, 4], side: 4 }, bin: 1, patchSize: 4 },
};

const FRAME = Float64Array.from({ length: 48 }, (_, i) => i + 1);

function prepared(change: Partial<FramePlan>, frame: ArrayLike<number> = FRAME): [values: number[], valid: number[]] {
  const { values, valid } = new FramePreparer({ ...PLAN, ...change }).prepare(frame, null);
  return [[...values], [...valid]];
}

Deno.test("FramePreparer cuts a square about the pixel that becomes [side/2, side/2]", () => {
  const [values, valid] = prepared({});
  // Rows 1 to 4 and columns 2 to 5 of rows of eight.
  assertEquals(values, [1, 2, 3, 4].flatMap((row) => [2, 3, 4, 5].map((column) => 8 * row + column + 1)));
  assertEquals(valid, Array(16).fill(1));
});

Deno.test("FramePreparer masks what a square has outside of the frame, with 0 in its place", () => {
  const [values, valid] = prepared({ square: { ...PLAN.square, centre: [0, 7.4] } });
  const row = (y: number): number[] => [5, 6, 7].map((column) => 8 * y + column + 1);
  assertEquals(values, [...Array(8).fill(0), ...row(0), 0, ...row(1), 0]);
  assertEquals(valid, [...Array(8).fill(0), 1, 1, 1, 0, 1, 1, 1, 0]);
});

Deno.test("FramePreparer shifts as numpy.fft.fftshift does, of even and of odd sides", () => {
  fc.assert(fc.property(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 2, max: 9 }), (height, width) => {
    const side = 2 * Math.floor(Math.min(height, width) / 2);
    const square = { fftshift: true, centre: [Math.floor(height / 2), Math.floor(width / 2)] as const, side };
    const frame = Float64Array.from({ length: height * width }, (_, i) => i + 1);
    const [values] = prepared({ height, width, square, patchSize: side }, frame);
    // The first pixel goes to [⌊H/2⌋, ⌊W/2⌋], which is the middle of the square.
    assertEquals(values[side / 2 * side + side / 2], 1);
    const expected = Array.from({ length: side * side }, (_, i) => {
      const [row, column] = [Math.floor(i / side) - side / 2, i % side - side / 2];
      return ((row + height) % height) * width + (column + width) % width + 1;
    });
    assertEquals(values, expected);
  }));
});

Deno.test("FramePreparer masks marks, values out of bounds and what is not finite, before they are squared or summed", () => {
  const frame = FRAME.slice();
  [frame[11], frame[12], frame[19], frame[20]] = [NaN, 2 ** 32, -3, 1e6];
  const change = { badValues: [2 ** 32 - 1], bounds: [0, 1000] as const, measurement: "amplitude" as const };
  const [values, valid] = prepared(change, frame);
  assertEquals(valid.map((one, i) => one === 0 ? i : -1).filter((i) => i >= 0), [1, 2, 5, 6]);
  assertEquals(values.slice(0, 4), [121, 0, 0, 14 ** 2]);
});

Deno.test("FramePreparer counts values that are not finite and negative ones, which are 0", () => {
  const frame = FRAME.slice();
  [frame[11], frame[12]] = [Infinity, -5];
  const preparer = new FramePreparer(PLAN);
  const { values, valid } = preparer.prepare(frame, null);
  assertEquals([values[1], valid[1], values[2], valid[2]], [0, 0, 0, 1]);
  assertEquals(preparer.odd, { notFinite: 1, negative: 1 });
});

Deno.test("FramePreparer keeps all light of bins that are whole, and none of those that are not", () => {
  const pixels = fc.array(fc.nat({ max: 65535 }), { minLength: 64, maxLength: 64 });
  const masks = fc.array(fc.constantFrom(0, 1, 1, 1), { minLength: 64, maxLength: 64 });
  fc.assert(fc.property(pixels, masks, fc.constantFrom(1, 2, 4), (frame, mask, bin) => {
    const plan = {
      ...{ ...PLAN, height: 8, width: 8, mask: Uint8Array.from(mask), bin },
      ...{ square: { fftshift: false, centre: [4, 4] as const, side: 8 }, patchSize: 10 },
    };
    const { values, valid } = new FramePreparer(plan).prepare(frame, null);
    const [side, from] = [8 / bin, 5 - 4 / bin];
    for (let i = 0; i < 100; i++) {
      const [row, column] = [Math.floor(i / 10) - from, i % 10 - from];
      const inside = row >= 0 && row < side && column >= 0 && column < side;
      const members = Array.from(
        { length: inside ? bin * bin : 0 },
        (_, k) => (bin * row + Math.floor(k / bin)) * 8 + bin * column + k % bin,
      );
      const whole = inside && members.every((pixel) => mask[pixel] === 1);
      assertEquals(
        [values[i], valid[i]],
        whole ? [members.reduce((sum, pixel) => sum + (frame[pixel] ?? 0), 0), 1] : [0, 0],
      );
    }
  }));
});

Deno.test("FramePreparer never wraps counts of sixteen bits", () => {
  const frame = new Uint16Array(48).fill(65535);
  assertEquals(prepared({ measurement: "amplitude", bin: 2, patchSize: 2 }, frame)[0], Array(4).fill(4 * 65535 ** 2));
});
