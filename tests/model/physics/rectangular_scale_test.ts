import * as tf from "@tensorflow/tfjs";
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { createModel, type Model } from "../../../model/create_model.ts";
import type { ModelBatch } from "../../../model/model_batch.ts";
import { createFarField } from "../../../model/physics/far_field.ts";
import { PART_SCALES, readPartScales } from "../../../model/physics/rectangular_scale.ts";
import { startScales } from "../../../model/start_scales.ts";
import { sciencePayload } from "../../data/science_payload.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { assertGradient, number } from "../gradient_check.ts";

const [B, N] = [2, 8];

function noise(shape: number[], seed: number, low = -1): tf.Tensor {
  return tf.randomUniform(shape, low, 1, "float32", seed);
}

const patches = () => ({
  amp: noise([B, N, N, 1], 1, 0.5) as tf.Tensor4D,
  phase: noise([B, N, N, 1], 2) as tf.Tensor4D,
});

const exposure = () => ({
  probe: { re: noise([N, N], 3), im: noise([N, N], 4) },
  probeMask: tf.ones<tf.Rank.R2>([N, N]),
  inputScale: tf.ones<tf.Rank.R4>([B, 1, 1, 1]),
});

function scales(s1: number, s2: number): Map<string, tf.Variable> {
  return new Map([[PART_SCALES.re, tf.variable(tf.tensor1d([s1]))], [PART_SCALES.im, tf.variable(tf.tensor1d([s2]))]]);
}

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "createFarField() diffracts s1 · Re O + i · s2 · Im O", async () => {
    const options = { patchSize: N, probeScale: 1, amplitudeGain: 1 };
    const [scaled, plain] = [createFarField({ ...options, partScales: "learned" }), createFarField(options)];
    const { amp, phase } = patches();
    const [re, im] = [amp.mul(tf.cos(phase)).mul(0.5), amp.mul(tf.sin(phase)).mul(3)];
    const object = { amp: tf.sqrt(re.square().add(im.square())), phase: tf.atan2(im, re) } as typeof patches extends
      () => infer P ? P : never;
    const expected = await plain.diffract(object, exposure(), new Map()).data();
    const actual = await scaled.diffract({ amp, phase }, exposure(), scales(0.5, 3)).data();
    actual.forEach((value, i) => assertAlmostEquals(value, expected[i] ?? NaN, 1e-5));
    assertEquals(scaled.parameters.map(({ name, shape, fixed = false }) => [name, shape, fixed]), [
      ["physics.scale.s1", [1], false],
      ["physics.scale.s2", [1], false],
    ]);
  });

  onAccelerator(accelerator, "createFarField() has the gradients by both scales of finite differences", async () => {
    const forward = createFarField({ patchSize: N, probeScale: 1, amplitudeGain: 1, partScales: "learned" });
    const [painted, exposed] = [patches(), exposure()];
    for (const name of Object.values(PART_SCALES)) {
      const loss = (x: tf.Tensor): tf.Scalar => {
        const weights = scales(0.7, 1.4) as Map<string, tf.Tensor>;
        weights.set(name, x);
        return forward.diffract(painted, exposed, weights as Map<string, tf.Variable>).square().sum();
      };
      await assertGradient(loss, tf.tensor1d([0.9]), { step: 1e-2 });
    }
  });

  onAccelerator(accelerator, "startScales() makes predictions as bright as the valid pixels measured", async () => {
    const payload = sciencePayload({}, {
      filterScale: 0.125,
      forwardMode: "rectangular_scaled",
      rectScaleInit: "data",
    });
    const side = payload.data.patchSize;
    const model = createModel(payload, { seed: 1 });
    const batch = batchOf(side);
    startScales(model, [batch]);
    const { re, im } = await readPartScales(model.parameters);
    assertEquals(re, im);
    assertAlmostEquals(await energy(model.predict(batch), batch) / await energy(batch.amplitude, batch), 1, 1e-4);
    startScales(model, [batch]);
    assertAlmostEquals((await readPartScales(model.parameters)).re / re, 1, 1e-5);
    model.dispose();
  });
}

function batchOf(side: number): ModelBatch & { readonly mask: tf.Tensor4D } {
  const amplitude = noise([B, side, side, 1], 5, 0) as tf.Tensor4D;
  const mask = noise([1, side, side, 1], 6).greater(0).toFloat() as tf.Tensor4D;
  const each = (value: number): tf.Tensor4D => tf.fill<tf.Rank.R4>([B, 1, 1, 1], value);
  return {
    // What stands in masked pixels has no say.
    amplitude: tf.where(mask.tile<tf.Tensor4D>([B, 1, 1, 1]).greater(0), amplitude, tf.fill(amplitude.shape, 5)),
    mask,
    inputScale: each(2),
    physicsScale: each(3),
    probe: { re: noise([side, side], 7), im: noise([side, side], 8) },
    probeMask: tf.ones<tf.Rank.R2>([side, side]),
  };
}

async function energy(image: tf.Tensor4D, { mask }: { readonly mask: tf.Tensor4D }): Promise<number> {
  return await number(tf.where(mask.greater(0).logicalAnd(tf.onesLike(image).toBool()), image, 0).square().sum());
}

Deno.test("createModel() lets nothing move fixed scales, and everything learned ones", () => {
  for (const rectScaleTrainable of [false, true]) {
    const fields = { filterScale: 0.125, forwardMode: "rectangular_scaled", rectScaleTrainable } as const;
    const model: Model = createModel(sciencePayload({}, fields), { seed: 1 });
    assertEquals(
      Object.values(PART_SCALES).map((name) => model.parameters.get(name)?.trainable),
      [rectScaleTrainable, rectScaleTrainable],
    );
    model.dispose();
  }
});

Deno.test("createFarField() says which scale is missing", () => {
  const forward = createFarField({ patchSize: N, probeScale: 1, amplitudeGain: 1, partScales: "fixed" });
  assertThrows(() => forward.diffract(patches(), exposure(), new Map()), TypeError, "no parameter physics.scale.s1");
  forward.dispose();
});
