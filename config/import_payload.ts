/**
 * The factory of import payloads, and their completion by what was found in files. Pure: no files, no clock.
 *
 * @module
 */
import { assemble, type PayloadOptions, type SectionArguments } from "./assemble.ts";
import { auditedSources } from "./audited_sources.ts";
import type { ImportInput } from "./fields/import_input.ts";
import type { SectionsInput } from "./fields/sections.ts";
import type { ImportPayload } from "./payload.ts";
import { seal } from "./seal.ts";
import { fieldPlaces, keepFieldPlaces } from "./values/place.ts";

/**
 * Compiles a section into one frozen, audited import payload. No file is read: fields that are null, `importScan` finds in
 * the files.
 *
 * @param sections A builder or plain fields; what is left out has its default.
 * @param options The other sources, with the precedence of `createTrainingPayload`.
 * @returns The payload: plain JSON, deep-frozen.
 * @throws {ConfigError} With every problem at once, one line each.
 * @example
 * ```ts
 * import { createImportPayload, importer } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const section = importer().files(["scan.h5", "mask.npy"]).units("um").energy(8800).distance(1.9).detectorPixel(75e-6);
 * const payload = createImportPayload({ import: section }, { flag: { import: { units: "m" } } });
 * assertEquals(payload.import.units, "m");
 * assertEquals(payload.overrides.find(({ path }) => path === "import.units")?.source, "flag");
 * ```
 */
export function createImportPayload(
  sections: Pick<SectionArguments, "import">,
  options: PayloadOptions = {},
): ImportPayload {
  return seal({ kind: "import", ...assemble("import", sections, options) }) as ImportPayload;
}

/**
 * Completes an import by what was found in its files. A field that is null, whoever set it so, is what was found.
 *
 * @param payload An import.
 * @param found What its files tell; a field that is absent could not be told.
 * @param decided What was asked to be found by another word than null, such as the orientation `auto`: it wins over all.
 * @returns A new payload with the sources `dataset` and `override` in its audit.
 * @throws {ConfigError} Where what was found is not allowed, or contradicts what was set.
 */
export function completeImport(payload: ImportPayload, found: ImportInput, decided: ImportInput = {}): ImportPayload {
  const { override = {}, flag = {}, config = {}, dataset = {} } = auditedSources(payload.overrides);
  const more = known(found, SAME.filter(([one]) => payload.import[one] !== null).map(([, other]) => other));
  const given = [override, flag, config, dataset].map((layer) => withoutNulls(layer, more));
  const [above = {}, flags = {}, sections = {}, below = {}] = given;
  return createImportPayload(sections as Pick<SectionArguments, "import">, {
    override: { import: { ...above.import, ...decided } },
    flag: flags,
    dataset: { import: { ...more, ...below.import } },
  });
}

/**
 * Of what a layout found, that which speaks of the datasets that an import takes: the unit of some positions says nothing
 * of others that were named in their place.
 *
 * @param payload The import.
 * @param found What a layout found.
 */
export function foundOfNamed({ import: set }: ImportPayload, found: ImportInput): ImportInput {
  const others = SPEAK_OF
    .filter(([name]) => set[name] !== null && nameOf(set[name]) !== nameOf(found[name]))
    .flatMap(([, names]) => names);
  return known(found, others);
}

// --- internal ---

type FieldName = keyof ImportInput;

/** Fields that speak of the dataset that another one names. */
const SPEAK_OF: readonly (readonly [dataset: FieldName, fields: readonly FieldName[]])[] = [
  ["patterns", ["framesAxis", "transpose", "raster", "measurement", "badValues", "fftshift", "centre", "crop", "pad"]],
  ["positions", ["xColumn", "yColumn", "units", "positionReference", "xPositions", "yPositions", "step"]],
  ["xPositions", ["units", "positionReference", "positions", "xColumn", "yColumn"]],
  ["mask", ["maskGood"]],
  ["object", ["objectCentre"]],
];

/** Fields of which one says what another does. */
const SAME: readonly (readonly [one: FieldName, other: FieldName])[] = [["energy", "wavelength"], [
  "wavelength",
  "energy",
]];

/** Datasets are the same with a slash in front or without. */
function nameOf(value: unknown): unknown {
  return typeof value === "string" ? value.replace(/^\/+/, "") : value;
}

/** What was found but for some fields; where both energy and wavelength were, the wavelength. */
function known(found: ImportInput, without: readonly FieldName[]): ImportInput {
  const twice = found.wavelength === undefined || found.wavelength === null ? [] : ["energy"];
  const left = new Set<string>([...without, ...twice]);
  return Object.fromEntries(
    Object.entries(found).filter(([name, value]) => value !== undefined && value !== null && !left.has(name)),
  );
}

/** A layer without the nulls in whose place something was found. */
function withoutNulls(layer: SectionsInput, found: ImportInput): SectionsInput {
  const fields = layer.import ?? {};
  const kept = Object.entries(fields).filter(([name, value]) => value !== null || !(name in found));
  const places = Object.entries(fieldPlaces(fields)).filter(([name]) => kept.some(([other]) => other === name));
  return { import: keepFieldPlaces(Object.fromEntries(kept), Object.fromEntries(places)) };
}
