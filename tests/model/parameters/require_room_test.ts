import * as tf from "@tensorflow/tfjs";
import { assertEquals, assertThrows } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { createModel } from "../../../model/create_model.ts";
import { requireRoom } from "../../../model/parameters/require_room.ts";
import { networkOf } from "../../../model/networks.ts";
import { sciencePayload } from "../../data/science_payload.ts";

const GIB = 2 ** 30;

Deno.test("createModel() refuses a network beyond the memory of tensors by its shapes, with the bytes and the remedy", async () => {
  await selectAccelerator("cpu");
  const before = tf.memory().numTensors;
  assertThrows(
    () => createModel(sciencePayload({}, { filterScale: 64 }), { seed: 1 }),
    RangeError,
    "Cannot create the network as its 2389386392 parameters must fit into 4096 MiB of the accelerator: " +
      "current value is 9115 MiB (use a lower model.filterScale)",
  );
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("requireRoom() counts what a training keeps of every parameter", async () => {
  await selectAccelerator("cpu");
  const { parameters } = networkOf(sciencePayload({}, { filterScale: 32 }));
  requireRoom(parameters);
  assertThrows(
    () => requireRoom(parameters, { copies: 4 }),
    RangeError,
    "parameters, 4 tensors each, must fit into 4096 MiB of the accelerator",
  );
});

Deno.test("requireRoom() refuses a parameter that is larger than a buffer of the device", () => {
  const { parameters } = networkOf(sciencePayload({}, { filterScale: 8 }));
  requireRoom(parameters, { limits: { maxBufferSize: GIB, maxStorageBufferBindingSize: GIB } });
  for (const limit of ["maxBufferSize", "maxStorageBufferBindingSize"]) {
    assertThrows(
      () => requireRoom(parameters, { limits: { [limit]: 2 ** 25 } }),
      RangeError,
      "Cannot create the network as its parameter autoencoder.encoder.blocks.2.conv2.weight must fit into 32 MiB",
    );
  }
});
