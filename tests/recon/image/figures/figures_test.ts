import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { decode } from "fast-png";
import { align } from "../../../../recon/image/align.ts";
import { amplitudeFigure, comparisonFigure, phaseFigure } from "../../../../recon/image/figures/figures.ts";
import { greyLevels, greyRange, NEUTRAL } from "../../../../recon/image/figures/grey_levels.ts";
import { rowsOf } from "../../../../recon/image/figures/image_rows.ts";
import type { Reconstruction } from "../../../../recon/image/reconstruction.ts";
import { known, realImage, tilted } from "../known_object.ts";

/** Bright in the top row and growing to the right in amplitude; phase grows downwards; the last column is not covered. */
function picture(): Reconstruction {
  const [height, width] = [4, 6];
  const object = { height, width, re: new Float32Array(24), im: new Float32Array(24) };
  const mask = new Uint8Array(24);
  for (let p = 0; p < 24; p++) {
    const [row, column] = [Math.floor(p / width), p % width];
    const [amplitude, phase] = [1 + column + (row === 0 ? 10 : 0), row === 3 ? 1 : 0];
    object.re[p] = amplitude * Math.cos(phase);
    object.im[p] = amplitude * Math.sin(phase);
    mask[p] = column < 5 ? 1 : 0;
  }
  return { object, mask, origin: { y: 0, x: 0 } };
}

Deno.test("amplitudeFigure() shows rows from the top, columns from the left, and what is uncovered in mid-grey", () => {
  const { width, height, channels, depth, data } = decode(amplitudeFigure(picture()));
  assertEquals([width, height, channels, depth], [6, 4, 1, 8]);
  const level = (row: number, column: number): number => data[row * 6 + column] ?? NaN;
  assertEquals([level(1, 0), level(0, 4)], [0, 255]);
  for (let column = 1; column < 5; column++) assertGreater(level(2, column), level(2, column - 1));
  assertGreater(level(0, 0), level(3, 4));
  for (let row = 0; row < 4; row++) assertEquals(level(row, 5), NEUTRAL);
});

Deno.test("phaseFigure() does not change with global phase and ramp", () => {
  const original = { ...known(20, 30), mask: Uint8Array.from({ length: 600 }, (_, p) => p % 30 < 25 ? 1 : 0) };
  const bent = { ...original, object: tilted(original.object, { a: 0.7, b: -0.3, c: 2 }) };
  const [expected, actual] = [decode(phaseFigure(original)).data, decode(phaseFigure(bent)).data];
  actual.forEach((level, p) => assertLess(Math.abs(level - (expected[p] ?? NaN)), 2));
  assertEquals(expected[29], NEUTRAL);
  assert(new Set(expected).size > 100);
});

Deno.test("greyRange() leaves out the most extreme covered pixels", () => {
  const image = realImage(1, 1001, (_, column) => column === 500 ? 1e9 : column === 400 ? -Infinity : column);
  const mask = new Uint8Array(1001).fill(1);
  mask[400] = 0;
  assertEquals(greyRange(rowsOf(image), mask), { low: 5, high: 996 });
  assertEquals(greyRange(rowsOf(image), new Uint8Array(1001)), { low: 0, high: 0 });
});

Deno.test("greyLevels() is mid-grey where there is nothing to tell apart", () => {
  const image = realImage(1, 2, () => 3);
  assertEquals([...greyLevels(rowsOf(image), Uint8Array.of(1, 1), { low: 3, high: 3 })], [NEUTRAL, NEUTRAL]);
  assertEquals([...greyLevels(rowsOf(image), Uint8Array.of(1, 0), { low: 0, high: 4 })], [191, NEUTRAL]);
});

Deno.test("comparisonFigure() shows both images on one scale, amplitude above phase", () => {
  const truth = known(40, 50);
  const { width, height, data } = decode(comparisonFigure(align(truth, truth, { border: 5 })));
  assertEquals([width, height], [2 * 40 + 4, 2 * 30 + 4 + 15]);
  for (const [row, column] of [[3, 7], [29, 39], [34, 0], [63, 20]] as const) {
    assertEquals(data[row * width + column], data[row * width + column + 44]);
  }
  assertEquals(data[31 * width + 3], 255);
});
