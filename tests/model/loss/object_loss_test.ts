import * as tf from "@tensorflow/tfjs";
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { complexMae, squaredVariation } from "../../../model/loss/object_loss.ts";
import { lossOf } from "../../../model/loss/model_loss.ts";
import type { Patches } from "../../../model/physics/patches.ts";
import { sciencePayload } from "../../data/science_payload.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { assertGradient, number } from "../gradient_check.ts";

type Shape = [number, number, number, number];
const SHAPE: Shape = [2, 4, 6, 2];

function image(seed: number): tf.Tensor4D {
  return tf.randomUniform<tf.Rank.R4>(SHAPE, 0.5, 1.5, "float32", seed);
}

function patches(seed: number): Patches {
  return { amp: image(seed), phase: image(seed + 1).sub(1) };
}

/** The patches as complex numbers, [row][column], one behind the other. */
async function complexImages({ amp, phase }: Patches): Promise<{ re: number; im: number }[][][]> {
  const [a, p] = await Promise.all([amp, phase].map((part) => part.transpose([0, 3, 1, 2]).data()));
  const [batch, height, width, channels] = SHAPE;
  return Array.from(
    { length: batch * channels },
    (_, k) =>
      Array.from({ length: height }, (_, i) =>
        Array.from({ length: width }, (_, j) => {
          const at = (k * height + i) * width + j;
          return { re: (a?.[at] ?? NaN) * Math.cos(p?.[at] ?? NaN), im: (a?.[at] ?? NaN) * Math.sin(p?.[at] ?? NaN) };
        })),
  );
}

function distance(a: { re: number; im: number } | undefined, b: { re: number; im: number } | undefined): number {
  return a && b ? Math.hypot(a.re - b.re, a.im - b.im) : 0;
}

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "complexMae() is the mean distance of complex numbers", async () => {
    const [one, other] = [patches(1), patches(3)];
    const [a, b] = [await complexImages(one), await complexImages(other)];
    const all = a.flatMap((rows, k) =>
      rows.flatMap((row, i) => row.map((value, j) => distance(value, b[k]?.[i]?.[j])))
    );
    const expected = all.reduce((sum, value) => sum + value, 0) / all.length;
    assertAlmostEquals(await number(complexMae(one, other)), expected, 1e-5);
  });

  onAccelerator(accelerator, "squaredVariation() sums squared steps, averaged over samples", async () => {
    const images = await complexImages(patches(5));
    const expected = images.reduce((sum, rows) =>
      sum + rows.reduce((total, row, i) =>
        total + row.reduce((steps, value, j) =>
          steps + distance(value, row[j + 1]) ** 2 + distance(value, rows[i + 1]?.[j]) ** 2, 0), 0), 0) / SHAPE[0];
    assertAlmostEquals(await number(squaredVariation(patches(5))) / expected, 1, 1e-5);
  });

  onAccelerator(accelerator, "complexMae(), squaredVariation() have the gradient of finite differences", async () => {
    const known = patches(7);
    for (const loss of [(painted: Patches) => complexMae(painted, known), squaredVariation]) {
      const phase = image(9);
      await assertGradient((amp) => loss({ amp: amp as tf.Tensor4D, phase }), image(8), { step: 1e-2 });
      await assertGradient((x) => loss({ amp: phase, phase: x as tf.Tensor4D }), image(8), { step: 1e-2 });
    }
  });

  onAccelerator(accelerator, "complexMae() of what is known has no gradient, and none that is not finite", async () => {
    const { amp, phase } = patches(7);
    const gradient = tf.grad((x) => complexMae({ amp: x as tf.Tensor4D, phase }, { amp, phase }))(amp);
    assertEquals(await number(gradient.abs().max()), 0);
  });
}

Deno.test("lossOf() wants labels of whoever compares the object with a known one, and only of them", () => {
  const amplitude = image(1);
  const batch = { amplitude, physicsScale: tf.ones<tf.Rank.R4>([2, 1, 1, 1]) };
  const inputs = { batch, patches: patches(2), predict: () => image(4) };
  const loss = lossOf(sciencePayload({}, { realspaceMaeWeight: 0.5 }).model);
  assertThrows(() => loss(inputs), TypeError, "add labelAmp and labelPhase");
  lossOf(sciencePayload({}, { realspaceWeight: 0.5 }).model)(inputs);
});
