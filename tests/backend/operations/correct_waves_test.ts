import * as tf from "@tensorflow/tfjs";
import { assertEquals, assertLess } from "@std/assert";
import { correctWaves } from "../../../backend/operations/correct_waves.ts";
import { correctExitWaves, exitWaves } from "../../../backend/operations/engine.ts";
import { Random } from "../../../data/random/random.ts";
import { createDftKernel, disposeDftKernel } from "../../../model/physics/dft.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "correctWaves() lacks of the waves of an object and a probe what they lack", async () => {
    const before = tf.memory().numTensors;
    for (const modes of [1, 2]) {
      for (const likelihood of ["amplitude", "poisson"] as const) {
        for (const isMasked of [false, true]) {
          const [expected = [], got = []] = await corrections({ modes, likelihood, isMasked });
          const most = Math.max(...expected.map(Math.abs));
          assertEquals(got.length, expected.length);
          expected.forEach((value, i) => assertLess(Math.abs(value - (got[i] ?? NaN)), 1e-4 * most));
        }
      }
    }
    assertEquals(tf.memory().numTensors, before);
  });
}

/** χ and residuals of object and probe, and of their exit waves. */
async function corrections(
  { modes, likelihood, isMasked }: {
    readonly modes: number;
    readonly likelihood: "amplitude" | "poisson";
    readonly isMasked: boolean;
  },
): Promise<number[][]> {
  const random = new Random(modes, "waves"), [count, side] = [3, 16];
  const values = (shape: number[]): tf.Tensor =>
    tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()), shape);
  const wave = (shape: number[]): { re: tf.Tensor; im: tf.Tensor } => ({ re: values(shape), im: values(shape) });
  const dft = createDftKernel(side);
  const all = tf.tidy(() => {
    const waves = { object: wave([30, 40]), probe: wave([modes, side, side]) };
    const places = {
      corners: tf.tensor2d([0, 0, 3, 21, 13, 5], [count, 2], "int32"),
      fractions: tf.tensor2d([0, 0, 0.5, 0.25, 0, 0.75], [count, 2]),
    };
    const valid = Float32Array.from({ length: side ** 2 }, () => Number(random.uniform() > 0.2));
    const mask = isMasked ? tf.tensor2d(valid, [side, side]) : null;
    const amplitude = tf.relu(values([count, side, side])).mul<tf.Tensor3D>(3);
    const measured = { amplitude, mask, matrix: dft.matrix, likelihood };
    return [correctExitWaves(waves, places, measured), correctWaves(exitWaves(waves, places), measured)]
      .map(({ chi, residuals }) => tf.concat([chi.re, chi.im, residuals].map((part) => part.reshape([-1]))));
  });
  const read = await Promise.all(all.map((part) => part.data<"float32">()));
  tf.dispose(all);
  disposeDftKernel(dft);
  return read.map((part) => [...part]);
}
