import { assertLess, assertThrows } from "@std/assert";
import { CentredFft2, type WaveField } from "../../../data/arrays/fft.ts";
import { Random } from "../../../data/random/random.ts";

function randomField(height: number, width = height): WaveField {
  const random = new Random(1, `field of ${width}`);
  const values = (): Float64Array => Float64Array.from({ length: height * width }, () => random.normal());
  return { re: values(), im: values() };
}

/** The defining sum, origin and DC at N/2. */
function directTransform({ re, im }: WaveField, height: number, width: number): WaveField {
  const result = { re: new Float64Array(re.length), im: new Float64Array(re.length) };
  for (let to = 0; to < re.length; to++) {
    for (let from = 0; from < re.length; from++) {
      const rows = (Math.floor(to / width) - height / 2) * (Math.floor(from / width) - height / 2) / height;
      const columns = (to % width - width / 2) * (from % width - width / 2) / width;
      const angle = -2 * Math.PI * (rows + columns);
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)].map((part) => part / Math.sqrt(re.length));
      result.re[to] = (result.re[to] ?? 0) + (re[from] ?? 0) * (cos ?? 0) - (im[from] ?? 0) * (sin ?? 0);
      result.im[to] = (result.im[to] ?? 0) + (re[from] ?? 0) * (sin ?? 0) + (im[from] ?? 0) * (cos ?? 0);
    }
  }
  return result;
}

function energy({ re, im }: WaveField): number {
  return [...re, ...im].reduce((sum, value) => sum + value * value, 0);
}

Deno.test("CentredFft2.transform() is the direct sum, centred and unitary", () => {
  for (const [height, width] of [[2, 2], [4, 4], [16, 16], [2, 32], [16, 4]] as const) {
    const field = randomField(height, width);
    const expected = directTransform(field, height, width);
    new CentredFft2(height, width).transform(field);
    const part = (key: "re" | "im"): number =>
      Math.max(...field[key].map((value, i) => Math.abs(value - (expected[key][i] ?? NaN))));
    assertLess(Math.max(part("re"), part("im")), 1e-13 * Math.max(height, width));
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
    assertThrows(() => new CentredFft2(4, size), RangeError, `must be a power of two: current value is ${size}`);
  }
});
