import * as tf from "@tensorflow/tfjs";
import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { Random } from "../../../data/random/random.ts";
import { initialWeights } from "../../../model/parameters/initial_weights.ts";
import { toTensorflow } from "../../../model/parameters/layout.ts";
import { createFarField } from "../../../model/physics/far_field.ts";
import type { Exposure, ForwardModel } from "../../../model/physics/forward_model.ts";
import { boundedCorrection, withLearnedPositions } from "../../../model/physics/learned_positions.ts";
import { withLearnedProbe } from "../../../model/physics/learned_probe.ts";
import type { Patches } from "../../../model/physics/patches.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { assertGradient, number } from "../gradient_check.ts";
import { onAccelerator } from "../../on_accelerator.ts";

const [B, N, C, M] = [3, 8, 2, 11];
const BOUND = 2;
/** Pattern 10 twice, in two samples. */
const NUMBERS = [0, 3, 10, 4, 5, 10];

function values(length: number, stream: string): Float32Array {
  const random = new Random(1, stream);
  return new Float32Array(length).map(() => random.normal());
}

const modes = ["first", "second"].map((name) => ({ re: values(N * N, `${name} re`), im: values(N * N, `${name} im`) }));
const mask = values(N * N, "mask").map((value) => 1 / (1 + value ** 2));

function variablesOf(forward: ForwardModel): Map<string, tf.Variable> {
  return new Map([...initialWeights(forward.parameters, 1)].map(([name, array]) => {
    const { shape, data } = toTensorflow(array);
    return [name, tf.variable(tf.tensor(data, [...shape]))];
  }));
}

function exposureOf(count: number): Exposure {
  const stack = (part: "re" | "im"): tf.Tensor =>
    tf.stack(modes.slice(0, count).map((mode) => tf.tensor2d(mode[part], [N, N])));
  return {
    probe: { re: stack("re"), im: stack("im") },
    probeMask: tf.tensor2d(mask, [N, N]),
    inputScale: tf.ones([B, 1, 1, 1]),
    offsets: tf.tensor3d(values(B * C * 2, "offsets"), [B, C, 2]),
  };
}

function patches(): Patches {
  const image = (stream: string): tf.Tensor4D => tf.tensor4d(values(B * N * N * C, stream), [B, N, N, C]);
  return { amp: image("amp"), phase: image("phase") };
}

function origin(scan = 0): NonNullable<Exposure["origin"]> {
  return { scan, patterns: tf.tensor2d(NUMBERS, [B, C], "int32") };
}

function learnsProbe(count: number): ForwardModel {
  const forward = createFarField({ patchSize: N, probeScale: 1, amplitudeGain: 1, smoothing: 0 });
  return withLearnedProbe(forward, [{ modes: modes.slice(0, count), mask }, { modes: modes.slice(1), mask }]);
}

async function energy(amplitude: tf.Tensor): Promise<number> {
  return await number(amplitude.square().sum());
}

/** What of an exposure reaches the forward model within: its offsets, each as a pattern. */
const seesOffsets: ForwardModel = {
  parameters: [],
  diffract: (_, { offsets }) => offsets?.reshape<tf.Tensor4D>([B, C, 2, 1]) ?? tf.zeros([1, 1, 1, 1]),
  dispose: () => {},
};

for (const accelerator of ACCELERATORS) {
  for (const count of [1, 2]) {
    onAccelerator(accelerator, `withLearnedProbe() begins with the probe it is given, of ${count} modes`, async () => {
      const forward = learnsProbe(count);
      const weights = variablesOf(forward);
      assertEquals([...weights].map(([name, { shape }]) => [name, shape]), [
        ["physics.probe.re", [count, N, N]],
        ["physics.probe.im", [count, N, N]],
        ["physics.probe.1.re", [1, N, N]],
        ["physics.probe.1.im", [1, N, N]],
      ]);
      const [given, other] = [exposureOf(count), exposureOf(2)];
      const expected = await forward.diffract(patches(), given, weights).data();
      // The probe of the exposure is not looked at where patterns are of a scan that is learned.
      const actual = await forward.diffract(patches(), { ...other, origin: origin() }, weights).data();
      actual.forEach((value, k) => assertAlmostEquals(value, expected[k] ?? NaN, 1e-5));
      const second = await forward.diffract(patches(), { ...other, origin: origin(1) }, weights).data();
      assert(second.some((value, k) => Math.abs(value - (expected[k] ?? NaN)) > 1e-2));
    });
  }

  onAccelerator(accelerator, "withLearnedProbe() keeps the power under the mask, whatever is learned", async () => {
    const forward = learnsProbe(2);
    const weights = variablesOf(forward);
    const flat: Patches = { amp: tf.ones([B, N, N, C]), phase: tf.zeros([B, N, N, C]) };
    const exposure = { ...exposureOf(2), origin: origin() };
    const before = await energy(forward.diffract(flat, exposure, weights));
    for (const [name, variable] of weights) variable.assign(tf.tensor(values(variable.size, name), variable.shape));
    const re = weights.get("physics.probe.re");
    re?.assign(re.mul(100));
    assertAlmostEquals(await energy(forward.diffract(flat, exposure, weights)) / before, 1, 1e-5);
  });

  onAccelerator(
    accelerator,
    "withLearnedPositions() moves patterns by what it learned of each, within bounds",
    async () => {
      const forward = withLearnedPositions(seesOffsets, { counts: [M, 2], bound: BOUND });
      const weights = variablesOf(forward);
      assertEquals([...weights].map(([name, { shape }]) => [name, shape]), [
        ["physics.positions.x", [M]],
        ["physics.positions.y", [M]],
        ["physics.positions.1.x", [2]],
        ["physics.positions.1.y", [2]],
      ]);
      const exposure = { ...exposureOf(1), origin: origin() };
      const given = await exposure.offsets?.data() ?? [];
      const offsets = async (): Promise<ArrayLike<number>> =>
        await forward.diffract(patches(), exposure, weights).data();
      assertEquals([...Array.from(await offsets())], [...Array.from(given)]);
      const learned = { x: values(M, "x").map((value) => 3 * value), y: values(M, "y") };
      for (const axis of ["x", "y"] as const) {
        weights.get(`physics.positions.${axis}`)?.assign(tf.tensor1d(learned[axis]));
      }
      const moved = await offsets();
      for (let k = 0; k < B * C; k++) {
        const [number = 0, other = 0] = [NUMBERS[k], NUMBERS[k % C === 0 ? k + 1 : k - 1]];
        (["x", "y"] as const).forEach((axis, at) => {
          const correction = (pattern: number): number => boundedCorrection(learned[axis][pattern] ?? NaN, BOUND);
          assertLess(Math.abs(correction(number)), BOUND);
          const expected = (given[2 * k + at] ?? NaN) + (correction(number) - correction(other)) / C;
          assertAlmostEquals(moved[2 * k + at] ?? NaN, expected, 1e-5);
        });
      }
      // Patterns of other scans lie where they were read.
      const { origin: _, ...elsewhere } = exposure;
      assertEquals([...await forward.diffract(patches(), elsewhere, weights).data()], [...Array.from(given)]);
    },
  );

  onAccelerator(
    accelerator,
    "withLearnedPositions() and withLearnedProbe() have slopes by what they learn",
    async () => {
      const places = withLearnedPositions(seesOffsets, { counts: [M], bound: BOUND });
      const light = learnsProbe(2);
      const weighing = tf.tensor(values(B * C * 2, "weighing"), [B, C, 2, 1]);
      const exposure = { ...exposureOf(2), origin: origin() };
      const byPositions = (x: tf.Tensor): tf.Scalar => {
        const weights = new Map([["physics.positions.x", x], ["physics.positions.y", x]]) as never;
        return places.diffract(patches(), exposure, weights).mul(weighing).square().sum();
      };
      await assertGradient(byPositions, tf.tensor1d(values(M, "at")));
      const byProbe = (re: tf.Tensor): tf.Scalar => {
        const weights = new Map([["physics.probe.re", re], ["physics.probe.im", tf.onesLike(re)]]) as never;
        return light.diffract(patches(), exposure, weights).sum();
      };
      await assertGradient(byProbe, tf.tensor3d(values(2 * N * N, "at"), [2, N, N]), { step: 1e-2 });
    },
  );
}
