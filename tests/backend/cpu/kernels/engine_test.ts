/**
 * The kernels of iterative engines on the CPU beside those composed of tensorflow.js' operations, and on several threads.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  correctExitWaves,
  engineStep,
  type EngineWaves,
  exitWaves,
  type Likelihood,
  type MeasuredPatterns,
  type PatchPlaces,
  type StepSizes,
} from "../../../../backend/operations/engine.ts";
import { leastSquaresStep } from "../../../../backend/operations/least_squares_step.ts";
import { positionWays } from "../../../../backend/operations/position_ways.ts";
import { registerNetworkKernels } from "../../../../backend/operations/network_kernels.ts";
import { openCpu } from "../../../../backend/cpu/open_cpu.ts";
import { zeroImage } from "../../../../data/complex_image.ts";
import { samplePatch } from "../../../../data/object_patch.ts";
import { Random } from "../../../../data/random/random.ts";
import { createDftKernel, disposeDftKernel } from "../../../../model/physics/dft.ts";
import { assertThreadsAgree, onBoth, onOurs } from "../against_stock.ts";

await openCpu({ threads: 2 });
registerNetworkKernels();

/** What a batch is like. */
interface Case {
  readonly size: number;
  readonly modes: number;
  readonly positions: number;
  readonly height: number;
  readonly width: number;
  readonly mask: "none" | "shared" | "own";
  readonly whole?: boolean;
  readonly probeStep?: number;
  readonly regularisation?: number;
}

const CASES: readonly Case[] = [
  { size: 32, modes: 1, positions: 5, height: 77, width: 131, mask: "none" },
  { size: 32, modes: 3, positions: 4, height: 61, width: 59, mask: "shared", regularisation: 0.3 },
  { size: 16, modes: 2, positions: 9, height: 33, width: 150, mask: "own", regularisation: 0.05 },
  { size: 64, modes: 1, positions: 2, height: 65, width: 64, mask: "own", whole: true },
  { size: 32, modes: 1, positions: 3, height: 40, width: 47, mask: "none", probeStep: 0 },
  { size: 20, modes: 2, positions: 3, height: 41, width: 90, mask: "shared" },
  { size: 18, modes: 1, positions: 3, height: 41, width: 40, mask: "none" },
  { size: 30, modes: 2, positions: 6, height: 49, width: 140, mask: "own", regularisation: 0.4 },
  { size: 24, modes: 1, positions: 4, height: 24, width: 67, mask: "shared", whole: true },
  // Of a side with another factor than 2, 3 and 5, transforms are products with a matrix.
  { size: 22, modes: 1, positions: 3, height: 41, width: 77, mask: "own" },
  { size: 8, modes: 1, positions: 1, height: 8, width: 8, mask: "none", whole: true },
];

Deno.test("exit waves that correctExitWaves() corrects are as tensorflow.js' operations have them", async () => {
  for (const made of CASES) await assertAlike(made, () => corrected(made));
  for (const made of CASES) await assertAlike(made, () => corrected(made, "poisson"));
});

Deno.test("exit waves that exitWaves() makes are as tensorflow.js' operations have them", async () => {
  for (const made of CASES) await assertAlike(made, () => lit(made));
});

Deno.test("object and probe that leastSquaresStep() moves are as tensorflow.js' operations have them", async () => {
  for (const made of CASES) await assertAlike(made, () => moved(made, leastSquaresStep));
});

Deno.test("object and probe that engineStep() moves are as tensorflow.js' operations have them", async () => {
  for (const made of CASES) await assertAlike(made, () => moved(made));
});

Deno.test("ways of positions that positionWays() finds are as tensorflow.js' operations have them", async () => {
  for (const made of CASES) await assertAlike(made, () => [ways(made)]);
});

Deno.test("exit waves, object and probe of an engine are the same on any number of threads", async () => {
  for (const made of CASES) {
    const all = (): tf.Tensor[] => [
      ...corrected(made),
      ...corrected(made, "poisson"),
      ...moved(made),
      ...moved(made, leastSquaresStep),
      ...lit(made),
      ways(made),
    ];
    await assertThreadsAgree(all);
  }
});

Deno.test("engineStep() leaves pixels as they were that no patch reaches, and no tensor but its results", async () => {
  const made: Case = { size: 16, modes: 1, positions: 2, height: 70, width: 200, mask: "none" };
  const [object = new Float32Array(), before = new Float32Array()] = await onOurs(() => {
    const { waves, places } = inputs(made);
    const [before, chi] = [tf.clone(waves.object.re).mul(1), chiOf(made)];
    const tensors = tf.memory().numTensors;
    const { object } = engineStep(waves, { places, chi, sizes: sizesOf(made) });
    assertEquals(tf.memory().numTensors, tensors);
    return [object.re, before];
  }, 2);
  const { corners } = placesOf(made);
  const reached = (p: number): boolean =>
    [0, 1].some((j) => {
      const row = Math.floor(p / 200) - (corners[2 * j] ?? 0), column = p % 200 - (corners[2 * j + 1] ?? 0);
      return row >= 0 && column >= 0 && row <= 16 && column <= 16;
    });
  assert(object.every((value, p) => reached(p) ? value !== before[p] : value === before[p]));
});

Deno.test("engineStep() lays patches by the adjoint of samplePatch(): ⟨Tᵀv, O⟩ = ⟨v, T O⟩", async () => {
  const made: Case = { size: 16, modes: 1, positions: 3, height: 45, width: 71, mask: "none" };
  const { corners, fractions } = placesOf(made);
  // With a probe of 1, the step from 0 is Tᵀv over the most light; where v is 1, that is the light over its most.
  const laid = (v: tf.Tensor): tf.Tensor => {
    const { waves: { object, probe }, places } = inputs(made);
    const empty = { re: tf.zerosLike(object.re), im: tf.zerosLike(object.im) };
    const one = { re: tf.onesLike(probe.re), im: tf.zerosLike(probe.im) };
    const sizes = { objectStep: 1, probeStep: 0, objectRegularisation: 1, probeRegularisation: 1 };
    return engineStep({ object: empty, probe: one }, { places, chi: { re: v, im: tf.zerosLike(v) }, sizes }).object.re;
  };
  const [image = [], v = [], step = [], light = []] = (await onOurs(() => {
    const values = chiOf(made).re;
    return [inputs(made).waves.object.re, values, laid(values), laid(tf.onesLike(values))];
  }, 2)).map((values) => [...values]);
  const most = made.positions * made.size ** 2 / light.reduce((sum, value) => sum + value, 0);
  const object = { height: made.height, width: made.width, re: Float32Array.from(image), im: new Float32Array() };
  const patch = zeroImage(made.size, made.size);
  let expected = 0;
  for (let j = 0; j < made.positions; j++) {
    const [y = 0, x = 0] = [0, 1].map((axis) => (corners[2 * j + axis] ?? 0) + (fractions[2 * j + axis] ?? 0));
    assert(samplePatch(object, { x: x + made.size / 2, y: y + made.size / 2, size: made.size }, patch));
    patch.re.forEach((value, p) => expected += value * (v[j * made.size ** 2 + p] ?? NaN));
  }
  const inner = most * step.reduce((sum, value, p) => sum + value * (image[p] ?? NaN), 0);
  assertAlmostEquals(inner, expected, 1e-5 * made.positions * made.size ** 2);
});

// --- internal ---

function values(made: Case, name: string, shape: readonly number[]): tf.Tensor {
  const random = new Random(made.size + made.width, name);
  const length = shape.reduce((product, side) => product * side, 1);
  return tf.tensor(Float32Array.from({ length }, () => random.normal()), [...shape]);
}

function placesOf({ size, positions, height, width, whole = false }: Case): {
  corners: Int32Array;
  fractions: Float32Array;
} {
  const random = new Random(size + width, "places");
  const parts = Float32Array.from({ length: 2 * positions }, () => whole ? 0 : random.uniform());
  const corners = Int32Array.from(parts, (part, k) => {
    const room = (k % 2 === 0 ? height : width) - size;
    return random.integer(part > 0 ? room : room + 1);
  });
  return { corners, fractions: parts };
}

function inputs(made: Case): { waves: EngineWaves; places: PatchPlaces } {
  const { size, modes, positions, height, width } = made;
  const wave = (name: string, shape: number[]): { re: tf.Tensor; im: tf.Tensor } => ({
    re: values(made, `${name} re`, shape),
    im: values(made, `${name} im`, shape),
  });
  const { corners, fractions } = placesOf(made);
  return {
    waves: { object: wave("object", [height, width]), probe: wave("probe", [modes, size, size]) },
    places: {
      corners: tf.tensor2d(corners, [positions, 2], "int32"),
      fractions: tf.tensor2d(fractions, [positions, 2]),
    },
  };
}

function chiOf(made: Case): { re: tf.Tensor; im: tf.Tensor } {
  const shape = [made.positions, made.modes, made.size, made.size];
  return { re: values(made, "chi re", shape), im: values(made, "chi im", shape) };
}

function measuredOf(made: Case, matrix: tf.Tensor2D): MeasuredPatterns {
  const shape: [number, number, number] = [made.positions, made.size, made.size];
  // Some are dark, some bright, some about as bright as predicted.
  const amplitude = tf.relu(values(made, "measured", shape)).mul<tf.Tensor3D>(3);
  const random = new Random(made.size, "mask");
  const pixels = (made.mask === "own" ? made.positions : 1) * made.size ** 2;
  const mask = Float32Array.from({ length: pixels }, () => Number(random.uniform() > 0.2));
  if (made.mask === "none") return { amplitude, mask: null, matrix };
  return { amplitude, mask: tf.tensor(mask, made.mask === "own" ? shape : shape.slice(1)), matrix };
}

function corrected(made: Case, likelihood: Likelihood = "amplitude"): tf.Tensor[] {
  const dft = createDftKernel(made.size);
  const { waves, places } = inputs(made);
  const { chi, residuals } = correctExitWaves(waves, places, { ...measuredOf(made, dft.matrix), likelihood });
  disposeDftKernel(dft);
  return [chi.re, chi.im, residuals];
}

function lit(made: Case): tf.Tensor[] {
  const { waves, places } = inputs(made);
  const { re, im } = exitWaves(waves, places);
  return [re, im];
}

function moved(made: Case, step = engineStep): tf.Tensor[] {
  const { waves, places } = inputs(made);
  const { object, probe } = step(waves, { places, chi: chiOf(made), sizes: sizesOf(made) });
  return [object.re, object.im, probe.re, probe.im];
}

/** Of an object with a border: patches lie a pixel within it. */
function ways(made: Case): tf.Tensor {
  const { waves: { object, probe }, places: { corners, fractions } } = inputs(made);
  const wide = (part: tf.Tensor): tf.Tensor => tf.pad(part, [[1, 1], [1, 1]]);
  const places = { corners: corners.add<tf.Tensor2D>(tf.scalar(1, "int32")), fractions };
  return positionWays({ object: { re: wide(object.re), im: wide(object.im) }, probe }, { places, chi: chiOf(made) });
}

function sizesOf({ probeStep = 0.8, regularisation = 1 }: Case): StepSizes {
  return { objectStep: 0.9, probeStep, objectRegularisation: regularisation, probeRegularisation: regularisation };
}

/** Fails unless both backends have the same results, but for the rounding of their greatest values. */
async function assertAlike(made: Case, compute: () => tf.Tensor[]): Promise<void> {
  const { ours, stock } = await onBoth(compute);
  stock.forEach((expected, result) => {
    const most = [...expected].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const wrong = expected.findIndex((value, at) => !(Math.abs((ours[result]?.[at] ?? NaN) - value) < 1e-5 * most));
    const told = `${JSON.stringify(made)}: result ${result} is ${ours[result]?.[wrong]}, not ${expected[wrong]}`;
    assertEquals(wrong, -1, `${told} at ${wrong}`);
  });
}
