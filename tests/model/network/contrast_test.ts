import * as tf from "@tensorflow/tfjs";
import { assert, assertLess } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { createModel } from "../../../model/create_model.ts";
import type { Contrasted } from "../../../model/network/contrast.ts";
import type { NetworkInput } from "../../../model/network/network.ts";
import { sciencePayload } from "../../data/science_payload.ts";

type Shown = Pick<NetworkInput, "amplitude"> & Contrasted;

Deno.test("Model.patches() shows the network patterns whose differences from the mean are amplified, where there is a contrast", async () => {
  await selectAccelerator("cpu");
  const model = createModel(sciencePayload({}, { filterScale: 0.125 }), { seed: 1 });
  const drawn = (seed: number, shape: [number, number, number, number]): tf.Tensor4D =>
    tf.randomUniform(shape, 0, 9, "float32", seed);
  const [amplitude, mean] = [drawn(5, [2, 64, 64, 1]), drawn(6, [1, 64, 64, 1])];
  const inputScale = tf.fill<tf.Rank.R4>([2, 1, 1, 1], 0.1);
  const painted = (input: Shown): tf.Tensor4D => model.patches({ ...input, inputScale }).phase;
  const shown = painted({ amplitude, contrast: { mean, gain: 3 } });
  const farFrom = async (input: Shown): Promise<number> =>
    (await shown.sub(painted(input)).abs().max().data())[0] ?? NaN;
  assertLess(await farFrom({ amplitude: mean.add(amplitude.sub(mean).mul(3)) }), 1e-6);
  assert(await farFrom({ amplitude }) > 1e-3);
  model.dispose();
});
