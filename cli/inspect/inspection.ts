/**
 * Looking at files: what they are, what is taken for what, what is wrong, and which command makes a scan of them.
 *
 * @module
 */
import type { ImportInput } from "../../config/fields/import_input.ts";
import { orthogonalModes, powerShares } from "../../data/arrays/orthogonal_modes.ts";
import type { ArrayFile } from "../../data/formats/array_file.ts";
import { formatOf } from "../../data/formats/open/open_arrays.ts";
import { fileSeries, openSeries } from "../../data/formats/open/open_files.ts";
import { datasetIn } from "../../data/importing/open_sources.ts";
import { readProbeModes } from "../../data/importing/probe_modes.ts";
import { DATASET_FIELDS } from "../../data/layouts/combine_parts.ts";
import { findLayout } from "../../data/layouts/find_layout.ts";
import type { FoundLayout } from "../../data/layouts/layout.ts";
import { type Finding, mostHarmfulFirst } from "../../data/study/finding.ts";
import { NOTHING_STUDIED, type Study, type StudyOptions, studyPatterns } from "../../data/study/study.ts";
import { type DatasetFacts, datasetFacts } from "./file_tree.ts";
import { importArguments } from "./import_arguments.ts";

/** A file that was looked at. */
export interface InspectedFile {
  readonly path: string;
  /** What it is, such as `NPZ` or `TIFF, the first of 12 files`; null where it cannot be read. */
  readonly format: string | null;
  /** Why it cannot be read, and what to do; null where it can. */
  readonly problem: string | null;
  readonly datasets: readonly DatasetFacts[];
}

/** What was seen. */
export interface Inspection {
  readonly files: readonly InspectedFile[];
  /** Paths of all that can be read, files of a series each. */
  readonly readable: readonly string[];
  /** What is taken for what. */
  readonly layout: FoundLayout;
  /** Fields of an import as they are set, found by names, or proposed by numbers. */
  readonly fields: ImportInput;
  /** Shares of the probe's modes in its power, orthogonal and the strongest first; null where no probe can be read. */
  readonly probeShares: readonly number[] | null;
  /** What the numbers say. */
  readonly study: Study;
  /** All findings, the most harmful first. */
  readonly findings: readonly Finding[];
  /** Arguments of the program that make a scan of the files, without `--output`; null where none can be read. */
  readonly arguments: readonly string[] | null;
}

/**
 * Looks at files.
 *
 * @param paths The files, the one with the patterns first.
 * @param set Fields that the user set.
 * @param options Who hears of progress.
 */
export async function inspectFiles(
  paths: readonly string[],
  set: ImportInput = {},
  options: StudyOptions = {},
): Promise<Inspection> {
  const inspected: InspectedFile[] = [];
  const open: ArrayFile[] = [];
  const readable: string[] = [];
  await using stack = new AsyncDisposableStack();
  for (const series of await fileSeries(paths)) {
    const [file, own] = await lookAt(series);
    inspected.push(own);
    if (!file) continue;
    open.push(stack.use(file));
    readable.push(...series);
  }
  const layout = await findLayout(open);
  const known = { ...layout.fields, ...asDatasets(set, open) };
  const study = open.length > 0 ? await studyPatterns(open, known, options) : NOTHING_STUDIED;
  const severity = study.patterns === null ? "error" : "warning";
  const unread: Finding[] = [
    ...inspected.flatMap(({ problem: message }) =>
      message === null ? [] : [{ code: "file-unreadable", severity: "error" as const, message }]
    ),
    ...layout.problems.filter((text) => text.startsWith("Cannot read ")).map((message) => (
      { code: "dataset-unreadable", severity, message } as const
    )),
  ];
  return {
    files: inspected,
    readable,
    layout,
    fields: { ...study.fields, ...known },
    study,
    probeShares: await probeShares(open, known),
    findings: mostHarmfulFirst([...unread, ...study.findings]),
    arguments: readable.length > 0 ? importArguments(readable, set, study) : null,
  };
}

// --- internal ---

/** The fields with datasets in the place of files that hold one, and nothing in that of what is not to be taken. */
function asDatasets(set: ImportInput, open: readonly ArrayFile[]): ImportInput {
  const named = DATASET_FIELDS.flatMap((field) => {
    const name = set[field];
    return typeof name !== "string" ? [] : [[field, name === "none" ? null : datasetIn(open, name)]];
  });
  return { ...set, ...Object.fromEntries(named) };
}

/** A probe that cannot be read is a finding of the study. */
async function probeShares(open: readonly ArrayFile[], { probe }: ImportInput): Promise<readonly number[] | null> {
  if (!probe || probe === "estimate") return null;
  const read = await readProbeModes(open, probe, false).catch(() => null);
  return read && powerShares(orthogonalModes(read.modes));
}

async function lookAt(series: readonly string[]): Promise<[file: ArrayFile | null, facts: InspectedFile]> {
  const [path = ""] = series;
  try {
    const format = await formatOf(path) ?? "NPZ";
    const file = await openSeries(series);
    try {
      const many = series.length > 1 ? `, the first of ${series.length} files` : "";
      return [file, { path: file.path, format: format + many, problem: null, datasets: await datasetFacts(file) }];
    } catch (error) {
      file.close();
      throw error;
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return [null, { path, format: null, problem: error.message, datasets: [] }];
  }
}
