/**
 * The kernels of diffraction, and their gradients, against their definitions.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { createDftKernel, disposeDftKernel } from "../../../model/physics/dft.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { differentiate } from "./differentiate.ts";
import { filled, type Filling, fillings } from "./filled.ts";
import { assertSums, Sums } from "./sums.ts";

/** Waves of some samples and modes, of images of a side, and what gradients by them are filled with. */
interface Waves {
  readonly samples: number;
  readonly modes: number;
  readonly side: number;
  readonly parts: readonly [Filling, Filling];
  readonly others: readonly [Filling, Filling];
  readonly dys: readonly [Filling, Filling];
}

const waves: fc.Arbitrary<Waves> = fc.record({
  samples: fc.integer({ min: 1, max: 3 }),
  modes: fc.integer({ min: 1, max: 3 }),
  side: fc.integer({ min: 1, max: 24 }),
  parts: fc.tuple(fillings, fillings),
  others: fc.tuple(fillings, fillings),
  dys: fc.tuple(fillings, fillings),
});

/** Sides of Fourier transforms, those that a backend may be fast at among them. */
const sides = fc.oneof(fc.constantFrom(2, 4, 8, 16, 32, 64), fc.integer({ min: 1, max: 20 }).map((n) => 2 * n));

for (const accelerator of ACCELERATORS) {
  const [many, few] = accelerator.name === "cpu" ? [60, 30] : [10, 5];

  // The sines of GPUs have an accuracy of their own.
  onAccelerator(
    { ...accelerator, ignore: accelerator.ignore || accelerator.name !== "cpu" },
    "FromPolar and its gradient are their definitions",
    async () => {
      await fc.assert(fc.asyncProperty(waves, checkPolar), { numRuns: many });
    },
  );

  onAccelerator(accelerator, "Illuminate and its gradients are their definitions", async () => {
    await fc.assert(fc.asyncProperty(waves, checkLight), { numRuns: many });
  });

  onAccelerator(accelerator, "WaveAmplitude and its gradient are their definitions", async () => {
    await fc.assert(fc.asyncProperty(waves, fc.constantFrom(1e-24, 0.3), checkAmplitude), { numRuns: many });
  });

  onAccelerator(accelerator, "CentredFourier, its inverse and its gradient are their definitions", async () => {
    await fc.assert(fc.asyncProperty(waves, sides, fc.boolean(), checkFourier), { numRuns: few });
  });
}

async function checkPolar({ samples, modes, side, parts, dys }: Waves): Promise<void> {
  const shape = [samples, side, side, modes];
  const amp = filled(shape, parts[0]), phase = filled(shape, parts[1]).map((value) => 4 * value);
  const [dre, dim] = [filled(shape, dys[0]), filled(shape, dys[1])];
  const polar = (amp: tf.Tensor, phase: tf.Tensor): tf.Tensor[] => tf.engine().runKernel("FromPolar", { amp, phase });
  const results = differentiate(polar, [tf.tensor(amp, shape), tf.tensor(phase, shape)], [dre, dim]);

  const expected = results.map(() => new Sums(amp.length));
  amp.forEach((size, at) => {
    const [angle, byRe, byIm] = [phase[at] ?? NaN, dre[at] ?? NaN, dim[at] ?? NaN];
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    // A sine is right to the last places of 1, not of itself.
    expected[0]?.add(at, size * cos, Math.abs(size));
    expected[1]?.add(at, size * sin, Math.abs(size));
    expected[2]?.add(at, byRe * cos + byIm * sin, Math.abs(byRe) + Math.abs(byIm));
    expected[3]?.add(at, size * (byIm * cos - byRe * sin), Math.abs(size) * (Math.abs(byRe) + Math.abs(byIm)));
  });
  await assertAll(["a real part", "an imaginary part", "a gradient by amp", "a gradient by phase"], results, expected);
}

async function checkLight({ samples, modes, side, parts, others, dys }: Waves): Promise<void> {
  const [patches, probes, lit] = [[samples, side, side], [modes, side, side], [samples, modes, side, side]];
  const [x, y] = [filled(patches, parts[0]), filled(patches, parts[1])];
  const [p, q] = [filled(probes, others[0]), filled(probes, others[1])];
  const [u, v] = [filled(lit, dys[0]), filled(lit, dys[1])];
  const illuminate = (re: tf.Tensor, im: tf.Tensor, probeRe: tf.Tensor, probeIm: tf.Tensor): tf.Tensor[] =>
    tf.engine().runKernel("Illuminate", { re, im, probeRe, probeIm });
  const inputs = [tf.tensor(x, patches), tf.tensor(y, patches), tf.tensor(p, probes), tf.tensor(q, probes)];
  const results = differentiate(illuminate, inputs, [u, v]);

  const pixels = side ** 2;
  const expected = results.map(({ size }) => new Sums(size));
  for (let at = 0; at < u.length; at++) {
    const patch = Math.floor(at / (modes * pixels)) * pixels + at % pixels, probe = at % (modes * pixels);
    const [a, b, c, d] = [x[patch] ?? NaN, y[patch] ?? NaN, p[probe] ?? NaN, q[probe] ?? NaN];
    const [byRe, byIm] = [u[at] ?? NaN, v[at] ?? NaN];
    const terms: [number, number, number][] = [
      ...[[0, at, a * c], [0, at, -b * d], [1, at, a * d], [1, at, b * c]] as [number, number, number][],
      ...[[2, patch, byRe * c], [2, patch, byIm * d], [3, patch, byIm * c], [3, patch, -byRe * d]] as typeof terms,
      ...[[4, probe, byRe * a], [4, probe, byIm * b], [5, probe, byIm * a], [5, probe, -byRe * b]] as typeof terms,
    ];
    for (const [result, index, term] of terms) expected[result]?.add(index, term);
  }
  const names = ["a real part", "an imaginary part", "by re", "by im", "by probeRe", "by probeIm"];
  await assertAll(names, results, expected);
}

async function checkAmplitude({ samples, modes, side, parts, dys }: Waves, floor: number): Promise<void> {
  const shape = [samples, modes, side, side], pixels = side ** 2;
  const [x, y] = [filled(shape, parts[0]), filled(shape, parts[1])], dy = filled([samples, side, side], dys[0]);
  const amplitude = (re: tf.Tensor, im: tf.Tensor): tf.Tensor[] => [
    tf.engine().runKernel<tf.Tensor>("WaveAmplitude", { re, im }, { floor }),
  ];
  const results = differentiate(amplitude, [tf.tensor(x, shape), tf.tensor(y, shape)], [dy]);

  const expected = results.map(({ size }) => new Sums(size));
  dy.forEach((gradient, at) => {
    const first = Math.floor(at / pixels) * modes * pixels + at % pixels;
    const places = Array.from({ length: modes }, (_, mode) => first + mode * pixels);
    const intensity = places.reduce((sum, k) => sum + (x[k] ?? NaN) ** 2 + (y[k] ?? NaN) ** 2, 0);
    expected[0]?.add(at, Math.sqrt(Math.max(intensity, floor)));
    const slope = intensity < floor ? 0 : gradient / Math.sqrt(intensity);
    for (const place of places) {
      expected[1]?.add(place, slope * (x[place] ?? NaN));
      expected[2]?.add(place, slope * (y[place] ?? NaN));
    }
  });
  await assertAll(["an amplitude", "a gradient by re", "a gradient by im"], results, expected);
}

async function checkFourier(drawn: Waves, side: number, inverse: boolean): Promise<void> {
  const shape = [side > 40 ? 1 : drawn.samples, side, side];
  const { parts, dys } = drawn;
  const wave: Wave = [filled(shape, parts[0]), filled(shape, parts[1])];
  const gradient: Wave = [filled(shape, dys[0]), filled(shape, dys[1])];
  const kernel = createDftKernel(side);
  const transform = (re: tf.Tensor, im: tf.Tensor): tf.Tensor[] =>
    tf.engine().runKernel("CentredFourier", { re, im, matrix: kernel.matrix }, { inverse });
  const results = differentiate(transform, wave.map((part) => tf.tensor(part, shape)), gradient);
  const sign = inverse ? 1 : -1;
  const expected = [...fourierSums(wave, side, sign), ...fourierSums(gradient, side, -sign)];
  await assertAll(["a real part", "an imaginary part", "a gradient by re", "a gradient by im"], results, expected);
  disposeDftKernel(kernel);
}

type Wave = [re: Float32Array, im: Float32Array];
type Pair = [re: Float64Array, im: Float64Array];

/** The unitary transform of images, origin and DC at [side/2, side/2]; by exp(sign · 2πi …), one axis after the other. */
function fourierSums([re, im]: Wave, side: number, sign: number): [Sums, Sums] {
  const sums: [Sums, Sums] = [new Sums(re.length), new Sums(re.length)];
  const pixels = side ** 2;
  for (let first = 0; first < re.length; first += pixels) {
    const image = [re, im].map((part) => Float64Array.from({ length: pixels }, (_, at) => part[first + at] ?? NaN));
    const [x, y] = alongLines(alongLines(image as Pair, side, sign), side, sign);
    let magnitude = 0;
    for (let at = first; at < first + pixels; at++) magnitude += Math.abs(re[at] ?? NaN) + Math.abs(im[at] ?? NaN);
    for (let at = 0; at < pixels; at++) {
      sums[0].add(first + at, x[at] ?? NaN, magnitude / side);
      sums[1].add(first + at, y[at] ?? NaN, magnitude / side);
    }
  }
  return sums;
}

/** The transform along lines, which become columns. */
function alongLines([x, y]: Pair, side: number, sign: number): Pair {
  const [re, im] = [new Float64Array(side ** 2), new Float64Array(side ** 2)];
  const cosines = Float64Array.from({ length: side }, (_, turns) => Math.cos(2 * Math.PI * turns / side));
  const sines = Float64Array.from({ length: side }, (_, turns) => sign * Math.sin(2 * Math.PI * turns / side));
  for (let line = 0; line < side; line++) {
    for (let k = 0; k < side; k++) {
      let [sumRe, sumIm] = [0, 0];
      for (let j = 0; j < side; j++) {
        const turns = (j + side / 2) * (k + side / 2) % side;
        const [a, b] = [x[line * side + j] ?? NaN, y[line * side + j] ?? NaN];
        const [cos, sin] = [cosines[turns] ?? NaN, sines[turns] ?? NaN];
        sumRe += a * cos - b * sin;
        sumIm += a * sin + b * cos;
      }
      re[k * side + line] = sumRe / Math.sqrt(side);
      im[k * side + line] = sumIm / Math.sqrt(side);
    }
  }
  return [re, im];
}

async function assertAll(
  names: readonly string[],
  results: readonly tf.Tensor[],
  expected: readonly Sums[],
): Promise<void> {
  for (const [index, result] of results.entries()) {
    await assertSums(names[index] ?? "a result", result, expected[index] ?? new Sums(0));
  }
}
