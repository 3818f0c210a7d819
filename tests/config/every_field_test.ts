import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import {
  createTrainingPayload,
  fields,
  type PayloadOptions,
  type SectionsInput,
  type Source,
} from "@exitwave/exitwave";
import { merge } from "../../config/builder.ts";
import { canonicalJson } from "../../config/fingerprint.ts";
import { arbitraryValue, companions, hasChoice, sectionsWith } from "./arbitrary_value.ts";

const PAIRS: readonly (readonly [Exclude<Source, "default">, Exclude<Source, "default">])[] = [
  ["override", "flag"],
  ["override", "config"],
  ["override", "dataset"],
  ["flag", "config"],
  ["flag", "dataset"],
  ["config", "dataset"],
];

function payloadFrom(layers: { readonly [S in Source]?: SectionsInput }): ReturnType<typeof createTrainingPayload> {
  const { config = {}, default: _none, ...options } = layers;
  return createTrainingPayload(config, options as PayloadOptions) as ReturnType<typeof createTrainingPayload>;
}

for (const field of fields) {
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  const isDefault = (value: unknown): boolean => canonicalJson(value) === canonicalJson(field.defaultValue);

  Deno.test(`${field.path} obeys the precedence of sources and is audited`, () => {
    fc.assert(
      fc.property(arbitraryValue(field), arbitraryValue(field), fc.constantFrom(...PAIRS), (high, low, pair) => {
        const [winner, loser] = pair;
        const layers = { [winner]: sectionsWith(field, high), [loser]: sectionsWith(field, low) };
        const config = merge(companions(field), layers.config ?? {});
        const payload = payloadFrom({ ...layers, config });
        const section: Readonly<Record<string, unknown>> = { ...payload[field.section] };
        assertEquals(section[field.name], plain(high));
        const record = payload.overrides.find(({ path }) => path === field.path);
        const expected = {
          path: field.path,
          value: plain(high),
          source: winner,
          replaced: [{ value: plain(low), source: loser }, { value: field.defaultValue, source: "default" }],
        };
        assertEquals(record as unknown, isDefault(high) ? undefined : expected);
      }),
      { numRuns: 12, seed: 1 },
    );
  });

  Deno.test(`${field.path} changes the scientific fingerprint only if it is scientific`, () => {
    if (!hasChoice(field)) return;
    const different = arbitraryValue(field).filter((value) => !isDefault(value));
    fc.assert(
      fc.property(different, (value) => {
        const before = payloadFrom({ config: companions(field) });
        const after = payloadFrom({ config: merge(companions(field), sectionsWith(field, value)) });
        assertNotEquals(after.fingerprints.payload, before.fingerprints.payload);
        const same = after.fingerprints.scientific === before.fingerprints.scientific;
        assertEquals(same, field.kind === "execution");
      }),
      { numRuns: 6, seed: 2 },
    );
  });

  Deno.test(`${field.path} has a default, a description, and a flag of its own`, () => {
    assert(field.type.safeParse(undefined).success);
    assert(field.info.about.length > 10);
    assert(field.flags.length > 0, "no flag reaches the field");
    const shared = fields.filter((other) => other !== field && other.flags.some((flag) => field.flags.includes(flag)));
    assertEquals(shared.map(({ path }) => path), []);
  });
}

Deno.test("createTrainingPayload() survives JSON for any value of any field", () => {
  for (const field of fields) {
    const [value] = fc.sample(arbitraryValue(field), { numRuns: 1, seed: 3 });
    const payload = payloadFrom({ config: merge(companions(field), sectionsWith(field, value)) });
    assertEquals(JSON.parse(JSON.stringify(payload)), payload as unknown);
  }
});
