/**
 * WebGPU's programs of iterative engines beside the kernels of the CPU, which are compared with their definitions.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import {
  correctExitWaves,
  engineStep,
  type EngineWaves,
  type Likelihood,
  stepProducts,
} from "../../../backend/operations/engine.ts";
import { fourierFactors } from "../../../backend/gpu/waves/fourier_lines.ts";
import { Random } from "../../../data/random/random.ts";
import { createDftKernel, disposeDftKernel } from "../../../model/physics/dft.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";

/** What a batch is like. */
interface Case {
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

const CASES: readonly Case[] = [
  { size: 16, modes: 3, positions: 4, height: 61, width: 59, mask: "shared", regularisation: 0.3 },
  { size: 64, modes: 1, positions: 2, height: 65, width: 64, mask: "own", whole: true },
  { size: 30, modes: 2, positions: 3, height: 41, width: 90, mask: "none", probeStep: 0 },
  { size: 22, modes: 1, positions: 2, height: 41, width: 40, mask: "shared" },
];

const { ignore = true } = ACCELERATORS.find(({ name }) => name === "webgpu") ?? {};

Deno.test({
  name: "the programs of engines on webgpu have what the CPU's kernels have, and the same bits again",
  ignore,
  fn: async () => {
    for (const made of CASES) {
      const [ours, again, expected] = [
        await computed("webgpu", made),
        await computed("webgpu", made),
        await computed("cpu", made),
      ];
      assertEquals(again, ours);
      expected.forEach((values, result) => {
        const most = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const wrong = values.findIndex((value, at) => !(Math.abs((ours[result]?.[at] ?? NaN) - value) < 1e-5 * most));
        const told = `${JSON.stringify(made)}: result ${result} is ${ours[result]?.[wrong]}, not ${values[wrong]}`;
        assertEquals(wrong, -1, `${told} at ${wrong}`);
      });
    }
  },
});

Deno.test("fourierFactors() has the factors of even lengths of 2, 3 and 5 up to 512, and of no others", () => {
  for (let size = 2; size <= 520; size++) {
    let rest = size;
    for (const prime of [2, 3, 5]) while (rest % prime === 0) rest /= prime;
    const factors = fourierFactors(size);
    assertEquals(factors !== null, rest === 1 && size % 2 === 0 && size <= 512);
    if (factors) assertEquals(factors.reduce((product, factor) => product * factor, 1), size);
  }
});

/** All that engines run, of random numbers; no tensor is left over. */
async function computed(accelerator: "cpu" | "webgpu", made: Case): Promise<Float32Array[]> {
  const selected = await selectAccelerator(accelerator);
  const before = tf.memory().numTensors;
  const dft = createDftKernel(made.size);
  const results = tf.tidy(() => [
    ...corrected(made, dft.matrix, "amplitude"),
    ...corrected(made, dft.matrix, "poisson"),
    ...multiplied(made),
    ...moved(made),
  ]);
  disposeDftKernel(dft);
  const values = await Promise.all(results.map((tensor) => tensor.data<"float32">()));
  tf.dispose(results);
  assertEquals(tf.memory().numTensors, before);
  assertEquals(selected.failure(), null);
  await selectAccelerator("cpu");
  return values.map((found) => found.slice());
}

function random(made: Case, name: string, shape: readonly number[]): tf.Tensor {
  const from = new Random(made.size + made.width, name);
  return tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => from.normal()), [...shape]);
}

function waveOf(made: Case, name: string, shape: readonly number[]): EngineWaves["object"] {
  return { re: random(made, `${name} re`, shape), im: random(made, `${name} im`, shape) };
}

function wavesOf(made: Case, name: string): EngineWaves {
  const { size, modes, height, width } = made;
  return {
    object: waveOf(made, `object ${name}`, [height, width]),
    probe: waveOf(made, `probe ${name}`, [modes, size, size]),
  };
}

function placesOf({ size, positions, height, width, whole = false }: Case): Parameters<typeof correctExitWaves>[1] {
  const from = new Random(size + width, "places");
  const parts = Float32Array.from({ length: 2 * positions }, () => whole ? 0 : from.uniform());
  const corners = Int32Array.from(parts, (part, k) => {
    const room = (k % 2 === 0 ? height : width) - size;
    return from.integer(part > 0 ? room : room + 1);
  });
  assert(corners.every((corner) => corner >= 0));
  return {
    corners: tf.tensor2d(corners, [positions, 2], "int32"),
    fractions: tf.tensor2d(parts, [positions, 2]),
  };
}

function corrected(made: Case, matrix: tf.Tensor2D, likelihood: Likelihood): tf.Tensor[] {
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

function chiOf(made: Case): EngineWaves["object"] {
  return waveOf(made, "chi", [made.positions, made.modes, made.size, made.size]);
}

function multiplied(made: Case): tf.Tensor[] {
  const step = { places: placesOf(made), chi: chiOf(made), ways: wavesOf(made, "way") };
  return Object.values(stepProducts(wavesOf(made, ""), step));
}

function moved(made: Case): tf.Tensor[] {
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
