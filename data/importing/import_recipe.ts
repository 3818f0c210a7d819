/**
 * From what a user says and what files tell to a recipe: an import in which nothing that a scan needs is open.
 *
 * @module
 */
import { completeImport, foundOfNamed } from "../../config/import_payload.ts";
import type { ImportInput } from "../../config/fields/import_input.ts";
import type { ImportPayload } from "../../config/payload.ts";
import { payloadSections } from "../../config/payload_sections.ts";
import type { ArrayFile } from "../formats/array_file.ts";
import { DATASET_FIELDS } from "../layouts/combine_parts.ts";
import { findLayout } from "../layouts/find_layout.ts";
import type { FoundLayout } from "../layouts/layout.ts";
import { scanPhotons } from "../scan_metadata.ts";
import type { OddPixelList } from "../study/patterns/odd_pixels.ts";
import { type Study, type StudyOptions, studyPatterns } from "../study/study.ts";
import type { ImportFields } from "./import_fields.ts";
import { datasetIn } from "./open_sources.ts";

/** A recipe, and what is to be said of it. */
export interface FoundRecipe {
  /** The import, complete. */
  readonly payload: ImportPayload;
  /** What is worth knowing, one sentence each, the most harmful first. */
  readonly warnings: readonly string[];
}

/** A recipe with what its steps take from the one look at all frames. */
export interface StudiedRecipe extends FoundRecipe {
  /** Pixels that look as if they did not measure, in the axes of the file. */
  readonly odd: OddPixelList;
}

/**
 * Completes an import by the names and the numbers in its files.
 *
 * @param payload What the user says.
 * @param files The open files.
 * @param options Who hears of progress.
 * @throws {Error} Where something that a scan needs is not said and cannot be told, with the field that would say it.
 */
export async function findRecipe(
  payload: ImportPayload,
  files: readonly ArrayFile[],
  options: StudyOptions = {},
): Promise<StudiedRecipe> {
  const named = withFileNames(payload, files);
  const layout = await findLayout(files);
  const photons = await photonsOf(files);
  const told = completeImport(named, { ...photons, ...foundOfNamed(named, layout.fields) });
  requireField(told, "patterns", layout, files);
  const study = await studyPatterns(files, withoutWords(fieldsOf(told)), options);
  const { patterns } = study;
  if (patterns === null) throw new TypeError(study.findings[0]?.message ?? "Cannot import as patterns cannot be read");
  const found = { orientation: "none", positionReference: "centre", ...study.fields } as const;
  const complete = completeImport(told, found, decidedFields(told, study));
  requirePositions(complete, layout, files);
  return { payload: complete, warnings: study.findings.filter(isNews).map(({ message }) => message), odd: study.odd };
}

/** The fields of an import as its steps take them. */
export function fieldsOf(payload: ImportPayload): ImportFields {
  return payloadSections(payload).import as ImportFields;
}

// --- internal ---

/** What was asked to be found by a word of its own. */
function decidedFields({ import: { centre, orientation } }: ImportPayload, study: Study): ImportInput {
  const { beam = null } = study.patterns ?? {};
  const verdict = study.orientation;
  return {
    ...(centre === "beam" && beam !== null && { centre: [Math.round(beam.row), Math.round(beam.column)] }),
    ...(orientation === "auto" && {
      orientation: verdict?.orientation ?? "none",
      ...(verdict && verdict.rotation !== 0 && { rotation: verdict.rotation }),
    }),
  };
}

/** Findings that the recipe answers, so that nobody has to. */
const ANSWERED: ReadonlySet<string> = new Set<string>([
  ...["counts", "beam-in-corner", "beam-off-centre", "bad-values", "saturated", "size", "not-finite"],
  ...["no-patterns", "no-positions", "units", "units-unknown", "pixel-size-unknown", "position-count"],
  ...["position-not-finite"],
]);

function isNews({ code, severity }: Study["findings"][number]): boolean {
  return severity !== "info" && !ANSWERED.has(code);
}

/** To the study, what is not to be taken is not there. */
function withoutWords(fields: ImportFields): ImportFields {
  const { mask, object, probe } = fields;
  return {
    ...fields,
    mask: mask === "none" ? null : mask,
    object: object === "none" ? null : object,
    probe: probe === "estimate" ? null : probe,
  };
}

/** A file of one array stands for it, as in `--mask mask.npy`. */
function withFileNames(payload: ImportPayload, files: readonly ArrayFile[]): ImportPayload {
  const names: { [F in (typeof DATASET_FIELDS)[number]]?: string } = {};
  for (const field of DATASET_FIELDS) {
    const name = payload.import[field];
    const dataset = name === null ? null : datasetIn(files, name);
    if (dataset !== null && dataset !== name) names[field] = dataset;
  }
  return Object.keys(names).length > 0 ? completeImport(payload, {}, names) : payload;
}

/** What PtychoPINN's metadata say of photons. */
async function photonsOf(files: readonly ArrayFile[]): Promise<ImportInput> {
  for (const file of files) {
    const { photons } = await scanPhotons(file);
    if (photons !== null) return { photons };
  }
  return {};
}

function requireField(
  { import: fields }: ImportPayload,
  name: "patterns" | "units",
  { problems }: FoundLayout,
  files: readonly ArrayFile[],
): void {
  if (fields[name] !== null) return;
  // What is there and cannot be read, such as a link into a file that is away, may be what is missed.
  const unreadable = name === "patterns" ? problems.find((text) => text.startsWith("Cannot read ")) : undefined;
  if (unreadable !== undefined) throw new Error(unreadable);
  const told = problems.find((text) => text.startsWith(`no ${name}`)) ?? MISSING[name];
  throw new TypeError(`${placeOf(files)} ${told.replace(/^no patterns:/, "there are no patterns:")}`);
}

const MISSING = {
  patterns: "no patterns were found: --patterns DATASET names them",
  positions: "no positions were found: --positions DATASET names a table",
  units: "nothing says in which unit the positions are: --units m, mm, um, nm or px (object pixels)",
};

function requirePositions(payload: ImportPayload, layout: FoundLayout, files: readonly ArrayFile[]): void {
  const { positions, xPositions, step } = payload.import;
  if (positions === null && xPositions === null && step === null) {
    const told = layout.problems.find((text) => text.startsWith("no positions")) ?? MISSING.positions;
    throw new TypeError(`${placeOf(files)} ${told}`);
  }
  requireField(payload, "units", layout, files);
}

function placeOf(files: readonly ArrayFile[]): string {
  return `Cannot import ${files.map(({ path }) => path).join(", ")} as`;
}
