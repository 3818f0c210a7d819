/**
 * All that iterative engines run, of random numbers: what WebGPU's programs are compared by, in Deno and in a browser.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import {
  correctExitWaves,
  engineStep,
  type EngineWaves,
  type Likelihood,
  stepProducts,
} from "../../../backend/operations/engine.ts";
import { positionWays } from "../../../backend/operations/position_ways.ts";
import { Random } from "../../../data/random/random.ts";
import { createDftKernel, disposeDftKernel } from "../../../model/physics/dft.ts";

/** What a batch is like. */
export interface EngineCase {
  readonly size: number;
  readonly modes: number;
  readonly positions: number;
  readonly height: number;
  readonly width: number;
  readonly mask: "none" | "shared" | "own";
  /** Corners at the very edge, where a patch has no part of a pixel. */
  readonly whole?: boolean;
  readonly probeStep?: number;
  readonly regularisation?: number;
}

/** Sides of powers of two, of other small factors, and of none of them. */
export const ENGINE_CASES: readonly EngineCase[] = [
  { size: 16, modes: 3, positions: 4, height: 61, width: 59, mask: "shared", regularisation: 0.3 },
  { size: 64, modes: 1, positions: 2, height: 65, width: 64, mask: "own", whole: true },
  { size: 30, modes: 2, positions: 3, height: 41, width: 90, mask: "none", probeStep: 0 },
  { size: 22, modes: 1, positions: 2, height: 41, width: 40, mask: "shared" },
];

/**
 * Computes all of it on the current accelerator. No tensor is left over.
 *
 * @param made What the batch is like.
 * @returns Numbers of every result.
 */
export async function engineResults(made: EngineCase): Promise<Float32Array[]> {
  const dft = createDftKernel(made.size);
  const results = tf.tidy(() => [
    ...corrected(made, dft.matrix, "amplitude"),
    ...corrected(made, dft.matrix, "poisson"),
    ...multiplied(made),
    ways(made),
    ...moved(made),
  ]);
  disposeDftKernel(dft);
  const values = await Promise.all(results.map((tensor) => tensor.data<"float32">()));
  tf.dispose(results);
  return values.map((found) => found.slice());
}

// --- internal ---

function random(made: EngineCase, name: string, shape: readonly number[]): tf.Tensor {
  const from = new Random(made.size + made.width, name);
  return tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => from.normal()), [...shape]);
}

function waveOf(made: EngineCase, name: string, shape: readonly number[]): EngineWaves["object"] {
  return { re: random(made, `${name} re`, shape), im: random(made, `${name} im`, shape) };
}

function wavesOf(made: EngineCase, name: string): EngineWaves {
  const { size, modes, height, width } = made;
  return {
    object: waveOf(made, `object ${name}`, [height, width]),
    probe: waveOf(made, `probe ${name}`, [modes, size, size]),
  };
}

function placesOf(
  { size, positions, height, width, whole = false }: EngineCase,
): Parameters<typeof correctExitWaves>[1] {
  const from = new Random(size + width, "places");
  const parts = Float32Array.from({ length: 2 * positions }, () => whole ? 0 : from.uniform());
  const corners = Int32Array.from(parts, (part, k) => {
    const room = (k % 2 === 0 ? height : width) - size;
    return from.integer(part > 0 ? room : room + 1);
  });
  return {
    corners: tf.tensor2d(corners, [positions, 2], "int32"),
    fractions: tf.tensor2d(parts, [positions, 2]),
  };
}

function corrected(made: EngineCase, matrix: tf.Tensor2D, likelihood: Likelihood): tf.Tensor[] {
  const { size, positions } = made;
  const shape: [number, number, number] = [positions, size, size];
  // Some are dark, some bright, some about as bright as predicted.
  const amplitude = tf.relu(random(made, "measured", shape)).mul<tf.Tensor3D>(3);
  const of = made.mask === "own" ? shape : shape.slice(1);
  const mask = made.mask === "none" ? null : tf.greater(random(made, "mask", of), -1).mul(tf.scalar(1));
  const places = placesOf(made);
  const { chi, residuals } = correctExitWaves(wavesOf(made, ""), places, { amplitude, mask, matrix, likelihood });
  return [chi.re, chi.im, residuals];
}

function chiOf(made: EngineCase): EngineWaves["object"] {
  return waveOf(made, "chi", [made.positions, made.modes, made.size, made.size]);
}

function multiplied(made: EngineCase): tf.Tensor[] {
  const step = { places: placesOf(made), chi: chiOf(made), ways: wavesOf(made, "way") };
  return Object.values(stepProducts(wavesOf(made, ""), step));
}

/** Of an object with a border: patches lie a pixel within it. */
function ways(made: EngineCase): tf.Tensor {
  const { object, probe } = wavesOf(made, ""), { corners, fractions } = placesOf(made);
  const wide = (part: tf.Tensor): tf.Tensor => tf.pad(part, [[1, 1], [1, 1]]);
  const places = { corners: corners.add<tf.Tensor2D>(tf.scalar(1, "int32")), fractions };
  return positionWays({ object: { re: wide(object.re), im: wide(object.im) }, probe }, { places, chi: chiOf(made) });
}

function moved(made: EngineCase): tf.Tensor[] {
  const { probeStep = 0.8, regularisation = 1 } = made;
  const sizes = {
    objectStep: 0.9,
    probeStep,
    objectRegularisation: regularisation,
    probeRegularisation: regularisation,
  };
  const { object, probe } = engineStep(wavesOf(made, ""), { places: placesOf(made), chi: chiOf(made), sizes });
  return [object.re, object.im, probe.re, probe.im];
}
