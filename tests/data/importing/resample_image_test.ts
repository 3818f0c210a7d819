import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { ComplexImage } from "@exitwave/exitwave";
import { resampleImage, transposedImage } from "../../../data/importing/resample_image.ts";

/** A wave of some frequencies, the same wherever it is sampled. */
function wave(side: number, scale: number, shift = 0): ComplexImage {
  const image = { height: side, width: side, re: new Float32Array(side * side), im: new Float32Array(side * side) };
  image.re.forEach((_, i) => {
    const [y, x] = [(Math.floor(i / side) - shift) / scale, (i % side - shift) / scale];
    const phase = 2 * Math.PI * (2 * x - y) / 24;
    image.re[i] = Math.cos(phase) + 0.5 * Math.sin(2 * Math.PI * 3 * y / 24);
    image.im[i] = Math.sin(phase);
  });
  return image;
}

function assertAlike(one: ComplexImage, other: ComplexImage, isMeant: (i: number) => boolean = () => true): void {
  assertEquals([one.height, one.width], [other.height, other.width]);
  for (let i = 0; i < one.re.length; i++) {
    if (!isMeant(i)) continue;
    assertAlmostEquals(one.re[i] ?? NaN, other.re[i] ?? NaN, 1e-4, `pixel ${i}`);
    assertAlmostEquals(one.im[i] ?? NaN, other.im[i] ?? NaN, 1e-4, `pixel ${i}`);
  }
}

Deno.test("resampleImage() shows the same wave on smaller and on larger pixels", () => {
  const image = wave(24, 1);
  for (const length of [16, 30, 32, 36, 48]) {
    const axis = { scale: length / 24, length, from: 0, to: 0 };
    const samples = resampleImage(image, axis, axis);
    // Behind the last pixel of the image lies the first again: there the wave goes on, the samples end.
    const inside = (i: number): boolean => [Math.floor(i / length), i % length].every((k) => k / (length / 24) < 23.4);
    assertAlike(samples, wave(length, length / 24), inside);
  }
});

Deno.test("resampleImage() of the same pixels cuts out or surrounds with zeros, middle onto middle", () => {
  fc.assert(fc.property(fc.constantFrom(4, 6, 8, 12), fc.constantFrom(4, 8, 16), (own, length) => {
    const image = wave(own, 1);
    const axis = { scale: 1, length, from: own / 2, to: length / 2 };
    const result = resampleImage(image, axis, axis);
    for (let i = 0; i < length * length; i++) {
      const [row, column] = [Math.floor(i / length), i % length].map((k) => k - length / 2 + own / 2);
      const inside = row !== undefined && column !== undefined && Math.min(row, column) >= 0 &&
        Math.max(row, column) < own;
      assertAlmostEquals(result.re[i] ?? NaN, inside ? image.re[row * own + column] ?? NaN : 0, 1e-5);
    }
  }));
});

Deno.test("resampleImage() onto larger pixels and back loses nothing that these can show", () => {
  const image = wave(24, 1);
  const down = { scale: 0.5, length: 12, from: 12, to: 6 };
  const up = { scale: 2, length: 24, from: 6, to: 12 };
  const inside = (i: number): boolean => [Math.floor(i / 24), i % 24].every((k) => k < 23);
  assertAlike(resampleImage(resampleImage(image, down, down), up, up), image, inside);
});

Deno.test("transposedImage() swaps rows and columns", () => {
  const image = { height: 2, width: 3, re: Float32Array.of(1, 2, 3, 4, 5, 6), im: Float32Array.of(0, 0, 1, 0, 0, 0) };
  const turned = transposedImage(image);
  assertEquals([turned.height, turned.width, [...turned.re]], [3, 2, [1, 4, 2, 5, 3, 6]]);
  assert(turned.im[4] === 1);
});
