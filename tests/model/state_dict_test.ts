import { assertEquals, assertThrows } from "@std/assert";
import { initialWeights } from "../../model/parameters/initial_weights.ts";
import { networkOf } from "../../model/networks.ts";
import { weightsOfStateDict } from "../../model/state_dict.ts";
import type { NamedArray } from "../../data/formats/safetensors.ts";
import { sciencePayload } from "../data/science_payload.ts";

const payload = sciencePayload({}, { filterScale: 0.125, batchNorm: true });

/** What PtychoPINN's model would hold. */
function stateOf(prefix = ""): Map<string, NamedArray> {
  const { parameters, buffers } = networkOf(payload);
  const arrays = initialWeights([...parameters, ...buffers], 1);
  return new Map([...arrays].map(([name, array]) => [`${prefix}${name}`, array]));
}

Deno.test("weightsOfStateDict() understands what wrappers put before all names", () => {
  for (const prefix of ["", "model.", "module.", "state_dict.", "state_dict.model.", "module.model._orig_mod."]) {
    assertEquals(weightsOfStateDict(stateOf(prefix), payload), { weights: stateOf(), ignored: [] });
  }
});

Deno.test("weightsOfStateDict() leaves out what is no part of the network, and says so", () => {
  const state = stateOf("model.");
  const one = { shape: [], data: Float32Array.of(1) };
  const others = [
    "model.forward_model.alpha",
    "loss.weight",
    "model.autoencoder.decoder_phase.phase.bn1.num_batches_tracked",
  ];
  for (const name of others) state.set(name, one);
  assertEquals(weightsOfStateDict(state, payload), { weights: stateOf(), ignored: others });
});

Deno.test("weightsOfStateDict() takes no name for one of its own because every object of JavaScript has it", () => {
  const state = stateOf();
  const others = ["constructor", "toString", "__proto__"];
  for (const name of others) state.set(name, { shape: [], data: Float32Array.of(1) });
  assertEquals(weightsOfStateDict(state, payload), { weights: stateOf(), ignored: others });
});

Deno.test("weightsOfStateDict() lists what is missing, unknown, of another shape, and twice there", () => {
  const state = stateOf("module.");
  state.delete("module.autoencoder.encoder.blocks.0.conv1.weight");
  state.set("module.autoencoder.encoder.blocks.0.conv1.bias", { shape: [9], data: new Float32Array(9) });
  state.set("module.autoencoder.encoder.blocks.0.bn1.weight", { shape: [4], data: new Float32Array(4) });
  assertThrows(
    () => weightsOfStateDict(state, payload),
    TypeError,
    "1 missing (autoencoder.encoder.blocks.0.conv1.weight); 1 unexpected (autoencoder.encoder.blocks.0.bn1.weight); " +
      "1 mismatched (autoencoder.encoder.blocks.0.conv1.bias is [9] instead of [4])",
  );
  const twice = new Map([...stateOf(), ...stateOf("model.")]);
  assertThrows(
    () => weightsOfStateDict(twice, payload),
    TypeError,
    "1 twice there (autoencoder.encoder.blocks.0.conv1.weight, under another prefix too)",
  );
});
