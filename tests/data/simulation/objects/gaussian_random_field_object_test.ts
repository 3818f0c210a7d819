import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { CentredFft2 } from "../../../../data/arrays/fft.ts";
import type { ComplexImage } from "../../../../data/complex_image.ts";
import { gaussianRandomFieldObject } from "../../../../data/simulation/objects/gaussian_random_field_object.ts";

/** Slope of log power over log frequency, of a real field on a square. */
function slopeOf(values: Float64Array, size: number): number {
  const field = { re: values, im: new Float64Array(values.length) };
  new CentredFft2(size).transform(field);
  const rings = Array.from({ length: size / 2 }, () => ({ power: 0, count: 0 }));
  field.re.forEach((re, i) => {
    const radius = Math.round(Math.hypot(i % size - size / 2, Math.floor(i / size) - size / 2));
    const ring = rings[radius];
    if (!ring) return;
    ring.power += re * re + (field.im[i] ?? NaN) ** 2;
    ring.count++;
  });
  const points = rings.map(({ power, count }, radius) => [Math.log(radius), Math.log(power / count)] as const).slice(4);
  const [mx, my] = [0, 1].map((k) => points.reduce((sum, point) => sum + (point[k] ?? NaN), 0) / points.length);
  const over = points.reduce((sum, [x, y]) => sum + (x - (mx ?? NaN)) * (y - (my ?? NaN)), 0);
  return over / points.reduce((sum, [x]) => sum + (x - (mx ?? NaN)) ** 2, 0);
}

function maps({ re, im }: ComplexImage): readonly [amplitude: Float64Array, phase: Float64Array] {
  return [
    Float64Array.from(re, (value, i) => Math.hypot(value, im[i] ?? NaN)),
    Float64Array.from(re, (value, i) => Math.atan2(im[i] ?? NaN, value)),
  ];
}

Deno.test("gaussianRandomFieldObject() has the power spectrum of its index, in amplitude and in phase", () => {
  for (const spectralIndex of [0, -1.5, -3, -4]) {
    const object = gaussianRandomFieldObject({ height: 128, width: 128, seed: 7, spectralIndex });
    for (const map of maps(object)) assertAlmostEquals(slopeOf(map, 128), spectralIndex, 0.12);
  }
});

Deno.test("gaussianRandomFieldObject() is Gaussian, and its two fields are independent", () => {
  const object = gaussianRandomFieldObject({ height: 128, width: 128, seed: 3, spectralIndex: -0.4 });
  const standard = maps(object).map((map) => {
    const mean = map.reduce((sum, value) => sum + value, 0) / map.length;
    const variance = map.reduce((sum, value) => sum + (value - mean) ** 2, 0) / map.length;
    return map.map((value) => (value - mean) / Math.sqrt(variance));
  });
  for (const values of standard) {
    const moment = (power: number): number => values.reduce((sum, value) => sum + value ** power, 0) / values.length;
    assertAlmostEquals(moment(3), 0, 0.1);
    assertAlmostEquals(moment(4), 3, 0.2);
  }
  const [a = new Float64Array(), b = new Float64Array()] = standard;
  assert(Math.abs(a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0) / a.length) < 0.05);
});

Deno.test("gaussianRandomFieldObject() takes any size", () => {
  for (const [height, width] of [[1, 1], [3, 70], [65, 33]] as const) {
    const object = gaussianRandomFieldObject({ height, width, seed: 3, spectralIndex: -2 });
    assertEquals([object.height, object.width, object.re.length], [height, width, height * width]);
    assert(object.re.every(Number.isFinite) && object.im.every(Number.isFinite));
  }
});
