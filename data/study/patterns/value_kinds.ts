/**
 * What the numbers of patterns are: counts or amplitudes, and which of them are no measurement.
 *
 * @module
 */
import { GREATEST_OF_TYPE } from "../../checks/greatest_of_type.ts";
import type { Measurement } from "../../checks/pattern_array.ts";
import type { OddPixels, PixelCensus } from "../../checks/pixel_census.ts";
import type { RealDtype } from "../../formats/npy_header.ts";
import type { PatternSums } from "./pattern_sums.ts";

/** What the numbers are. */
export interface ValueKinds {
  /** Counts (intensities) or their roots. */
  readonly measurement: Measurement;
  /** Whether the numbers leave no doubt; else it is what programs of the field write. */
  readonly certain: boolean;
  /** What tells it, such as `whole numbers up to 23742`. */
  readonly evidence: string;
  /** Pixels whose value marks them as bad. */
  readonly marked: readonly OddPixels[];
  /** Pixels that are no numbers. */
  readonly notFinite: readonly OddPixels[];
  /** Least value that is light or noise; negative where a dark frame was taken off. */
  readonly least: number;
  /** Where the detector is full; null where it never is. */
  readonly saturation: { readonly value: number; readonly pixels: number; readonly below: number } | null;
}

/**
 * Judges the numbers.
 *
 * @param census What was counted.
 * @param sums The sums of the same values.
 * @param dtype Element type in the file.
 * @param name Dataset of the patterns, which may say amplitude.
 */
export function valueKinds(census: PixelCensus, sums: PatternSums, dtype: RealDtype, name: string): ValueKinds {
  const odd = census.unusable();
  const negatives = sums.negativeValues();
  const negativeMarks = negatives !== null && negatives.length <= MOST_MARKS;
  const marked = [
    ...census.marked(GREATEST_OF_TYPE[dtype] ?? Infinity),
    ...odd.filter(({ value }) => negativeMarks && (value === -1 || value === -2)),
    ...odd.flatMap((pixels) => negativeMarks && pixels.value === -Infinity ? otherNegatives(pixels, negatives) : []),
  ];
  const marks = new Set(marked.map(({ value }) => value));
  const saturation = sums.top.plateau();
  return {
    ...kindOf(census, { dtype, name, negative: sums.negatives > 0 && !negativeMarks }),
    marked,
    notFinite: odd.filter(({ value }) => Number.isNaN(value) || value === Infinity),
    least: negativeMarks || sums.negatives === 0 ? 0 : sums.least,
    saturation: saturation !== null && !marks.has(saturation.value) ? saturation : null,
  };
}

// --- internal ---

/** More distinct negative values than these are noise about a dark frame that was taken off. */
const MOST_MARKS = 2;

/** The census counts negative values other than −1 and −2 together. */
function otherNegatives(pixels: OddPixels, negatives: readonly number[]): OddPixels[] {
  return negatives.filter((value) => value !== -1 && value !== -2).map((value) => ({ ...pixels, value }));
}

interface Numbers {
  readonly dtype: RealDtype;
  readonly name: string;
  readonly negative: boolean;
}

function kindOf(
  census: PixelCensus,
  { dtype, name, negative }: Numbers,
): Pick<ValueKinds, "measurement" | "certain" | "evidence"> {
  const { whole, even, enough, greatest } = census;
  const up = `up to ${Number(greatest.toPrecision(6))} (${dtype})`;
  const integer = !dtype.startsWith("f") && dtype !== "bool";
  if (whole && (greatest > 1 || (integer && greatest > 0))) {
    return { measurement: "intensity", certain: enough || integer, evidence: `whole numbers ${up}` };
  }
  if (negative) {
    return {
      measurement: "intensity",
      certain: true,
      evidence: `numbers ${up}, some below 0 as counts less a dark frame`,
    };
  }
  if (even) {
    const evidence = `evenly spaced numbers ${up}, as counts with a gain or less a background`;
    return { measurement: "intensity", certain: enough, evidence };
  }
  if (census.rootsOfWhole || census.rootsOfEven) {
    const what = census.rootsOfWhole ? "square roots of whole numbers" : "square roots of evenly spaced numbers";
    return { measurement: "amplitude", certain: true, evidence: `${what} ${up}` };
  }
  const amplitude = /^(?:diffraction|diff3d|.*(?:amplitude|magnitude|modul|fmag).*)$/i.test(
    name.split("/").at(-1) ?? "",
  );
  return {
    measurement: amplitude ? "amplitude" : "intensity",
    certain: false,
    evidence: `numbers ${up} that are neither whole nor roots of whole ones`,
  };
}
