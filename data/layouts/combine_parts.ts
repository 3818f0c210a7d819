/**
 * What several files say, put together: patterns of one, positions of another, the probe of a third.
 *
 * @module
 */
import type { ImportInput } from "../../config/fields/import_input.ts";
import type { ArrayFile } from "../formats/array_file.ts";
import { datasetName } from "./contents/dataset_name.ts";
import { type Draft, type FilePart, newDraft } from "./contents/file_part.ts";

/** Fields that name a dataset. */
export const DATASET_FIELDS = [
  ...["patterns", "frameIndexes", "positions", "xPositions", "yPositions", "positionIndexes"] as const,
  ...["probe", "object", "mask", "dark"] as const,
];

/** A file and what it says. */
export interface FileFinding {
  /** The file. */
  readonly file: ArrayFile;
  /** What it says. */
  readonly part: FilePart;
}

/**
 * Puts together what files say. What belongs together comes from one file, the first that has it: positions with their
 * unit, a mask with its polarity.
 *
 * @param files All open files, by which datasets are named.
 * @param findings What they say, in their order.
 * @returns All of it.
 */
export function combineParts(files: readonly ArrayFile[], findings: readonly FileFinding[]): Draft {
  const combined = newDraft();
  for (const group of GROUPS) {
    const chosen = findings.find(({ part }) => group.heads.some((field) => part.fields[field] !== undefined)) ??
      findings.find(({ part }) => group.others.some((field) => part.fields[field] !== undefined));
    for (const field of chosen ? [...group.heads, ...group.others] : []) {
      const value = chosen?.part.fields[field];
      if (value !== undefined) Object.assign(combined.fields, { [field]: named(files, chosen?.file, [field, value]) });
    }
  }
  for (const { part } of findings) {
    combined.notes.push(...part.notes);
    combined.problems.push(...part.problems);
  }
  return combined;
}

// --- internal ---

/** Fields that say one thing together. */
interface Group {
  /** A file that has one of these goes before others. */
  readonly heads: readonly (keyof ImportInput)[];
  /** What belongs to them. */
  readonly others: readonly (keyof ImportInput)[];
}

const GROUPS: readonly Group[] = [
  {
    heads: ["patterns"],
    others: ["framesAxis", "transpose", "frameIndexes", "measurement", "fftshift", "centre", "raster"],
  },
  {
    heads: ["positions", "xPositions"],
    others: [
      ...["yPositions", "xColumn", "yColumn", "positionIndexes", "units", "positionReference"] as const,
      ...["orientation", "rotation", "step"] as const,
    ],
  },
  { heads: ["probe"], others: [] },
  { heads: ["object"], others: ["objectCentre"] },
  { heads: ["mask"], others: ["maskGood"] },
  { heads: ["dark"], others: [] },
  { heads: ["energy", "wavelength"], others: ["radiation"] },
  ...(["distance", "detectorPixel", "pixelSize", "photons"] as const).map((field) => ({ heads: [field], others: [] })),
];

const NAMES: ReadonlySet<keyof ImportInput> = new Set(DATASET_FIELDS);

function named(
  files: readonly ArrayFile[],
  file: ArrayFile | undefined,
  [field, value]: [keyof ImportInput, unknown],
): unknown {
  return NAMES.has(field) && typeof value === "string" && file ? datasetName(files, { file, key: value }) : value;
}
