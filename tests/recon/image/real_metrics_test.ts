import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { correlation } from "../../../recon/image/correlation.ts";
import { mae } from "../../../recon/image/mae.ts";
import { msSsim } from "../../../recon/image/ms_ssim.ts";
import { psnr } from "../../../recon/image/psnr.ts";
import type { RealImage } from "../../../data/real_image.ts";
import { similarity, ssim } from "../../../recon/image/ssim.ts";
import { noise, realImage } from "./known_object.ts";

const truth = realImage(24, 19, (i, j) => Math.sin(i / 3) + 0.5 * Math.cos(j / 2));
const noisy = { ...truth, data: truth.data.map((value, p) => value + 0.3 * noise(p)) };

Deno.test("mae() and psnr() give numbers worked out by hand", () => {
  const a = realImage(2, 2, (i, j) => 2 * i + j); // 0 1 2 3
  const b = realImage(2, 2, (i, j) => 2 * i + j + (i === j ? 1 : -1)); // errors 1 -1 -1 1
  assertEquals(mae(b, a), 1);
  assertAlmostEquals(psnr(b, a), 10 * Math.log10(9), 1e-12);
  assertAlmostEquals(psnr(b, a, { range: 255 }), 48.1308036, 1e-6);
  assertEquals(psnr(a, a), Infinity);
});

Deno.test("psnr() of known noise is that of its variance", () => {
  const large = realImage(200, 200, (i, j) => Math.sin(i) * Math.cos(j));
  const sum = { ...large, data: large.data.map((value, p) => value + 0.1 * noise(p)) };
  assertAlmostEquals(psnr(sum, large, { range: 1 }), -10 * Math.log10(0.01 / 3), 0.1);
});

Deno.test("correlation() ignores offset and scale, turns with the sign, and is 0 for a constant", () => {
  const other = { ...noisy, data: noisy.data.map((value) => 5 - 3 * value) };
  assertAlmostEquals(correlation(other, truth), -correlation(noisy, truth), 1e-12);
  assertAlmostEquals(correlation(truth, truth), 1, 1e-12);
  assertEquals(correlation(realImage(24, 19, () => 0.1), truth), 0);
  // 1 2 3 against 1 3 2: covariance 1, variances 2 and 2.
  const three = (values: number[]): RealImage => ({ height: 1, width: 3, data: Float64Array.from(values) });
  assertAlmostEquals(correlation(three([1, 3, 2]), three([1, 2, 3])), 0.5, 1e-12);
});

Deno.test("ssim() agrees with a sum over every window written out", () => {
  assertAlmostEquals(ssim(noisy, truth, { range: 3 }), directSsim(noisy, truth, 3), 1e-10);
  assertAlmostEquals(ssim(truth, truth), 1, 1e-12);
  assertLess(ssim(noisy, truth), 0.95);
});

Deno.test("ssim() of two constants is its luminance term", () => {
  const [a, b] = [realImage(11, 11, () => 0.2), realImage(11, 11, () => 0.6)];
  const c1 = 1e-4;
  assertAlmostEquals(ssim(a, b, { range: 1 }), (2 * 0.2 * 0.6 + c1) / (0.04 + 0.36 + c1), 1e-9);
});

Deno.test("msSsim() is 1 for equal images, falls with noise, and is the product of its scales", () => {
  const large = realImage(180, 176, (i, j) => Math.sin(i / 9) + Math.cos(j / 7));
  assertAlmostEquals(msSsim(large, large), 1, 1e-9);
  const some = msSsim({ ...large, data: large.data.map((value, p) => value + 0.2 * noise(p)) }, large);
  const more = msSsim({ ...large, data: large.data.map((value, p) => value + noise(p)) }, large);
  assertLess(some, 0.999);
  assertLess(more, some - 0.02);
  // Constants differ in luminance alone, which counts at the last scale with exponent .1333.
  const [a, b] = [realImage(176, 176, () => 0.2), realImage(176, 176, () => 0.6)];
  assertAlmostEquals(msSsim(a, b, { range: 1 }), ssim(a, b, { range: 1 }) ** 0.1333, 1e-9);
});

Deno.test("msSsim() weighs the contrast of five scales, each the mean of 2 x 2 pixels of the one before", () => {
  const large = realImage(183, 176, (i, j) => Math.sin(i / 9) + Math.cos(j / 7));
  let [a, b]: [RealImage, RealImage] = [{ ...large, data: large.data.map((value, p) => value + noise(p)) }, large];
  let expected = 1;
  for (const exponent of [0.0448, 0.2856, 0.3001, 0.2363]) {
    expected *= similarity(a, b, 4).contrastStructure ** exponent;
    [a, b] = [halved(a), halved(b)];
  }
  assertAlmostEquals(
    msSsim({ ...large, data: large.data.map((v, p) => v + noise(p)) }, large, { range: 4 }),
    expected * similarity(a, b, 4).ssim ** 0.1333,
    1e-9,
  );
});

function halved(image: RealImage): RealImage {
  return realImage(Math.floor(image.height / 2), Math.floor(image.width / 2), (i, j) => {
    const at = (di: number, dj: number): number => image.data[(2 * i + di) * image.width + 2 * j + dj] ?? NaN;
    return (at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1)) / 4;
  });
}

Deno.test("metrics refuse images that they cannot compare", () => {
  const wide = realImage(19, 24, () => 0);
  for (const metric of [mae, psnr, ssim, msSsim, correlation]) {
    assertThrows(() => metric(wide, truth), TypeError, "must have the same size: current value is 19 x 24 and 24 x 19");
  }
  const small = realImage(10, 30, (i) => i);
  assertThrows(() => ssim(small, small), RangeError, "both sides must be at least 11 px: current value is 10 x 30");
  assertThrows(() => msSsim(truth, truth), RangeError, "both sides must be at least 176 px: current value is 24 x 19");
  const flat = realImage(11, 11, () => 1);
  assertThrows(() => psnr(flat, flat), RangeError, "range must be positive: current value is 0");
  assertThrows(() => ssim(flat, flat), RangeError, "range must be positive: current value is 0");
});

/** SSIM as the paper writes it: every window, every pixel in it. */
function directSsim(a: RealImage, b: RealImage, range: number): number {
  const weights = realImage(11, 11, (i, j) => Math.exp(-((i - 5) ** 2 + (j - 5) ** 2) / (2 * 1.5 ** 2)));
  const total = weights.data.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  let windows = 0;
  for (let top = 0; top + 11 <= a.height; top++) {
    for (let left = 0; left + 11 <= a.width; left++, windows++) {
      const mean = (value: (p: number) => number): number =>
        weights.data.reduce(
          (s, w, k) => s + w / total * value((top + Math.floor(k / 11)) * a.width + left + k % 11),
          0,
        );
      const at = ({ data }: RealImage, p: number): number => data[p] ?? NaN;
      const [ma, mb] = [mean((p) => at(a, p)), mean((p) => at(b, p))];
      const va = mean((p) => (at(a, p) - ma) ** 2);
      const vb = mean((p) => (at(b, p) - mb) ** 2);
      const cov = mean((p) => (at(a, p) - ma) * (at(b, p) - mb));
      const [c1, c2] = [(0.01 * range) ** 2, (0.03 * range) ** 2];
      sum += (2 * ma * mb + c1) * (2 * cov + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2));
    }
  }
  return sum / windows;
}
