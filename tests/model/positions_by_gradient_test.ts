/**
 * Positions found by the gradient of the physics: with patches that are right, those of a scan whose positions are off by
 * σ = 2 px move towards the truth.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assertLess } from "@std/assert";
import { selectAccelerator } from "../../backend/accelerator.ts";
import { batches } from "../../data/batches.ts";
import { BatchUploader } from "../../data/feed/batch_uploader.ts";
import { groupCentres } from "../../data/groups/group_centres.ts";
import { Random, range } from "../../data/random/random.ts";
import { prepareSamples } from "../../data/samples.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { createForwardModel } from "../../model/forward_models.ts";
import { boundedCorrection } from "../../model/physics/learned_positions.ts";
import { positionCorrections } from "../../recon/position_corrections.ts";
import { createOptimizer } from "../../train/optimizer/create_optimizer.ts";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { sciencePayload } from "../data/science_payload.ts";
import { knob } from "../knob.ts";

const COUNT = 36;
const SIGMA = 2;

const scan = simulateScan({ patchSize: 64, patterns: COUNT, photons: 1e6, seed: 1 });
const groups = { gridSize: 2, neighbors: 7, maxNeighborDistance: 60, phaseSubtraction: false };
const truth = prepareSamples(scan, sciencePayload(groups, { mode: "supervised", loss: "mae" }), { seed: 1 });
const random = new Random(5, "jitter");
const given = {
  x: scan.x.map((value) => value + SIGMA * random.normal()),
  y: scan.y.map((value) => value + SIGMA * random.normal()),
};
const { training } = createTrainingPayload({});

/** Root mean square distance from the truth before and after some epochs, and the greatest correction. */
async function learnedPlaces(
  positionsBound: number,
  epochs: number,
): Promise<Record<"before" | "after" | "greatest", number>> {
  const samples = { ...truth, ...groupCentres(given, truth) };
  const forward = createForwardModel(sciencePayload(groups, { positionsTrainable: true, positionsBound }), [truth]);
  const weights = new Map(forward.parameters.map(({ name, shape }) => [name, tf.variable(tf.zeros([...shape]))]));
  const [adam, uploader] = [createOptimizer(weights, training), new BatchUploader(samples, { scan: 0 })];
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const batch of batches(samples, range(samples.count), { batchSize: 12 })) {
      tf.tidy(() => {
        const { labelAmp, labelPhase, ...exposure } = uploader.upload(batch);
        const patches = { amp: labelAmp as tf.Tensor4D, phase: labelPhase as tf.Tensor4D };
        const { grads } = tf.variableGrads(
          () => forward.diffract(patches, exposure, weights).sub(exposure.amplitude).square().mean<tf.Scalar>(),
          [
            ...weights.values(),
          ],
        );
        adam.step(new Map([...weights].map(([name, { name: id }]) => [name, grads[id] as tf.Tensor])), 0.3);
      });
    }
  }
  const learned = await Promise.all([...weights.values()].map(async (variable) => await variable.data()));
  const [x, y] = learned.map((values) =>
    Float64Array.from(values, (value) => boundedCorrection(value, positionsBound))
  );
  const numbers = range(COUNT);
  const moved = (axis: Float64Array, by: Float64Array | undefined): Float64Array =>
    axis.map((value, k) => value + (by?.[k] ?? NaN));
  const places = { numbers, x: moved(given.x, x), y: moved(given.y, y) };
  for (const part of [forward, adam, uploader]) part.dispose();
  return {
    before: positionCorrections(scan, { numbers, ...given }).rms,
    after: positionCorrections(scan, places).rms,
    greatest: [...x ?? [], ...y ?? []].reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  };
}

knob("model.positionsBound", "bounds corrections, which lead to where patterns were recorded", async () => {
  await selectAccelerator("cpu");
  const { before, after } = await learnedPlaces(8, 8);
  assertLess(after, 0.75 * before);
  const { greatest } = await learnedPlaces(0.25, 2);
  assertLess(greatest, 0.25);
});
