/**
 * What the numbers of files say: what is wrong with them, and the fields of an import that names and headers leave open.
 *
 * @module
 */
import type { ImportInput } from "../../config/fields/import_input.ts";
import type { ArrayFile } from "../formats/array_file.ts";
import { geometryFindings, missingFindings } from "./experiment_findings.ts";
import { type Finding, mostHarmfulFirst } from "./finding.ts";
import { frameFindings } from "./frame_findings.ts";
import { fitToObject } from "./known_object.ts";
import { orientationFindings, type OrientationVerdict, orientationVerdict } from "./orientation_findings.ts";
import type { OddPixelList } from "./patterns/odd_pixels.ts";
import type { PatternFacts } from "./patterns/pattern_facts.ts";
import { patternFindings } from "./pattern_findings.ts";
import { type PositionFacts, positionFacts, studiedProbe } from "./position_facts.ts";
import { positionFindings } from "./position_findings.ts";
import { positionFields, proposedFields } from "./proposed_fields.ts";
import { type StudiedStack, type StudyProgress, studyStack } from "./patterns/study_stack.ts";

/** What the numbers say. */
export interface Study {
  /** Fields that were open and are proposed; none that was set. */
  readonly fields: ImportInput;
  /** What looks wrong or is worth knowing, the most harmful first. */
  readonly findings: readonly Finding[];
  /** What the patterns are like; null where they cannot be read. */
  readonly patterns: PatternFacts | null;
  /** Pixels that look as if they did not measure, in the axes of the file. */
  readonly odd: OddPixelList;
  /** What the positions are like; null where they cannot be read. */
  readonly positions: PositionFacts | null;
  /** How the patterns want the scan axes to lie; taken only where somebody asks for it. */
  readonly orientation: OrientationVerdict | null;
}

/** What is known where there is nothing to look at. */
export const NOTHING_STUDIED: Study = {
  ...{ fields: {}, findings: [], patterns: null, odd: { hot: [], dead: [] }, positions: null, orientation: null },
};

/** How to study. */
export interface StudyOptions {
  /** Hears how many of the values were looked at. */
  readonly onProgress?: StudyProgress;
}

/**
 * Looks once at all patterns and positions. What cannot be read is a finding, not an error: there may be more to tell.
 *
 * @param files The open files.
 * @param fields What is known of them: what the user set, and what a layout found.
 * @param options Who hears of progress.
 * @returns Findings, and proposals for the fields that are open.
 */
export async function studyPatterns(
  files: readonly ArrayFile[],
  fields: ImportInput,
  options: StudyOptions = {},
): Promise<Study> {
  const findings: Finding[] = [];
  const stack = await attempt("patterns-unreadable", findings, () => studyStack(files, fields, options.onProgress));
  if (stack === null) {
    if (findings.length === 0) findings.push(missingPatterns(files));
    return { ...NOTHING_STUDIED, findings };
  }
  findings.push(...patternFindings(stack), ...frameFindings(stack.facts));
  const places = await studyPlaces(files, stack, findings);
  return {
    fields: { ...proposedFields(stack), ...places?.fields },
    findings: mostHarmfulFirst(findings),
    patterns: stack.facts,
    odd: stack.odd,
    positions: places?.positions ?? null,
    orientation: places?.orientation ?? null,
  };
}

// --- internal ---

interface StudiedPlaces {
  readonly fields: ImportInput;
  readonly positions: PositionFacts;
  readonly orientation: OrientationVerdict;
}

async function studyPlaces(
  files: readonly ArrayFile[],
  stack: StudiedStack,
  findings: Finding[],
): Promise<StudiedPlaces | null> {
  const { fields, facts } = stack;
  const before = findings.length;
  const probe = await attempt("probe-unreadable", findings, () => studiedProbe(files, fields));
  const positions = await attempt("positions-unreadable", findings, () => positionFacts(files, stack, probe));
  if (findings.length === before || positions !== null) {
    findings.push(...missingFindings(facts.stack, positions, fields));
  }
  if (positions === null) return null;
  const { byObject, object } =
    await attempt("object-unreadable", findings, () => fitToObject(files, { studied: stack, positions, probe })) ??
      { byObject: null, object: null };
  const geometry = geometryFindings(stack, positions);
  const nearField = geometry.some(({ code }) => code === "near-field");
  const evidence = { name: positions.raw.name, byCentres: positions.orientation, byObject, nearField, fields };
  const found = positionFields(positions, { byObject, object }, fields);
  findings.push(...positionFindings({ ...positions, ...found.known }, facts.stack, fields));
  findings.push(...geometry, ...orientationFindings(evidence));
  return { fields: found.fields, positions, orientation: orientationVerdict(evidence) };
}

/** Does a part of the study; an error of the files becomes a finding. */
async function attempt<T>(code: string, findings: Finding[], part: () => Promise<T>): Promise<T | null> {
  try {
    return await part();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    findings.push({ code, severity: "error", message: error.message });
    return null;
  }
}

function missingPatterns(files: readonly ArrayFile[]): Finding {
  const names = files.map(({ path }) => path).join(", ");
  const message =
    `${names} ${files.length === 1 ? "has" : "have"} no patterns that are known as such: name their dataset ` +
    "with --patterns, or the file that has them beside this one";
  return { code: "no-patterns", severity: "error", message };
}
