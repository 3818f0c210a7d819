import * as tf from "@tensorflow/tfjs";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../../data/random/random.ts";
import { initialWeights } from "../../../model/parameters/initial_weights.ts";
import { toTensorflow } from "../../../model/parameters/layout.ts";
import { createFarField } from "../../../model/physics/far_field.ts";
import type { Exposure, ForwardModel } from "../../../model/physics/forward_model.ts";
import { withLearnedProbe } from "../../../model/physics/learned_probe.ts";
import type { Patches } from "../../../model/physics/patches.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { assertGradient, number } from "../gradient_check.ts";
import { onAccelerator } from "../../on_accelerator.ts";

const [B, N, C] = [3, 8, 2];

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
  };
}

function patches(): Patches {
  const image = (stream: string): tf.Tensor4D => tf.tensor4d(values(B * N * N * C, stream), [B, N, N, C]);
  return { amp: image("amp"), phase: image("phase") };
}

function origin(scan = 0): NonNullable<Exposure["origin"]> {
  return { scan };
}

function learnsProbe(count: number): ForwardModel {
  const forward = createFarField({ patchSize: N, probeScale: 1, amplitudeGain: 1, smoothing: 0 });
  return withLearnedProbe(forward, [{ modes: modes.slice(0, count), mask }, { modes: modes.slice(1), mask }]);
}

async function energy(amplitude: tf.Tensor): Promise<number> {
  return await number(amplitude.square().sum());
}

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
    "withLearnedProbe() has slopes by what it learns",
    async () => {
      const light = learnsProbe(2);
      const exposure = { ...exposureOf(2), origin: origin() };
      const byProbe = (re: tf.Tensor): tf.Scalar => {
        const weights = new Map([["physics.probe.re", re], ["physics.probe.im", tf.onesLike(re)]]) as never;
        return light.diffract(patches(), exposure, weights).sum();
      };
      await assertGradient(byProbe, tf.tensor3d(values(2 * N * N, "at"), [2, N, N]), { step: 1e-2 });
    },
  );
}
