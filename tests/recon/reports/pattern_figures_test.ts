import { assertEquals, assertGreater } from "@std/assert";
import { decode } from "fast-png";
import type { GreyFigure } from "../../../recon/image/figures/grey_figure.ts";
import { patternFigures } from "../../../recon/reports/pattern_figures.ts";

const SIDE = 32;

/** Amplitudes whose intensity grows by three decades from left to right; the first column is dark. */
function ramp(factor = 1): Float32Array {
  return Float32Array.from(
    { length: SIDE * SIDE },
    (_, p) => p % SIDE === 0 ? 0 : factor * 10 ** (1.5 * (p % SIDE) / SIDE),
  );
}

function row({ png }: GreyFigure, number = 0): number[] {
  const { data, width } = decode(png);
  return Array.from(data.subarray(number * width, (number + 1) * width));
}

Deno.test("patternFigures() shows observed and predicted on one scale of log intensity", () => {
  const { observed, predicted } = patternFigures({ observed: ramp(), predicted: ramp(10 ** 0.25), mask: null }, SIDE);
  const [left, right] = [row(observed), row(predicted)];
  assertEquals([left[0], left[1], left[SIDE - 1]], [0, 0, 255]);
  // Equal steps of the logarithm are equal steps of grey.
  for (let column = 2; column < SIDE; column++) {
    assertEquals(Math.abs((left[column] ?? 0) - (column - 1) * 255 / (SIDE - 2)) <= 1, true);
  }
  for (let column = 1; column < SIDE - 8; column++) assertGreater(right[column] ?? 0, left[column] ?? 0);
});

Deno.test("patternFigures() shows the difference in decades: white ten times too bright, mid-grey equal", () => {
  const difference = (factor: number): number[] =>
    row(patternFigures({ observed: ramp(), predicted: ramp(Math.sqrt(factor)), mask: null }, SIDE).difference);
  assertEquals(difference(1).slice(1), new Array(SIDE - 1).fill(128));
  assertEquals(difference(10).slice(1), new Array(SIDE - 1).fill(255));
  assertEquals(difference(0.1)[SIDE - 1], 0);
  assertEquals(difference(1)[0], 128); // dark in both
});

Deno.test("patternFigures() repeats pixels until the sides are long enough", () => {
  const { observed } = patternFigures({ observed: ramp(), predicted: ramp(), mask: null }, SIDE, 100);
  assertEquals([observed.height, observed.width], [128, 128]);
  const small = row(patternFigures({ observed: ramp(), predicted: ramp(), mask: null }, SIDE).observed);
  const large = small.flatMap((level) => new Array(4).fill(level));
  for (const number of [0, 3, 4, 127]) assertEquals(row(observed, number), large);
});

Deno.test("patternFigures() shows a pattern without light in mid-grey", () => {
  const { observed } = patternFigures({ observed: new Float32Array(SIDE ** 2), predicted: ramp(), mask: null }, SIDE);
  assertEquals(new Set(row(observed)), new Set([128]));
});

Deno.test("patternFigures() shows masked pixels in mid-grey, whatever stands there", () => {
  const mask = new Uint8Array(SIDE ** 2).fill(1);
  const marked = ramp();
  for (let p = 0; p < SIDE ** 2; p += 3) [mask[p], marked[p]] = [0, 1e9];
  const pair = { predicted: ramp(10 ** 0.25), mask };
  const views = patternFigures({ ...pair, observed: marked }, SIDE);
  assertEquals(views, patternFigures({ ...pair, observed: ramp() }, SIDE));
  assertEquals([row(views.observed)[3], row(views.difference)[3]], [128, 128]);
  const whole = patternFigures({ ...pair, observed: ramp(), mask: null }, SIDE);
  assertEquals(row(views.predicted), row(whole.predicted));
  assertEquals([row(views.observed)[4], row(views.difference)[4]], [row(whole.observed)[4], row(whole.difference)[4]]);
});
