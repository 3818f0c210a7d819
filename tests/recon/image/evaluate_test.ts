import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertLess,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { align } from "../../../recon/image/align.ts";
import { evaluate, type Evaluation } from "../../../recon/image/evaluate.ts";
import type { RealImage } from "../../../data/real_image.ts";
import { amplitudeOf, phaseOf } from "../../../recon/image/real_image.ts";
import type { Reconstruction } from "../../../recon/image/reconstruction.ts";
import { ssim } from "../../../recon/image/ssim.ts";
import { known, noise, sampled, tilted } from "./known_object.ts";

const truth = known(80, 90);

/** A reconstruction of rows 10 … 69 and columns 5 … 74, with a rim that is not covered, and noise. */
function measured(change: Parameters<typeof tilted>[1] = {}, level = 0.05): Reconstruction {
  const object = tilted(sampled(60, 70, 10, 5), change);
  const scale = level * (change.scale ?? 1);
  const mask = new Uint8Array(60 * 70);
  for (let p = 0; p < mask.length; p++) {
    const [row, column] = [Math.floor(p / 70), p % 70];
    mask[p] = row >= 3 && row < 57 && column >= 3 && column < 67 ? 1 : 0;
    object.re[p] = mask[p] ? (object.re[p] ?? 0) + scale * noise(p) : 1000;
  }
  return { object, mask, origin: { y: 10, x: 5 } };
}

function figures({ amplitude, phase, frc }: Evaluation): number[] {
  const of = ({ mae, psnr, ssim, correlation }: Evaluation["phase"]): number[] =>
    [mae, psnr, ssim, correlation].map((value) => value ?? NaN);
  return [...of(amplitude), ...of(phase), ...frc.curve];
}

Deno.test("evaluate() gives the resolution in nm where either image knows its pixels, by the longer side", () => {
  const pixelSize = { height: 8e-9, width: 7e-9 };
  const plain = evaluate(measured(), truth);
  assertEquals([plain.pixelSize, plain.resolution], [null, null]);
  for (
    const [image, known] of [[{ ...measured(), pixelSize }, truth], [measured(), { ...truth, pixelSize }]] as const
  ) {
    const { resolution, ...rest } = evaluate(image, known);
    assertEquals({ ...rest, resolution: null, pixelSize: null }, plain);
    assertAlmostEquals(resolution?.frc50Nm ?? NaN, 8 * plain.frc.resolution50, 1e-6);
    assertAlmostEquals(resolution?.frc1over7Nm ?? NaN, 8 * plain.frc.resolution1over7, 1e-6);
  }
});

Deno.test("evaluate() refuses images whose pixels differ by more than 1 %", () => {
  const of = (height: number, width: number): Reconstruction => ({ ...measured(), pixelSize: { height, width } });
  const known = { ...truth, pixelSize: { height: 8e-9, width: 8e-9 } };
  assertEquals(evaluate(of(8.07e-9, 7.93e-9), known).pixelSize, known.pixelSize);
  for (const [height, width] of [[8.1e-9, 8e-9], [8e-9, 7.9e-9]] as const) {
    assertThrows(() => evaluate(of(height, width), known), RangeError, "Cannot compare images of different pixels");
  }
  assertThrows(
    () => evaluate(of(10e-9, 12e-9), known),
    RangeError,
    "those of the reconstruction are 10 nm × 12 nm, those of the truth 8 nm; resample one of them, or correct the size",
  );
});

Deno.test("evaluate() compares what both cover, less the border, by scan coordinates", () => {
  const result = evaluate(measured(), truth);
  assertEquals(result.region, { y: 21, x: 16, height: 54 - 16, width: 64 - 16 });
  assertEquals(result.shift, { y: 0, x: 0 });
  assertAlmostEquals(result.coveredFraction, 54 * 64 / (80 * 90), 1e-12);
  assertEquals(result.amplitude.msSsim, null);
  assertGreater(result.amplitude.correlation ?? NaN, 0.9);
  assertGreater(result.phase.correlation ?? NaN, 0.99);
  assertLess(result.phase.mae, 0.05);
});

Deno.test("evaluate() of the truth itself is perfect", () => {
  const large = known(200, 210);
  const { amplitude, phase, frc } = evaluate(large, large);
  for (const part of [amplitude, phase]) {
    assertLess(part.mae, 1e-6);
    assertGreater(part.psnr ?? NaN, 100);
    for (const one of [part.ssim, part.msSsim, part.correlation]) assertAlmostEquals(one ?? NaN, 1, 1e-6);
  }
  frc.curve.slice(0, 20).forEach((value) => assertAlmostEquals(value, 1, 1e-4));
});

Deno.test("evaluate() does not change with global phase, ramp and scale of either image", () => {
  const expected = figures(evaluate(measured({}, 0.05), truth));
  // The noise is added to the real part before the change, so both images describe the same reconstruction.
  const plain = measured();
  for (const change of [{ c: 1.3 }, { scale: 12 }, { a: 0.4, b: -0.9 }]) {
    const moved = evaluate({ ...plain, object: tilted(plain.object, change) }, truth);
    figures(moved).forEach((value, k) => assertAlmostEquals(value, expected[k] ?? NaN, 2e-3));
  }
  const bent = { ...truth, object: tilted(truth.object, { a: -0.2, b: 0.3, c: 2 }) };
  figures(evaluate(plain, bent)).forEach((value, k) => assertAlmostEquals(value, expected[k] ?? NaN, 2e-3));
});

Deno.test("evaluate() finds by how many pixels a reconstruction lies off, unless told not to", () => {
  const off = { ...measured(), origin: { y: 12, x: 4 } }; // says it lies two rows further down than it does
  const found = evaluate(off, truth);
  assertAlmostEquals(found.shift.y, -2, 0.1);
  assertAlmostEquals(found.shift.x, 1, 0.1);
  assertGreater(found.phase.correlation ?? NaN, 0.99);
  const trusted = evaluate(off, truth, { maxShift: 0 });
  assertEquals(trusted.shift, { y: 0, x: 0 });
  assertLess(trusted.phase.correlation ?? NaN, 0.99);
});

Deno.test("evaluate() trusts the coordinates where the shift is out of reach", () => {
  const off = { ...measured(), origin: { y: 10, x: 8 } }; // three columns off
  assertEquals(evaluate(off, truth, { maxShift: 3 }).shift, { y: 0, x: -3 });
  assertEquals(evaluate(off, truth, { maxShift: 1 }).shift, { y: 0, x: 0 });
});

Deno.test("evaluate() gives a reconstruction of noise no credit", () => {
  const random = measured();
  random.object.re.forEach((_, p) => [random.object.re[p], random.object.im[p]] = [noise(p), noise(p + 0.5)]);
  const { phase, amplitude, frc } = evaluate(random, truth);
  assertLess(Math.abs(phase.correlation ?? NaN), 0.2);
  assertLess(amplitude.ssim ?? NaN, 0.2);
  assert(frc.frc50 !== null && frc.frc50 < 5);
});

Deno.test("evaluate() measures amplitudes by the truth's range and phases by 2 pi", () => {
  const { amplitude, phase } = evaluate(measured(), truth);
  const { reconstruction, truth: level } = align(measured(), truth);
  const squareError = (part: typeof phaseOf): number => {
    const [a, b] = [part(reconstruction).data, part(level).data];
    return a.reduce((sum, value, p) => sum + (value - (b[p] ?? NaN)) ** 2, 0) / a.length;
  };
  const amplitudes = amplitudeOf(level).data;
  const range = Math.max(...amplitudes) - Math.min(...amplitudes);
  assertAlmostEquals(amplitude.psnr ?? NaN, 10 * Math.log10(range ** 2 / squareError(amplitudeOf)), 1e-9);
  assertAlmostEquals(phase.psnr ?? NaN, 10 * Math.log10((2 * Math.PI) ** 2 / squareError(phaseOf)), 1e-9);
  const unit = (image: RealImage): RealImage => ({
    ...image,
    data: image.data.map((v) => (v + Math.PI) / 2 / Math.PI),
  });
  assertAlmostEquals(amplitude.ssim ?? NaN, ssim(amplitudeOf(reconstruction), amplitudeOf(level), { range }), 1e-9);
  assertAlmostEquals(phase.ssim ?? NaN, ssim(unit(phaseOf(reconstruction)), unit(phaseOf(level)), { range: 1 }), 1e-9);
});

Deno.test("evaluate() leaves out what is not known of the truth", () => {
  const mask = truth.mask.map((_, p) => p % 90 >= 40 ? 1 : 0);
  const { region, coveredFraction } = evaluate(measured(), { ...truth, mask }, { border: 0 });
  assertEquals(region, { y: 13, x: 40, height: 54, width: 32 });
  assertAlmostEquals(coveredFraction, 54 * 32 / (80 * 50), 1e-12);
});

Deno.test("align() gives pixels that correspond", () => {
  const { reconstruction, truth: level } = align(measured({ a: 0.1 }, 0), truth);
  const [a, b] = [phaseOf(reconstruction).data, phaseOf(level).data];
  a.forEach((phase, p) => assertAlmostEquals(phase, b[p] ?? NaN, 1e-4));
});

Deno.test("evaluate() says why two images cannot be compared", () => {
  const elsewhere = { ...measured(), origin: { y: 1000, x: 1000 } };
  assertThrows(() => evaluate(elsewhere, truth), RangeError, "current value is 0 x 0 (are both in scan coordinates?)");
  assertThrows(() => evaluate(measured(), truth, { border: 27 }), RangeError, "border of 27 px is empty");
  assertThrows(() => evaluate(measured(), truth, { border: 23 }), RangeError, "at least 11 x 11 px must be common");
  assertThrows(() => evaluate(measured(), truth, { maxShift: 1.5 }), RangeError, "maxShift must be a whole number");
});

Deno.test("evaluate() refuses zeros, and values that single precision cannot compute with", () => {
  const times = (factor: number): Reconstruction => {
    const { object, ...rest } = known(80, 90);
    const scaled = (part: Float32Array): Float32Array => part.map((value) => factor * value);
    return { ...rest, object: { ...object, re: scaled(object.re), im: scaled(object.im) } };
  };
  const cases: [number, RegExp][] = [
    [0, /is zero everywhere$/],
    [1e-30, /are too small for single precision: the greatest is [\d.]+e-3[01]; multiply it by a constant$/],
    [1e30, /are too large for single precision: the greatest is [\d.]+e\+\d\d; multiply it by a constant$/],
  ];
  for (const [factor, sentence] of cases) {
    const image = assertThrows(() => evaluate(times(factor), truth), RangeError, "Cannot align images as the");
    assertMatch(image.message, sentence);
    assertStringIncludes(image.message, "the reconstruction");
    assertMatch(assertThrows(() => evaluate(measured(), times(factor)), RangeError, "the truth").message, sentence);
  }
  for (const factor of [1e-12, 1e12]) assertGreater(evaluate(times(factor), truth).phase.correlation ?? NaN, 0.9999);
});

/** exp(iφ) with the known object's phase, the amplitude off 1 by what rounding leaves, or exactly 1 with no phase at all. */
function flat(phased: boolean): Reconstruction {
  const { object, ...rest } = known(80, 90);
  const re = object.re.map((value, p) => phased ? value / Math.hypot(value, object.im[p] ?? 0) : 1);
  const im = object.im.map((value, p) => phased ? value / Math.hypot(value, object.re[p] ?? 0) : 0);
  return { ...rest, object: { ...object, re, im } };
}

Deno.test("evaluate() says of a flat amplitude what can be said, and gives all figures of the phase", () => {
  for (const [image, object] of [[flat(true), flat(true)], [measured(), flat(true)]] as const) {
    const { amplitude, phase, frc, notes } = evaluate(image, object);
    assertEquals([amplitude.psnr, amplitude.ssim, amplitude.msSsim, amplitude.correlation], [null, null, null, null]);
    assert(Number.isFinite(amplitude.mae) && Number.isFinite(phase.mae));
    assert([phase.psnr, phase.ssim, phase.correlation].every((value) => value !== null && !Number.isNaN(value)));
    assertGreater(frc.curve.length, 10);
    assertEquals(notes.filter((note) => note.includes("amplitude is flat")).length, 1);
  }
  assertEquals(evaluate(measured(), truth).notes, ["MS-SSIM needs 176 x 176 px"]);
});

Deno.test("evaluate() leaves out what has no meaning where the truth's phase is flat", () => {
  const { object, ...rest } = known(80, 90);
  const real = object.re.map((re, p) => Math.hypot(re, object.im[p] ?? NaN));
  const { amplitude, phase, notes } = evaluate(measured(), {
    ...rest,
    object: { ...object, re: real, im: object.im.map(() => 0) },
  });
  assertEquals([phase.psnr, phase.ssim, phase.msSsim, phase.correlation], [null, null, null, null]);
  assertGreater(amplitude.correlation ?? NaN, 0.9);
  assert(Number.isFinite(phase.mae));
  assertEquals(notes.filter((note) => note.includes("phase is flat")).length, 1);
});

Deno.test("evaluate() says that nothing of the object is in an image, however high its SSIM", () => {
  const { object, ...rest } = measured();
  const nearlyFlat = object.re.map((_, p) => 0.7 + 0.01 * noise(p));
  const image = { ...rest, object: { ...object, re: nearlyFlat, im: object.im.map((_, p) => 0.01 * noise(7 * p)) } };
  const faint = (part: Float32Array, mean: number): Float32Array => part.map((value) => mean + 0.05 * (value - mean));
  const faintTruth = {
    ...truth,
    object: { ...truth.object, re: faint(truth.object.re, 0.7), im: faint(truth.object.im, 0) },
  };
  const { phase, notes } = evaluate(image, faintTruth);
  assertGreater(phase.ssim ?? NaN, 0.8);
  assertMatch(notes.join("\n"), /nothing of the object is in the image: they correlate by -?0\.\d\d and -?0\.\d\d/);
});
