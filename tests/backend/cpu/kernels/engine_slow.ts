/**
 * The kernels of iterative engines on the CPU beside those composed of tensorflow.js' operations, and on several threads.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { engineStep } from "../../../../backend/operations/waves/engine.ts";
import { leastSquaresStep } from "../../../../backend/operations/waves/least_squares_step.ts";
import { registerNetworkKernels } from "../../../../backend/operations/network_kernels.ts";
import { openCpu } from "../../../../backend/cpu/open_cpu.ts";
import { zeroImage } from "../../../../data/complex_image.ts";
import { samplePatch } from "../../../../data/object_patch.ts";
import {
  batchOf,
  chiOf,
  coefficients,
  corrected,
  type EngineCase,
  lit,
  moved,
  placesOf,
  settled,
  sizesOf,
  ways,
} from "../../engine_batches.ts";
import { assertThreadsAgree, onBoth, onOurs } from "../against_stock.ts";

await openCpu({ threads: 2 });
registerNetworkKernels();

const CASES: readonly EngineCase[] = [
  { size: 32, modes: 1, positions: 5, height: 77, width: 131, mask: "none" },
  { size: 32, modes: 3, positions: 4, height: 61, width: 59, mask: "shared", regularisation: 0.3 },
  { size: 16, modes: 2, positions: 9, height: 33, width: 150, mask: "own", regularisation: 0.05, isDamped: true },
  { size: 64, modes: 1, positions: 2, height: 65, width: 64, mask: "own", whole: true },
  { size: 32, modes: 1, positions: 3, height: 40, width: 47, mask: "none", probeStep: 0 },
  { size: 20, modes: 2, positions: 3, height: 41, width: 90, mask: "shared", isDamped: true, isFoggy: true },
  { size: 18, modes: 1, positions: 3, height: 41, width: 40, mask: "none", isDamped: true, isFoggy: true },
  { size: 30, modes: 2, positions: 6, height: 49, width: 140, mask: "own", regularisation: 0.4, isFoggy: true },
  { size: 24, modes: 1, positions: 4, height: 24, width: 67, mask: "shared", whole: true },
  // Of a side with another factor than 2, 3 and 5, transforms are products with a matrix.
  { size: 22, modes: 1, positions: 3, height: 41, width: 77, mask: "own", isDamped: true, isFoggy: true },
  { size: 8, modes: 1, positions: 1, height: 8, width: 8, mask: "none", whole: true },
];

/** Probes that differ from shot to shot. */
const VARIED: readonly EngineCase[] = [
  { size: 32, modes: 1, positions: 5, height: 77, width: 131, mask: "own", regularisation: 0.3, eigenprobes: 2 },
  { size: 18, modes: 2, positions: 4, height: 41, width: 90, mask: "none", isFoggy: true, eigenprobes: 3 },
  { size: 24, modes: 1, positions: 3, height: 40, width: 47, mask: "none", eigenprobes: 1, eigenprobesStay: true },
  { size: 16, modes: 1, positions: 3, height: 40, width: 47, mask: "none", probeStep: 0, eigenprobes: 5 },
  { size: 22, modes: 1, positions: 3, height: 41, width: 77, mask: "own", eigenprobes: 2 },
];

Deno.test("exit waves that correctExitWaves() corrects are as tensorflow.js' operations have them", async () => {
  for (const made of [...CASES, ...VARIED]) await assertAlike(made, () => corrected(made));
  for (const made of [...CASES, ...VARIED]) await assertAlike(made, () => corrected(made, "poisson"));
});

Deno.test("exit waves that exitWaves() makes are as tensorflow.js' operations have them", async () => {
  for (const made of CASES) await assertAlike(made, () => lit(made));
});

Deno.test("object and probe that leastSquaresStep() moves are as tensorflow.js' operations have them", async () => {
  for (const made of [...CASES, ...VARIED]) await assertAlike(made, () => moved(made, leastSquaresStep));
});

Deno.test("object and probe that engineStep() moves are as tensorflow.js' operations have them", async () => {
  for (const made of [...CASES, ...VARIED]) await assertAlike(made, () => moved(made));
});

Deno.test("coefficients that coefficientStep() moves, and χ, are as tensorflow.js' operations have them", async () => {
  for (const made of VARIED) await assertAlike(made, () => coefficients(made));
});

Deno.test("probe and eigenprobes that settleVariation() settles are as tensorflow.js' operations have them", async () => {
  for (const made of VARIED) await assertAlike(made, () => settled(made));
});

Deno.test("ways of positions that positionWays() finds are as tensorflow.js' operations have them", async () => {
  for (const made of CASES) await assertAlike(made, () => [ways(made), ways(made, 3)]);
});

Deno.test("exit waves, object and probe of an engine are the same on any number of threads", async () => {
  for (const made of [...CASES, ...VARIED]) {
    const all = (): tf.Tensor[] => [
      ...corrected(made),
      ...corrected(made, "poisson"),
      ...moved(made),
      ...moved(made, leastSquaresStep),
      ...lit(made),
      ways(made),
      ...coefficients(made),
      ...settled(made),
    ];
    await assertThreadsAgree(all);
  }
});

Deno.test("engineStep() leaves pixels as they were that no patch reaches, and no tensor but its results", async () => {
  const made: EngineCase = { size: 16, modes: 1, positions: 2, height: 70, width: 200, mask: "none" };
  const [object = new Float32Array(), before = new Float32Array()] = await onOurs(() => {
    const { waves, places } = batchOf(made);
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
  const made: EngineCase = { size: 16, modes: 1, positions: 3, height: 45, width: 71, mask: "none" };
  const { corners, fractions } = placesOf(made);
  // With a probe of 1, the step from 0 is Tᵀv over the most light; where v is 1, that is the light over its most.
  const laid = (v: tf.Tensor): tf.Tensor => {
    const { waves: { object, probe }, places } = batchOf(made);
    const empty = { re: tf.zerosLike(object.re), im: tf.zerosLike(object.im) };
    const one = { re: tf.onesLike(probe.re), im: tf.zerosLike(probe.im) };
    const sizes = { objectStep: 1, probeStep: 0, objectRegularisation: 1, probeRegularisation: 1 };
    return engineStep({ object: empty, probe: one }, { places, chi: { re: v, im: tf.zerosLike(v) }, sizes }).object.re;
  };
  const [image = [], v = [], step = [], light = []] = (await onOurs(() => {
    const values = chiOf(made).re;
    return [batchOf(made).waves.object.re, values, laid(values), laid(tf.onesLike(values))];
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

/** Fails unless both backends have the same results, but for the rounding of their greatest values. */
async function assertAlike(made: EngineCase, compute: () => tf.Tensor[]): Promise<void> {
  const { ours, stock } = await onBoth(compute);
  stock.forEach((expected, result) => {
    const most = [...expected].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const wrong = expected.findIndex((value, at) => !(Math.abs((ours[result]?.[at] ?? NaN) - value) < 1e-5 * most));
    const told = `${JSON.stringify(made)}: result ${result} is ${ours[result]?.[wrong]}, not ${expected[wrong]}`;
    assertEquals(wrong, -1, `${told} at ${wrong}`);
  });
}
