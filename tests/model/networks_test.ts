import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { networkOf } from "../../model/networks.ts";
import { sciencePayload } from "../data/science_payload.ts";

Deno.test("networkOf() refuses a network that is not built, and names those that are", () => {
  assertThrows(
    () => networkOf(sciencePayload({}, { architecture: "ffno" })),
    RangeError,
    "Cannot create the model as model.architecture must be cnn: current value is ffno",
  );
});

Deno.test("networkOf() describes a network of any size without a tensor", () => {
  const before = tf.memory().numTensors;
  const { patchSize, channels, parameters } = networkOf(sciencePayload({ patchSize: 256 }, { filterScale: 64 }));
  assertEquals([patchSize, channels], [256, 1]);
  assertEquals(new Set(parameters.map(({ name }) => name)).size, parameters.length);
  assertEquals(tf.memory().numTensors, before);
});
