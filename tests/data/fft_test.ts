import { assertLess, assertThrows } from "@std/assert";
import { CentredFft2, type WaveField } from "../../data/fft.ts";
import { Random } from "../../data/random/random.ts";

function randomField(size: number): WaveField {
  const random = new Random(1, `field of ${size}`);
  const values = (): Float64Array => Float64Array.from({ length: size * size }, () => random.normal());
  return { re: values(), im: values() };
}

/** The defining sum, origin and DC at N/2. */
function directTransform({ re, im }: WaveField, size: number): WaveField {
  const result = { re: new Float64Array(size * size), im: new Float64Array(size * size) };
  for (let to = 0; to < size * size; to++) {
    for (let from = 0; from < size * size; from++) {
      const rows = (Math.floor(to / size) - size / 2) * (Math.floor(from / size) - size / 2);
      const columns = (to % size - size / 2) * (from % size - size / 2);
      const angle = -2 * Math.PI * (rows + columns) / size;
      const [cos, sin] = [Math.cos(angle) / size, Math.sin(angle) / size];
      result.re[to] = (result.re[to] ?? 0) + (re[from] ?? 0) * cos - (im[from] ?? 0) * sin;
      result.im[to] = (result.im[to] ?? 0) + (re[from] ?? 0) * sin + (im[from] ?? 0) * cos;
    }
  }
  return result;
}

function energy({ re, im }: WaveField): number {
  return [...re, ...im].reduce((sum, value) => sum + value * value, 0);
}

Deno.test("CentredFft2.transform() is the direct sum, centred and unitary", () => {
  for (const size of [2, 4, 16]) {
    const field = randomField(size);
    const expected = directTransform(field, size);
    new CentredFft2(size).transform(field);
    const part = (key: "re" | "im"): number =>
      Math.max(...field[key].map((value, i) => Math.abs(value - (expected[key][i] ?? NaN))));
    assertLess(Math.max(part("re"), part("im")), 1e-13 * size);
  }
});

Deno.test("CentredFft2.transform() keeps the energy", () => {
  for (const size of [64, 128]) {
    const field = randomField(size);
    const before = energy(field);
    new CentredFft2(size).transform(field);
    assertLess(Math.abs(energy(field) / before - 1), 1e-13);
  }
});

Deno.test("CentredFft2 refuses sides that are no power of two", () => {
  for (const size of [0, 1, 3, 48, 2.5]) {
    assertThrows(() => new CentredFft2(size), RangeError, `must be a power of two: current value is ${size}`);
  }
});
