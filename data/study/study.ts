/**
 * What the numbers of files say: what is wrong with them, and the fields of an import that names and headers leave open.
 *
 * @module
 */
import type { ImportInput } from "../../config/fields/import_input.ts";
import type { ArrayFile } from "../formats/array_file.ts";
import { type Finding, mostHarmfulFirst } from "./finding.ts";
import { frameFindings } from "./frame_findings.ts";
import type { PatternFacts } from "./patterns/pattern_facts.ts";
import { patternFindings } from "./pattern_findings.ts";
import { proposedFields } from "./proposed_fields.ts";
import { type StudyProgress, studyStack } from "./patterns/study_stack.ts";

/** What the numbers say. */
export interface Study {
  /** Fields that were open and are proposed; none that was set. */
  readonly fields: ImportInput;
  /** What looks wrong or is worth knowing, the most harmful first. */
  readonly findings: readonly Finding[];
  /** What the patterns are like; null where they cannot be read. */
  readonly patterns: PatternFacts | null;
}

/** How to study. */
export interface StudyOptions {
  /** Hears how many of the frames were looked at. */
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
  const patterns = await attempt("patterns-unreadable", findings, () => studyStack(files, fields, options.onProgress));
  if (patterns === null && findings.length === 0) findings.push(missingPatterns(files));
  if (patterns) findings.push(...patternFindings(patterns), ...frameFindings(patterns.facts));
  return {
    fields: patterns ? proposedFields(patterns) : {},
    findings: mostHarmfulFirst(findings),
    patterns: patterns?.facts ?? null,
  };
}

// --- internal ---

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
