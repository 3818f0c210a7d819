/**
 * Scans with one thing wrong, studied.
 *
 * @module
 */
import { changedArrays } from "../checks/odd_scan.ts";
import type { ImportInput } from "../../../config/fields/import_input.ts";
import type { WritableArray } from "../../../data/formats/npy_encode.ts";
import { openNpz } from "../../../data/formats/npz.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import type { Scan } from "../../../data/scan.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { type Study, studyPatterns } from "../../../data/study/study.ts";
import { withTempDir } from "../temp_dir.ts";

/** A scan with nothing wrong. */
export const good: Scan = simulateScan({ patchSize: 64, patterns: 36, photons: 1e5, seed: 2 });

/** Fields that its layout says. */
export const GOOD_FIELDS: ImportInput = {
  ...{ patterns: "diffraction", xPositions: "xcoords", yPositions: "ycoords", probe: "probeGuess" },
  ...{ object: "objectGuess", positionReference: "centre" },
};

/** Counts of the good scan. */
export const goodCounts: Float64Array = Float64Array.from(good.amplitude, (value) => Math.round(value * value));

/** The arrays of the good scan with changes; null leaves one out. */
export function goodArrays(change: Record<string, WritableArray | null> = {}): Record<string, WritableArray> {
  return changedArrays(good, change);
}

/** Studies the good scan with changes. */
export async function studied(
  change: Record<string, WritableArray | null> = {},
  fields: ImportInput = {},
): Promise<Study> {
  const arrays = goodArrays(change);
  const named = Object.entries({ ...GOOD_FIELDS, ...fields })
    .filter(([, value]) =>
      typeof value !== "string" || !Object.values(GOOD_FIELDS).includes(value) || value in arrays || value === "centre"
    );
  let study: Study | undefined;
  await withTempDir(async (directory) => {
    await writeNpz(`${directory}/scan.npz`, arrays);
    using file = await openNpz(`${directory}/scan.npz`);
    study = await studyPatterns([file], Object.fromEntries(named));
  });
  if (!study) throw new Error("nothing was studied");
  return study;
}

/** Codes of what would stop or spoil a scan. */
export function harmful({ findings }: Study): string[] {
  return findings.filter(({ severity }) => severity !== "info").map(({ code }) => code);
}
