/** What follows from another field: choosing the mode of the model chooses its loss, whoever chooses it. */
import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  ConfigError,
  createInferencePayload,
  createTrainingPayload,
  explainPayload,
  type InferencePayload,
  model,
  type OverrideRecord,
  parsePayload,
  type PayloadOptions,
  payloadSections,
  type SectionsInput,
  type TrainingPayload,
} from "@exitwave/exitwave";

const SOURCES = ["override", "flag", "config", "dataset"] as const;
type Said = { readonly [S in typeof SOURCES[number]]?: { readonly mode?: string; readonly loss?: string } };

const text = fc.record({ mode: fc.constantFrom("pinn", "supervised"), loss: fc.constantFrom("poisson", "mae") }, {
  requiredKeys: [],
});
const said = fc.record({ override: text, flag: text, config: text, dataset: text }, { requiredKeys: [] });

/** Plain fields, or the calls of a builder that say the same. */
function sectionsOf({ config = {} }: Said, built: boolean): { readonly model?: unknown } {
  if (!built) return { model: config };
  const calls = Object.entries(config);
  const builder = calls.reduce<unknown>((built, [name, value]) => {
    return (built as Record<string, (value: string) => unknown>)[name]?.(value);
  }, model());
  return { model: builder };
}

function recordOf(overrides: readonly OverrideRecord[], path: string): OverrideRecord | undefined {
  return overrides.find((record) => record.path === path);
}

type Create = (sections: SectionsInput, options?: PayloadOptions) => TrainingPayload | InferencePayload;

for (const create of [createTrainingPayload as unknown as Create, createInferencePayload]) {
  Deno.test(`${create.name}() derives the loss from the mode, whichever sources say what, unless one says the loss`, () => {
    fc.assert(fc.property(said, fc.boolean(), (sources: Said, built) => {
      const { config: _config, ...layers } = sources;
      const options = Object.fromEntries(
        Object.entries(layers).map(([source, fields]) => [source, { model: fields }]),
      ) as PayloadOptions;
      const make = (): ReturnType<Create> => create(sectionsOf(sources, built) as SectionsInput, options);
      const first = (name: "mode" | "loss"): string | undefined =>
        SOURCES.map((source) => sources[source]?.[name]).find((value) => value !== undefined);
      const [mode, loss] = [first("mode") ?? "pinn", first("loss")];
      if (mode === "supervised" && loss === "poisson") {
        assertThrows(make, ConfigError, "model.loss must be mae where model.mode is supervised");
        return;
      }
      const payload = make();
      assertEquals([payload.model.mode, payload.model.loss], [mode, loss ?? (mode === "pinn" ? "poisson" : "mae")]);
      const record = recordOf(payload.overrides, "model.loss");
      if (loss !== undefined) assertEquals(record?.replaced.some(({ source }) => source === "derived"), false);
      else if (mode === "pinn") assertEquals(record, undefined);
      else {
        assertEquals(record, {
          ...{ path: "model.loss", value: "mae", source: "derived", isDefault: false },
          replaced: [{ value: "poisson", source: "default" }],
        });
      }
      assertEquals(parsePayload(JSON.parse(JSON.stringify(payload))), payload);
      assertEquals(create(payloadSections(payload)).fingerprints.payload, payload.fingerprints.payload);
    }));
  });
}

Deno.test("explainPayload() says that the loss was derived, and where the mode was set", () => {
  const lossOf = (sections: SectionsInput): string | undefined =>
    explainPayload(createTrainingPayload(sections), { base: import.meta.resolve("./") })
      .find(({ path }) => path === "model.loss")?.origin;
  assertEquals(lossOf({ model: { mode: "supervised" } }), 'derived, over "poisson" by default');
  const built = { model: model().mode("supervised") } as unknown as SectionsInput;
  assertEquals(lossOf(built)?.replace(/:\d+/, ":LINE"), 'derived (derived_test.ts:LINE), over "poisson" by default');
});

Deno.test("createTrainingPayload() takes no source called derived from a caller", () => {
  const options = { derived: { model: { loss: "mae" } } } as unknown as PayloadOptions;
  assertThrows(() => createTrainingPayload({}, options), ConfigError, "is not one of the sources");
});
