/**
 * The fixture of the original's intensity forward model, one pattern: intensities and Poisson loss of an object, a bare probe
 * and the scale of both.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assert } from "@std/assert";
import { readNpz } from "../../data/formats/read_npz.ts";
import { poissonLoss } from "../../model/loss/poisson_loss.ts";
import { createFarField } from "../../model/physics/far_field.ts";
import { PART_SCALES } from "../../model/physics/rectangular_scale.ts";
import { ACCELERATORS } from "../available_accelerators.ts";
import { onAccelerator } from "../on_accelerator.ts";
import { sharedPath } from "../shared_data.ts";
import { number } from "./gradient_check.ts";

const path = sharedPath("parity", "c1_bigF.npz");

for (const { name, ignore } of ACCELERATORS) {
  onAccelerator({ name, ignore: ignore || path === null }, "createFarField() computes what c1_bigF holds", async () => {
    const fixture = await readFixture(path ?? "");
    const { image, plane, scalar } = fixture;
    const [re, im] = [image("x_real"), image("x_imag")];
    const [, side] = re.shape;
    const forward = createFarField({ patchSize: side, probeScale: 1, amplitudeGain: 1, partScales: "learned" });
    const amplitude = forward.diffract(
      { amp: tf.sqrt(re.square().add(im.square())), phase: tf.atan2(im, re) },
      {
        probe: { re: plane("probe_real"), im: plane("probe_imag") },
        probeMask: tf.ones<tf.Rank.R2>([side, side]),
        // The scale multiplies the probe, and the model divides by the input scale.
        inputScale: tf.fill<tf.Rank.R4>([1, 1, 1, 1], 1 / scalar("scale")),
      },
      new Map(Object.values(PART_SCALES).map((part) => [part, tf.variable(tf.ones([1]))])),
    );
    const [intensity, expected] = [amplitude.square(), image("expected_forward")];
    const worst = await number(intensity.sub(expected).abs().max().div(expected.max()));
    assert(worst < 2e-6, `intensity is off by ${worst} of its greatest value`);
    const counts = image("I_raw");
    near(await number(poissonLoss(amplitude, tf.sqrt(counts))), scalar("expected_poisson_loss"), "Poisson loss");
    // The fixture compares squared intensities with counts.
    near(await number(intensity.square().sub(counts).abs().mean()), scalar("expected_mae_loss"), "MAE");
    forward.dispose();
  });
}

function near(actual: number, expected: number, what: string): void {
  assert(Math.abs(actual / expected - 1) < 2e-6, `${what} is ${actual} instead of ${expected}`);
}

interface Fixture {
  readonly scalar: (key: string) => number;
  readonly plane: (key: string) => tf.Tensor2D;
  /** Channels first in the file, channels last here. */
  readonly image: (key: string) => tf.Tensor4D;
}

async function readFixture(file: string): Promise<Fixture> {
  const arrays = await readNpz(file);
  const values = (key: string): { readonly data: Float32Array; readonly shape: readonly number[] } => {
    const array = arrays.get(key);
    if (array?.kind !== "real") throw new TypeError(`The fixture has no real array ${key}`);
    return { data: Float32Array.from(array.data), shape: array.shape };
  };
  return {
    scalar: (key) => values(key).data[0] ?? NaN,
    plane: (key) => tf.tensor2d(values(key).data, values(key).shape as [number, number]),
    image: (key) => tf.tensor(values(key).data, [...values(key).shape]).transpose<tf.Tensor4D>([0, 2, 3, 1]),
  };
}
