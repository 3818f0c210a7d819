import { assert, assertEquals } from "@std/assert";
import { cnnOf } from "../../../model/cnn/cnn.ts";
import { sciencePayload } from "../../data/science_payload.ts";

Deno.test("cnnOf() freezes the encoder in fine-tuning, and nothing else", () => {
  const { parameters, frozenInFineTuning } = cnnOf(sciencePayload({}, { filterScale: 0.25 }));
  const encoder = parameters.filter(({ name }) => name.startsWith("autoencoder.encoder.blocks."));
  assertEquals(parameters.filter(({ name }) => frozenInFineTuning(name)), encoder);
  assert(encoder.length > 0);
});
