/**
 * The fast Fourier transform, of every side up to 512 that it takes, beside sums in double precision; what iterative engines
 * make of it beside the same by products with a matrix.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals } from "@std/assert";
import { openCpu } from "../../../../backend/cpu/open_cpu.ts";
import { isFourierSize } from "../../../../backend/cpu/kernels/waves/fourier_sizes.ts";
import {
  COMPOSED_ENGINE_KERNELS,
  type EngineAttributes,
  type EngineInputs,
} from "../../../../backend/operations/waves/composed_engine.ts";
import { correctExitWaves, type EngineWaves, type Likelihood } from "../../../../backend/operations/waves/engine.ts";
import { registerNetworkKernels } from "../../../../backend/operations/network_kernels.ts";
import { Random, range } from "../../../../data/random/random.ts";
import { createDftKernel, disposeDftKernel } from "../../../../model/physics/dft.ts";
import { onOurs } from "../against_stock.ts";

await openCpu({ threads: 2 });
registerNetworkKernels();

/** Every side up to 512 that is even and has no factors but 2, 3 and 5, from 8 on. */
const SIDES = [...range(513)].filter(isFourierSize);

const IMAGES = 2;

/** How far a number of a transform may be off, and the light of all of them, of 1. */
const TOLERANCE = 4e-6;

Deno.test("isFourierSize() takes even products of 2, 3 and 5 from 8 to 2048", () => {
  for (const side of [8, 10, 12, 18, 30, 48, 96, 100, 120, 250, 384, 450, 512, 2000, 2048]) assert(isFourierSize(side));
  for (const side of [0, 2, 4, 6, 9, 14, 15, 22, 75, 98, 511, 514, 2160, 4096, 8.5]) assert(!isFourierSize(side));
  assertEquals(SIDES.length, 49);
});

Deno.test("CentredFourier of every fast side is the sum of its definition, the same on any number of threads", async () => {
  const all = (): tf.Tensor[] => SIDES.flatMap((side) => transformed(side, isInverse(side)));
  const [alone, together] = [await onOurs(all, 1), await onOurs(all, 2)];
  for (const [k, side] of SIDES.entries()) {
    const result = together.slice(2 * k, 2 * k + 2);
    assertSame(alone.slice(2 * k, 2 * k + 2), result, side);
    assertTransform(side, isInverse(side), result);
  }
});

Deno.test("ExitWaveCorrection of every fast side is that by products with a matrix, the same on any number of threads", async () => {
  // Of larger ones a few: products with a matrix take the cube of the side.
  const sides = SIDES.filter((side) => side <= 64 || [72, 80, 90, 100, 150, 192, 250].includes(side));
  const all = (): tf.Tensor[] => sides.flatMap((side) => corrected(side, likelihoodOf(side)));
  const byMatrix = (): tf.Tensor[] => sides.flatMap((side) => correctedByMatrix(side, likelihoodOf(side)));
  const [alone, together] = [await onOurs(all, 1), await onOurs(() => [...all(), ...byMatrix()], 2)];
  const expected = together.slice(alone.length);
  for (const [k, side] of sides.entries()) {
    const [first, last] = [3 * k, 3 * k + 3], result = together.slice(first, last);
    assertSame(alone.slice(first, last), result, side);
    assertNear(result, expected.slice(first, last), `${side}, ${likelihoodOf(side)}`);
  }
});

// --- internal ---

/** Every third of the sides, as they come, the other way round. */
function isInverse(side: number): boolean {
  return SIDES.indexOf(side) % 3 === 0;
}

/** Powers of two, and every second of the others. */
function likelihoodOf(side: number): Likelihood {
  return SIDES.indexOf(side) % 2 === 0 || Number.isInteger(Math.log2(side)) ? "poisson" : "amplitude";
}

/** Normally distributed numbers, the same each time; a name says where they begin. */
function normal(name: string, length: number): Float32Array {
  const start = 1000 * ["re", "im", "object re", "object im", "probe re", "probe im", "measured", "mask"].indexOf(name);
  return NORMAL.subarray(start, start + length);
}

const random = new Random(1, "waves");
const NORMAL = Float32Array.from({ length: 10_000 + IMAGES * 512 ** 2 }, () => random.normal());

/** Real and imaginary parts of the images that are transformed. */
function images(side: number): [Float32Array, Float32Array] {
  return [normal("re", IMAGES * side ** 2), normal("im", IMAGES * side ** 2)];
}

function transformed(side: number, inverse: boolean): tf.Tensor[] {
  const [re, im] = images(side).map((part) => tf.tensor(part, [IMAGES, side, side])) as [tf.Tensor, tf.Tensor];
  // The transform does not look at the matrix.
  const inputs = { re, im, matrix: tf.scalar(0) };
  return tf.engine().runKernel<tf.Tensor[]>("CentredFourier", inputs, { inverse });
}

/** Fails unless some columns, the first and the last among them, are right, and all together have the light there was. */
function assertTransform(side: number, inverse: boolean, [toRe, toIm]: readonly tf.TypedArray[]): void {
  const [re, im] = images(side), sum = summing(side, inverse ? 1 : -1), random = new Random(side, "columns");
  const columns = [0, side - 1, side / 2, random.integer(side), random.integer(side)];
  for (
    const [image, column] of [...range(IMAGES)].flatMap((image) => columns.map((column) => [image, column] as const))
  ) {
    const rows = [...range(side)].map((row) => (image * side + row) * side);
    const sums = rows.map((start) => sum(column, re.subarray(start, start + side), im.subarray(start, start + side)));
    const [x, y] = [sums.map(([real]) => real), sums.map(([, imaginary]) => imaginary)];
    for (const [row, start] of rows.entries()) {
      const [expectedRe, expectedIm] = sum(row, x, y), at = start + column;
      const off = Math.hypot((toRe?.[at] ?? NaN) - expectedRe, (toIm?.[at] ?? NaN) - expectedIm);
      assert(off < TOLERANCE, `side ${side}, image ${image}, row ${row}, column ${column} is off by ${off}`);
    }
  }
  const [before, after] = [lightOf(re, im), lightOf(toRe, toIm)];
  assert(Math.abs(after / before - 1) < TOLERANCE, `side ${side} has light ${after} of ${before}`);
}

/** A function that sums one number of the unitary transform of a line. */
function summing(
  side: number,
  sign: number,
): (k: number, re: ArrayLike<number>, im: ArrayLike<number>) => [number, number] {
  const [cosines, sines] = [Math.cos, Math.sin].map((part) =>
    Float64Array.from({ length: side }, (_, turns) => part(sign * 2 * Math.PI * turns / side) / Math.sqrt(side))
  ) as [Float64Array, Float64Array];
  return (k, re, im) => {
    let [sumRe, sumIm] = [0, 0];
    for (let j = 0; j < side; j++) {
      const turns = (j + side / 2) * (k + side / 2) % side;
      const [a, b, cos, sin] = [re[j] ?? NaN, im[j] ?? NaN, cosines[turns] ?? NaN, sines[turns] ?? NaN];
      sumRe += a * cos - b * sin;
      sumIm += a * sin + b * cos;
    }
    return [sumRe, sumIm];
  };
}

function lightOf(...parts: readonly (ArrayLike<number> | undefined)[]): number {
  let light = 0;
  for (const part of parts) {
    for (let at = 0; at < (part?.length ?? 0); at++) light += (part?.[at] ?? NaN) ** 2;
  }
  return light;
}

/** Two positions on a canvas, two modes, a mask. */
function engineInputs(side: number): EngineInputs {
  const [height, width, modes] = [side + 3, side + 5, 2];
  const [canvas, waves] = [[height, width], [modes, side, side]];
  const tensor = (name: string, shape: number[]): tf.Tensor =>
    tf.tensor(normal(name, tf.util.sizeFromShape(shape)), shape);
  return {
    objectRe: tensor("object re", canvas),
    objectIm: tensor("object im", canvas),
    probeRe: tensor("probe re", waves),
    probeIm: tensor("probe im", waves),
    corners: tf.tensor2d([0, 4, 2, 1], [2, 2], "int32"),
    fractions: tf.tensor2d([0.25, 0.5, 0, 0.75], [2, 2]),
    measured: tensor("measured", [2, side, side]).abs().mul(3),
    mask: tensor("mask", [side, side]).greater(-1).toFloat(),
  } as unknown as EngineInputs;
}

function corrected(side: number, likelihood: Likelihood): tf.Tensor[] {
  const inputs = engineInputs(side);
  const { objectRe, objectIm, probeRe, probeIm, measured, mask = null, ...places } = inputs;
  const waves: EngineWaves = { object: { re: objectRe, im: objectIm }, probe: { re: probeRe, im: probeIm } };
  const patterns = { amplitude: measured, mask, matrix: tf.zeros<tf.Rank.R2>([1, 1]), likelihood };
  const { chi, residuals } = correctExitWaves(waves, places, patterns);
  return [chi.re, chi.im, residuals];
}

function correctedByMatrix(side: number, likelihood: Likelihood): tf.Tensor[] {
  const kernel = createDftKernel(side);
  const compose = COMPOSED_ENGINE_KERNELS.ExitWaveCorrection;
  const attributes = { likelihood } as EngineAttributes;
  const made = compose?.({ ...engineInputs(side), matrix: kernel.matrix }, attributes) ?? [];
  disposeDftKernel(kernel);
  return made;
}

function assertSame(alone: readonly tf.TypedArray[], together: readonly tf.TypedArray[], side: number): void {
  for (const [index, values] of alone.entries()) {
    const wrong = values.findIndex((value, at) => !Object.is(value, together[index]?.[at]));
    assertEquals(wrong, -1, `side ${side}: result ${index} is another with two threads`);
  }
}

/** Fails unless results are alike, but for the rounding of their greatest values. */
function assertNear(ours: readonly tf.TypedArray[], expected: readonly tf.TypedArray[], name: string): void {
  assertEquals(ours.length, expected.length);
  for (const [result, values] of expected.entries()) {
    const most = [...values].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const wrong = values.findIndex((value, at) => !(Math.abs((ours[result]?.[at] ?? NaN) - value) < 1e-5 * most));
    assertEquals(wrong, -1, `${name}: result ${result} is ${ours[result]?.[wrong]}, not ${values[wrong]}, at ${wrong}`);
  }
}
