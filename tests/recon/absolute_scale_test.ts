import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { ComplexImage } from "../../data/complex_image.ts";
import { Random } from "../../data/random/random.ts";
import { prepareSamples, type Samples } from "../../data/samples.ts";
import type { Scan } from "../../data/scan.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { absoluteScale, scaledImage } from "../../recon/absolute_scale.ts";
import type { Reconstruction } from "../../recon/image/reconstruction.ts";
import { sciencePayload } from "../data/science_payload.ts";

const N = 64;

/** A scan whose probe is in √photons: what is counted of an object is what the probe sends through it. */
function absoluteScan(object: ComplexImage, photons: number): Scan {
  const scan = simulateScan({ object, patterns: 16, photons, seed: 3 });
  // The photons of a pattern are those of probe and object, times a constant that the probe gets.
  const factor = brightnessOf(scan);
  const bright = (part: Float32Array): Float32Array => part.map((value) => value * factor);
  const probe = { ...scan.probe, re: bright(scan.probe.re), im: bright(scan.probe.im) };
  return { ...scan, probe, probeModes: [probe] };
}

/** √ of counted over illuminated energy, by the definition of the exit wave at whole positions. */
function brightnessOf({ amplitude, probe, object, x, y, count }: Scan): number {
  const counted = amplitude.reduce((sum, value) => sum + value * value, 0);
  let lit = 0;
  for (let k = 0; k < count; k++) {
    for (let p = 0; p < N * N; p++) {
      const [row, column] = [(y[k] ?? NaN) - N / 2 + Math.floor(p / N), (x[k] ?? NaN) - N / 2 + p % N];
      lit += ((probe.re[p] ?? NaN) ** 2 + (probe.im[p] ?? NaN) ** 2) * intensityAt(object, row, column);
    }
  }
  return Math.sqrt(counted / lit);
}

/** Bilinear in real and imaginary part. */
function intensityAt(object: ComplexImage | null, row: number, column: number): number {
  const [i, j] = [Math.floor(row), Math.floor(column)];
  const blend = (part: Float32Array | undefined): number => {
    let sum = 0;
    for (const [di, wi] of [[0, 1 - row + i], [1, row - i]] as const) {
      for (const [dj, wj] of [[0, 1 - column + j], [1, column - j]] as const) {
        if (wi * wj > 0) sum += wi * wj * (part?.[(i + di) * (object?.width ?? 0) + j + dj] ?? NaN);
      }
    }
    return sum;
  };
  return blend(object?.re) ** 2 + blend(object?.im) ** 2;
}

function objectOf(amplitude: number, seed: number, side = 120): ComplexImage {
  const random = new Random(seed, "object");
  const phase = Float64Array.from({ length: side * side }, () => 0.3 * random.uniform());
  const part = (f: (angle: number) => number): Float32Array => Float32Array.from(phase, (p) => amplitude * f(p));
  return { height: side, width: side, re: part(Math.cos), im: part(Math.sin) };
}

function imageOf(object: ComplexImage): Reconstruction {
  return { object, mask: new Uint8Array(object.re.length).fill(1), origin: { y: 0, x: 0 } };
}

function samplesOf(scan: Scan, mask: Uint8Array | null = null): Samples {
  return prepareSamples({ ...scan, mask }, sciencePayload(), { seed: 1 });
}

/** The image, as a network that knows nothing of photons would paint it. */
function painted(object: ComplexImage, factor: number): Reconstruction {
  return scaledImage(imageOf(object), factor);
}

Deno.test("absoluteScale() restores any amplitude from an image in any unit", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.05, max: 1, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
      fc.integer({ min: 1, max: 1e6 }),
      (amplitude, unit, seed) => {
        const object = objectOf(amplitude, seed);
        const scan = absoluteScan(object, 1e6);
        const { factor, patterns } = absoluteScale(painted(object, unit), {
          samples: samplesOf(scan),
          modes: scan.probeModes,
        });
        assertAlmostEquals(factor * unit, 1, 1e-4);
        assertEquals(patterns, scan.count);
      },
    ),
    { numRuns: 5 },
  );
});

Deno.test("absoluteScale() counts the light of valid pixels and of all modes", () => {
  const object = objectOf(0.6, 1);
  const scan = absoluteScan(object, 1e7);
  const random = new Random(2, "mask");
  const mask = Uint8Array.from({ length: N * N }, () => Number(random.uniform() > 0.3));
  const samples = samplesOf(scan, mask);
  const { factor } = absoluteScale(painted(object, 2), { samples, modes: scan.probeModes });
  assertAlmostEquals(factor, 0.5, 2e-3);
  const { factor: twice } = absoluteScale(painted(object, 2), {
    samples,
    modes: [...scan.probeModes, ...scan.probeModes],
  });
  assertAlmostEquals(twice / factor, Math.SQRT1_2, 1e-6);
});

Deno.test("absoluteScale() leaves out patterns whose light falls beside the image, and says where all does", () => {
  const object = objectOf(1, 1);
  const scan = absoluteScan(object, 1e6);
  const options = { samples: samplesOf(scan), modes: scan.probeModes };
  const whole = imageOf(object);
  // Only the left half of the image is known.
  const mask = whole.mask.map((_, p) => Number(p % object.width < 75));
  const known = (part: Float32Array): Float32Array => part.map((value, p) => mask[p] ? value : 0);
  const half = { ...whole, mask, object: { ...object, re: known(object.re), im: known(object.im) } };
  const { factor, patterns } = absoluteScale(half, options);
  assert(patterns > 0 && patterns < scan.count, `${patterns} of ${scan.count}`);
  assertAlmostEquals(factor, 1, 5e-3);
  const none = { ...whole, mask: new Uint8Array(mask.length) };
  assertThrows(() => absoluteScale(none, options), RangeError, "give a greater inference.crop");
  const dark = { ...whole, object: { ...object, re: object.re.map(() => 0), im: object.im.map(() => 0) } };
  assertThrows(() => absoluteScale(dark, options), RangeError, "must not be dark: the factor is Infinity");
});
