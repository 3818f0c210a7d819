import { assertEquals, assertStrictEquals } from "@std/assert";
import { completePayload } from "../../config/complete_payload.ts";
import { openFields } from "../../config/open_fields.ts";
import { parsePayload } from "../../config/parse_payload.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { keptAddress } from "../../config/values/credentials.ts";

const SECTIONS = {
  data: { scan: "scan.npz" },
  model: { mode: "supervised" },
  training: { epochs: 3 },
  execution: { mlflowUri: "http://me:secret@host:5000" },
} as const;
const OTHERS = { flag: { training: { epochs: 5 } }, override: { training: { epochs: 6, seed: 7 } } };
const FACTS = { data: { patchSize: 128, photons: 1e5, measurement: "intensity" } } as const;

Deno.test("completePayload() gives the payload that the factory makes where the scan is among its sources", () => {
  const completed = completePayload(createTrainingPayload(SECTIONS, OTHERS), FACTS);
  const expected = createTrainingPayload(SECTIONS, { ...OTHERS, dataset: FACTS });
  assertEquals(JSON.stringify(completed), JSON.stringify(expected));
  assertEquals(keptAddress(completed.execution), "http://me:secret@host:5000");
  assertEquals(openFields(completed), []);
});

Deno.test("completePayload() leaves what was set, to its default too, and takes what the scan tells alone", () => {
  const explicit = createTrainingPayload({
    data: { photons: null, patchSize: 64, measurement: "amplitude" },
  }) as TrainingPayload;
  assertStrictEquals(completePayload(explicit, FACTS), explicit);
  const half = completePayload(createTrainingPayload({ data: { photons: null } }) as TrainingPayload, FACTS);
  assertEquals([half.data.photons, half.data.patchSize], [null, 128]);
  const open = createTrainingPayload({}) as TrainingPayload;
  assertStrictEquals(completePayload(open, {}), open);
});

Deno.test("completePayload() takes nothing into a payload that was read", () => {
  const read = parsePayload(JSON.parse(JSON.stringify(createTrainingPayload({})))) as TrainingPayload;
  assertStrictEquals(completePayload(read, FACTS), read);
});
