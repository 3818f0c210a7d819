import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import {
  createImportPayload,
  createInferencePayload,
  createTrainingPayload,
  importer,
  model,
  parsePayload,
  training,
} from "@exitwave/exitwave/config";
import { assertHidesDisplay, displayed } from "../../displayed.ts";

Deno.test("a builder shows what was set so far, in a notebook alone", async () => {
  const builder = training().epochs(3).learningRate(1e-3);
  const { "text/plain": text, "text/html": html } = await displayed(builder);
  assertEquals(
    text,
    "Builder of training\n  field                  value\n  training.epochs        3\n  training.learningRate  0.001",
  );
  assertStringIncludes(html ?? "", "training.learningRate");
  assertHidesDisplay(builder);
  assertStringIncludes((await displayed(model()))["text/plain"] ?? "", "Nothing is set yet");
});

Deno.test("a payload shows what was set, by whom and over what, and what it warns of", async () => {
  const payload = createTrainingPayload({ training: { epochs: 3, fineTuneGamma: 0.2 } }, {
    flag: { training: { epochs: 7 } },
  });
  const { "text/plain": text = "", "text/html": html = "" } = await displayed(payload);
  assertMatch(text, /training\.epochs +7 +flag, over 3 from config, over 50 by default/);
  assertEquals(payload.warnings.length, 1);
  assertStringIncludes(text, `Warning: ${payload.warnings[0]}`);
  assertStringIncludes(html, "over 3 from config");
});

Deno.test("JSON, equality and spreads of a payload are what they were, and one that was read back shows itself too", async () => {
  const payload = createTrainingPayload({ data: { scan: "<b>.npz" }, training: { epochs: 3 } });
  const recipe = createImportPayload({ import: importer().files(["a.h5"]) });
  for (const made of [payload, createInferencePayload({}), recipe]) assertHidesDisplay(made);
  const read = parsePayload(JSON.parse(JSON.stringify(payload)));
  assertEquals(read, payload);
  assertEquals(await displayed(read), await displayed(payload));
  assertEquals(structuredClone(payload), payload);
  assertStringIncludes((await displayed(read))["text/html"] ?? "", "&lt;b&gt;.npz");
});

Deno.test("credentials in an address are not shown", async () => {
  const address = "http://me:secret@host:5000";
  const builder = training();
  const payload = createTrainingPayload({ training: builder, execution: { mlflowUri: address } });
  assertEquals(JSON.stringify(await displayed(payload)).includes("secret"), false);
});
