import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  createInferencePayload,
  createTrainingPayload,
  data,
  execution,
  type Field,
  fields,
  inference,
  model,
  parsePayload,
  type PayloadOptions,
  payloadSections,
  SOURCES,
  training,
} from "@exitwave/exitwave/config";
import { canonicalJson } from "../../config/values/fingerprint.ts";
import { merge } from "../../config/fields/merge.ts";
import { inferenceScience } from "../../recon/inference_science.ts";
import { arbitraryValue, companions, hasChoice, sectionsWith } from "./arbitrary_value.ts";

type Payload = ReturnType<typeof createTrainingPayload>;
type Given = Exclude<(typeof SOURCES)[number], "default">;

const GIVEN: readonly Given[] = ["override", "flag", "config", "dataset"];
const PAIRS = GIVEN.flatMap((high, i) => GIVEN.slice(i + 1).map((low) => [high, low] as const));

/** What the library makes of a field's values by source, with what they need beside them. */
function payloadFrom(field: Field, values: { readonly [S in Given]?: unknown }): Payload {
  const layers = Object.fromEntries(
    Object.entries(values).map(([source, value]) => [source, sectionsWith(field, value)]),
  );
  const { config = {}, ...options } = layers;
  const sections = merge(companions(field), config);
  return createTrainingPayload(sections, options as PayloadOptions) as unknown as Payload;
}

function valueOf(payload: object, { section, name }: Field): unknown {
  return (payload as Record<string, Record<string, unknown>>)[section]?.[name];
}

function recordOf({ overrides }: Pick<Payload, "overrides">, { path }: Field): unknown {
  return overrides.find((record) => record.path === path);
}

/** What is expected of a value: as the schema takes it, and as JSON has it. */
function taken(field: Field, value: unknown): unknown {
  return JSON.parse(JSON.stringify(field.type.parse(value)));
}

/** Fields of a training; those of an import and of an engine have payloads of their own. */
const RUN_FIELDS = fields.filter(({ section }) => section !== "import" && section !== "engine");

for (const field of RUN_FIELDS) {
  const isDefault = (value: unknown): boolean =>
    canonicalJson(taken(field, value)) === canonicalJson(field.defaultValue);
  const ofDefault = { value: field.defaultValue, source: "default" };
  /** Every other value is the default: to set a field to it is to set it. */
  const values = (): fc.Arbitrary<unknown> => fc.oneof(arbitraryValue(field), fc.constant(field.defaultValue));

  Deno.test(`${field.path} obeys the precedence of sources and is audited, at its default too`, () => {
    fc.assert(
      fc.property(values(), values(), fc.constantFrom(...PAIRS), (high, low, [winner, loser]) => {
        const payload = payloadFrom(field, { [winner]: high, [loser]: low });
        assertEquals(valueOf(payload, field), taken(field, high));
        assertEquals(recordOf(payload, field), {
          path: field.path,
          value: taken(field, high),
          source: winner,
          isDefault: isDefault(high),
          replaced: [{ value: JSON.parse(JSON.stringify(low)), source: loser }, ofDefault],
        });
      }),
      { numRuns: 5, seed: 1 },
    );
  });

  Deno.test(`${field.path} is what one source says, by a builder too, and what a payload of it says again`, () => {
    fc.assert(
      fc.property(values(), values(), fc.constantFrom(...GIVEN), (value, other, source) => {
        const payload = payloadFrom(field, { [source]: value });
        const expected = { path: field.path, value: taken(field, value), isDefault: isDefault(value) };
        assertEquals(recordOf(payload, field), { ...expected, source, replaced: [ofDefault] });
        // A payload is all its fields: nothing below has a say any more.
        const again = createTrainingPayload(payloadSections(payload), { dataset: sectionsWith(field, other) });
        assertEquals(again.fingerprints.payload, payload.fingerprints.payload);
        const replaced = [{ value: JSON.parse(JSON.stringify(other)), source: "dataset" }, ofDefault];
        assertEquals(recordOf(again, field), { ...expected, source: "config", replaced });
        assertEquals(parsePayload(JSON.parse(JSON.stringify(payload))), payload);
        const built = createTrainingPayload({ ...companions(field), [field.section]: builderWith(field, value) });
        assertEquals(valueOf(built, field), taken(field, value));
      }),
      { numRuns: 3, seed: 4 },
    );
  });

  Deno.test(`${field.path} reaches an inference, stays the network's, or is warned of`, () => {
    const trained = createTrainingPayload(companions(field));
    fc.assert(
      fc.property(values(), fc.constantFrom("override", "flag", "config"), (value, source) => {
        const sections = merge(companions(field), source === "config" ? sectionsWith(field, value) : {});
        const options = source === "config" ? {} : { [source]: sectionsWith(field, value) };
        const payload = createInferencePayload(sections, options);
        const warned = payload.warnings.some((warning) => warning.startsWith(`${field.path} = `));
        if (!field.readBy.includes("inference")) {
          assertEquals(warned, !isDefault(value) || source !== "config", payload.warnings.join("\n"));
          return;
        }
        assertEquals(valueOf(payload, field), taken(field, value));
        assert(recordOf(payload, field));
        if (field.section === "data" && isSameNetwork(field, value, trained)) {
          assertEquals(valueOf(inferenceScience(payload, trained), field), taken(field, value));
        }
      }),
      { numRuns: 4, seed: 5 },
    );
  });

  const fingerprints = `${field.path} changes the scientific fingerprint only if it is scientific`;
  // A field of one value can be changed to no other.
  if (hasChoice(field)) {
    Deno.test(fingerprints, () => {
      const different = arbitraryValue(field, (value) => !isDefault(value));
      fc.assert(
        fc.property(different, (value) => {
          const before = payloadFrom(field, {});
          const after = payloadFrom(field, { config: value });
          assertNotEquals(after.fingerprints.payload, before.fingerprints.payload);
          const same = after.fingerprints.scientific === before.fingerprints.scientific;
          assertEquals(same, field.kind === "execution");
          assertEquals(field.effect === "other result", field.kind === "scientific");
        }),
        { numRuns: 3, seed: 2 },
      );
    });
  }

  Deno.test(`${field.path} has a default, a description, and a flag of its own`, () => {
    assert(field.type.safeParse(undefined).success);
    assert(field.info.about.length > 10);
    assert(field.flags.length > 0, "no flag reaches the field");
    const shared = RUN_FIELDS.filter((other) =>
      other !== field && other.flags.some((flag) => field.flags.includes(flag))
    );
    assertEquals(shared.map(({ path }) => path), []);
  });
}

Deno.test("arbitraryValue() names a field whose every other value is refused, instead of drawing for ever", () => {
  const found = fields.find(({ path }) => path === "model.positionsTrainable");
  assert(found);
  // What it needs beside it is known by its path.
  const alone = { ...found, path: "model.unknown" as Field["path"] };
  assertEquals(new Set(fc.sample(arbitraryValue(alone), 20)), new Set([false]));
  assertThrows(
    () => arbitraryValue(alone, (value) => value !== false),
    Error,
    "Cannot draw a value of model.unknown as",
  );
  assertEquals(fc.sample(arbitraryValue(found, (value) => value !== false), 1), [true]);
});

Deno.test("what decides when a training ends, and with which weights, is not said to give the same result", () => {
  const deciding = fields.filter(({ effect }) => effect === "may stop elsewhere").map(({ name }) => name);
  assertEquals(deciding, [
    ...["maxTime", "checkpointing", "checkpointSaveTopK", "checkpointMonitor", "checkpointMode"],
    ...["earlyStopPatience", "earlyStopMinDelta", "earlyStopDivergence", "checkpointEveryEpochs"],
  ]);
});

const BUILDERS = { data, model, training, inference, execution };

/** A builder of the field's section, with what the value needs beside it. */
function builderWith(field: Field, value: unknown): unknown {
  const beside: object = companions(field)[field.section] ?? {};
  const all = { ...beside, [field.name]: value };
  let builder: unknown = BUILDERS[field.section as keyof typeof BUILDERS]();
  for (const [name, one] of Object.entries(all)) {
    // Methods that take more than the value of their field are tried by their own tests.
    const method = (builder as Record<string, (value: unknown) => unknown>)[name];
    builder = name === "scheduler" ? { ...all } : method?.(one);
    if (name === "scheduler") return builder;
  }
  return builder;
}

/** Whether inference may have the value: fields that the network's parameters depend on must stay. */
function isSameNetwork({ path, defaultValue }: Field, value: unknown, { data: { gridSize } }: Payload): boolean {
  const ofNetwork = path === "data.patchSize" || path === "data.gridSize";
  return !ofNetwork || (canonicalJson(value) === canonicalJson(defaultValue) && gridSize === 1);
}
