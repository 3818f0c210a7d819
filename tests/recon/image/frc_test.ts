import { assertAlmostEquals, assertEquals, assertGreater, assertLess, assertThrows } from "@std/assert";
import type { ComplexImage } from "../../../data/complex_image.ts";
import { frc } from "../../../recon/image/frc.ts";
import { noise, sampled } from "./known_object.ts";

function white(side: number, seed: number): ComplexImage {
  const values = (offset: number): Float32Array =>
    Float32Array.from({ length: side * side }, (_, p) => noise(p + offset));
  return { height: side, width: side, re: values(seed), im: values(seed + 0.37) };
}

function sum(a: ComplexImage, b: ComplexImage, weight: number): ComplexImage {
  const add = (one: Float32Array, other: Float32Array): Float32Array =>
    one.map((value, p) => value + weight * (other[p] ?? 0));
  return { ...a, re: add(a.re, b.re), im: add(a.im, b.im) };
}

Deno.test("frc() is 1 in every ring for equal images, up to a positive factor", () => {
  const image = white(48, 0.1);
  const { curve, frc50, frc1over7, resolution50, side } = frc(image, {
    ...image,
    re: image.re.map((v) => 2 * v),
    im: image.im.map((v) => 2 * v),
  });
  assertEquals([curve.length, side], [25, 48]);
  for (const value of curve) assertAlmostEquals(value, 1, 1e-5);
  assertEquals([frc50, frc1over7, resolution50], [null, null, 2]);
});

Deno.test("frc() of signal and independent noise is what their powers make of it", () => {
  const signal = white(128, 0.1);
  // FRC = S / √(S·(S + w²S)) = 1/√(1 + w²) in every ring.
  const { curve } = frc(sum(signal, white(128, 0.77), 2), signal);
  const outer = curve.slice(16);
  assertAlmostEquals(outer.reduce((s, v) => s + v, 0) / outer.length, 1 / Math.sqrt(5), 0.03);
});

Deno.test("frc() interpolates the crossings of a spectrum that is right up to a radius", () => {
  const side = 64;
  const broad = white(side, 0.3);
  const cutoff = 12;
  const { curve, frc50, frc1over7, resolution50 } = frc(
    sum(lowPass(broad, cutoff), highPass(white(side, 0.9), cutoff), 1),
    broad,
  );
  assertGreater(curve[8] ?? 0, 0.97);
  assertLess(Math.abs(curve[20] ?? 1), 0.3);
  assertAlmostEquals(frc50 ?? 0, cutoff, 1.5);
  assertGreater(frc1over7 ?? 0, frc50 ?? 0);
  assertAlmostEquals(resolution50, side / (frc50 ?? 0), 1e-12);
  const r = Math.floor(frc50 ?? 0);
  const fraction = (frc50 ?? 0) - r;
  assertAlmostEquals((curve[r] ?? 0) * (1 - fraction) + (curve[r + 1] ?? 0) * fraction, 0.5, 1e-9);
});

Deno.test("frc() agrees with a Fourier sum written out where no padding is needed", () => {
  const [a, b] = [white(16, 0.2), sum(white(16, 0.2), white(16, 0.6), 0.7)];
  const expected = directFrc(a, b);
  const { curve } = frc(a, b);
  assertEquals(curve.length, expected.length);
  curve.forEach((value, r) => assertAlmostEquals(value, expected[r] ?? NaN, 1e-5));
});

Deno.test("frc() compares the central square and counts a ring without signal as 0", () => {
  assertEquals(frc(sampled(20, 33), sampled(20, 33)).side, 20);
  const dark = { ...sampled(8, 8), re: new Float32Array(64), im: new Float32Array(64) };
  assertEquals(frc(dark, sampled(8, 8)).curve, [0, 0, 0, 0, 0]);
  assertEquals(frc(dark, sampled(8, 8)).frc50, 0);
  assertThrows(() => frc(dark, sampled(8, 9)), TypeError, "current value is 8 x 8 and 8 x 9");
});

/** Fourier coefficient (ky, kx), by definition. */
function coefficient({ height, width, re, im }: ComplexImage, ky: number, kx: number): [number, number] {
  let [sumRe, sumIm] = [0, 0];
  for (let p = 0; p < re.length; p++) {
    const angle = -2 * Math.PI * (ky * Math.floor(p / width) / height + kx * (p % width) / width);
    sumRe += (re[p] ?? 0) * Math.cos(angle) - (im[p] ?? 0) * Math.sin(angle);
    sumIm += (re[p] ?? 0) * Math.sin(angle) + (im[p] ?? 0) * Math.cos(angle);
  }
  return [sumRe, sumIm];
}

function directFrc(a: ComplexImage, b: ComplexImage): number[] {
  const n = a.width;
  const window = (image: ComplexImage): ComplexImage => {
    const weight = (p: number): number =>
      (Math.sin(Math.PI * (Math.floor(p / n) + 0.5) / n) * Math.sin(Math.PI * (p % n + 0.5) / n)) ** 2;
    return { ...image, re: image.re.map((v, p) => v * weight(p)), im: image.im.map((v, p) => v * weight(p)) };
  };
  const sums = Array.from({ length: n / 2 + 1 }, () => [0, 0, 0] as [number, number, number]);
  for (let ky = -n / 2; ky < n / 2; ky++) {
    for (let kx = -n / 2; kx < n / 2; kx++) {
      const ring = sums[Math.round(Math.hypot(ky, kx))];
      if (!ring) continue;
      const [aRe, aIm] = coefficient(window(a), ky, kx);
      const [bRe, bIm] = coefficient(window(b), ky, kx);
      ring[0] += aRe * bRe + aIm * bIm;
      ring[1] += aRe ** 2 + aIm ** 2;
      ring[2] += bRe ** 2 + bIm ** 2;
    }
  }
  return sums.map(([cross, powerA, powerB]) => cross / Math.sqrt(powerA * powerB));
}

/** Frequencies up to a radius, by separable sums over the rows and columns of the Fourier matrix. */
function lowPass(image: ComplexImage, radius: number): ComplexImage {
  return filtered(image, (r) => r <= radius);
}

function highPass(image: ComplexImage, radius: number): ComplexImage {
  return filtered(image, (r) => r > radius);
}

function filtered(image: ComplexImage, keep: (radius: number) => boolean): ComplexImage {
  const n = image.width;
  const spectrum = transform(image, -1);
  const signed = (k: number): number => k < n / 2 ? k : k - n;
  for (let p = 0; p < n * n; p++) {
    if (keep(Math.hypot(signed(Math.floor(p / n)), signed(p % n)))) continue;
    spectrum.re[p] = spectrum.im[p] = 0;
  }
  const back = transform(spectrum, 1);
  return { ...back, re: back.re.map((v) => v / n ** 2), im: back.im.map((v) => v / n ** 2) };
}

function transform(image: ComplexImage, sign: number): ComplexImage {
  const n = image.width;
  const pass = ({ re, im }: ComplexImage): ComplexImage => {
    const out = { ...image, re: new Float32Array(n * n), im: new Float32Array(n * n) };
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < n; k++) {
        let [sumRe, sumIm] = [0, 0];
        for (let j = 0; j < n; j++) {
          const angle = sign * 2 * Math.PI * j * k / n;
          const [c, s] = [Math.cos(angle), Math.sin(angle)];
          sumRe += (re[i * n + j] ?? 0) * c - (im[i * n + j] ?? 0) * s;
          sumIm += (re[i * n + j] ?? 0) * s + (im[i * n + j] ?? 0) * c;
        }
        [out.re[k * n + i], out.im[k * n + i]] = [sumRe, sumIm]; // transposed: two passes restore the order
      }
    }
    return out;
  };
  return pass(pass(image));
}
