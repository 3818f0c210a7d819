import { assertEquals } from "@std/assert";
import { createTrainingPayload, parsePayload } from "@exitwave/exitwave/config";
import { fingerprints } from "../../../config/seal.ts";
import type { Sections, SectionsInput } from "../../../config/fields/sections.ts";
import { fingerprint } from "../../../config/values/fingerprint.ts";

/** A payload as a version wrote it whose fields of the loss, the scale and the precision did nothing, and had other defaults. */
function formerPayload(sections: SectionsInput, audited: Readonly<Record<string, unknown>> = {}): unknown {
  const payload = JSON.parse(JSON.stringify(createTrainingPayload(sections)));
  Object.assign(payload.model, { intensityScaleTrainable: true, maeWeight: 0, nllWeight: 1 });
  payload.execution.precision = "32-true";
  for (const [path, value] of Object.entries(audited)) {
    Object.assign(payload.model, { [path.replace("model.", "")]: value });
    payload.overrides.push({ path, value, source: "config", isDefault: false, replaced: [] });
  }
  payload.fingerprints = fingerprints("training", payload as Sections);
  const { digest: _, ...content } = payload;
  return { ...content, digest: fingerprint(content) };
}

Deno.test("parsePayload() takes former defaults that nobody set, and did nothing, for today's", () => {
  for (const model of [{ loss: "mae" }, { loss: "poisson" }] as const) {
    const { model: read, execution: { precision } } = parsePayload(formerPayload({ model }));
    assertEquals(precision, "float32");
    assertEquals([read.loss, read.intensityScaleTrainable, read.maeWeight, read.nllWeight], [
      model.loss,
      false,
      null,
      null,
    ]);
  }
});

Deno.test("parsePayload() leaves what somebody set, be it a former default", () => {
  const { model } = parsePayload(
    formerPayload({}, { "model.intensityScaleTrainable": true, "model.nllWeight": 1, "model.maeWeight": 0.5 }),
  );
  assertEquals([model.intensityScaleTrainable, model.maeWeight, model.nllWeight], [true, 0.5, 1]);
  const today = createTrainingPayload({ model: { maeWeight: 0, nllWeight: 1, intensityScaleTrainable: true } });
  assertEquals(parsePayload(JSON.parse(JSON.stringify(today))), today);
});
