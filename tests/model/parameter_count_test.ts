import { assertEquals } from "@std/assert";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { parametersOf } from "../../model/parameter_count.ts";
import { parameterCount } from "../../model/parameters/parameter_spec.ts";
import { networkOf } from "../../model/networks.ts";

Deno.test("parametersOf() counts the parameters of the network that is trained", () => {
  for (const model of [{}, { filterScale: 0.125 }, { filterScale: 0.5, probeBig: false, cbamEncoder: false }]) {
    for (const patchSize of [64, 128] as const) {
      const payload = createTrainingPayload({ data: { patchSize }, model });
      assertEquals(parametersOf(payload), parameterCount(networkOf(payload).parameters));
    }
  }
  assertEquals(parametersOf(createTrainingPayload({ model: { architecture: "fno" } })), null);
});
