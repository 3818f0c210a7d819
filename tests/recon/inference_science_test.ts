import { assertEquals, assertThrows } from "@std/assert";
import { createInferencePayload } from "../../config/inference_payload.ts";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { inferenceScience } from "../../recon/inference_science.ts";

const trained = createTrainingPayload({
  data: { groups: 100, probeScale: 2, xBounds: [0.1, 0.9] },
  model: { filterScale: 0.125 },
});

Deno.test("inferenceScience() is the training's over the whole scan, with the patterns that inference chooses", () => {
  const payload = createInferencePayload({ inference: { subsample: 5, subsampleSeed: 7 } });
  const { data, model } = inferenceScience(payload, trained);
  assertEquals(data, { ...trained.data, xBounds: [0, 1], groups: null, subsample: 5, subsampleSeed: 7 });
  assertEquals(model, trained.model);
});

Deno.test("inferenceScience() takes data fields that the inference payload sets", () => {
  const payload = createInferencePayload({ data: { measurement: "intensity", yBounds: [0, 0.5], groups: 3 } });
  const { data } = inferenceScience(payload, trained);
  assertEquals([data.measurement, data.yBounds, data.xBounds, data.probeScale, data.groups], [
    "intensity",
    [0, 0.5],
    [0, 1],
    2,
    null,
  ]);
});

Deno.test("inferenceScience() refuses another network, and allows the same", () => {
  inferenceScience(createInferencePayload({ model: { filterScale: 0.125 } }), trained);
  const other = createInferencePayload({ model: { filterScale: 3, ampActivation: "relu" }, data: { gridSize: 2 } });
  assertThrows(
    () => inferenceScience(other, trained),
    RangeError,
    "data.gridSize is 2, it was trained with 1; model.filterScale is 3, it was trained with 0.125; model.ampActivation is",
  );
});
