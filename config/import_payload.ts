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
 * Completes an import by what was found in its files. A field that is null, whoever set it so, is what was found; of what
 * was found with a dataset, such as the unit of its positions, nothing is taken where another dataset was named.
 *
 * @param payload An import.
 * @param found What its files tell; a field that is absent could not be told.
 * @returns A new payload with the source `dataset` in its audit.
 * @throws {ConfigError} Where what was found is not allowed, or contradicts what was set.
 */
export function completeImport(payload: ImportPayload, found: ImportInput): ImportPayload {
  const { override = {}, flag = {}, config = {}, dataset = {} } = auditedSources(payload.overrides);
  const more = fitting(payload, found);
  const given = [override, flag, config, dataset].map((layer) => withoutNulls(layer, more));
  const [above = {}, flags = {}, sections = {}, below = {}] = given;
  const told = { import: { ...more, ...below.import } };
  return createImportPayload(sections as Pick<SectionArguments, "import">, {
    ...{ override: above, flag: flags, dataset: told },
  });
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

/** What was found, without that which fits ill with what was set. */
function fitting({ import: set }: ImportPayload, found: ImportInput): ImportInput {
  const others = SPEAK_OF
    .filter(([name]) => set[name] !== null && set[name] !== found[name])
    .flatMap(([, names]) => names);
  const said = SAME.filter(([one]) => set[one] !== null).map(([, other]) => other);
  const twice = found.wavelength === undefined || found.wavelength === null ? [] : ["energy"];
  const left = new Set<string>([...others, ...said, ...twice]);
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
