/**
 * Which patterns of a scan groups are formed of: those within the bounds, less those without light, then a subsample of
 * them. What is kept stays in the order of the file.
 *
 * @module
 */
import type { SciencePayload } from "../config/payload.ts";
import { Random } from "./random/random.ts";
import type { ScanDescription } from "./scan.ts";

/** What is left out, and what may be missing. */
export interface SelectOptions {
  /** Numbers of patterns without light, which are never taken. */
  readonly dark?: Int32Array;
  /** Numbers of patterns whose labels are not known, which are never taken either. */
  readonly unlabelled?: Int32Array;
  /**
   * Take all there are where more are wanted, as of a scan that is validated on beside a larger one.
   *
   * @default {false}
   */
  readonly fewer?: boolean;
}

/**
 * Chooses patterns.
 *
 * @param scan The scan.
 * @param config The `data` section.
 * @param seed Seed of the choice.
 * @param options See {@link SelectOptions}.
 * @returns Numbers of the chosen patterns, ascending.
 * @throws {RangeError} If no pattern with light and labels lies within the bounds, or more are wanted than there are.
 */
export function selectPatterns(
  scan: ScanDescription,
  config: SciencePayload["data"],
  seed: number,
  { dark = new Int32Array(), unlabelled = new Int32Array(), fewer = false }: SelectOptions = {},
): Int32Array {
  const bounded = withLabels(scan, withLight(scan, withinBounds(scan, config), dark), unlabelled);
  if (config.subsample === null) return bounded;
  const enough = checkEnough(scan, config.subsample, { available: bounded.length, fewer });
  return new Random(seed, WHAT).shuffle(bounded).slice(0, enough).sort();
}

// --- internal ---

/** Leaves out patterns without light, which teach nothing and make a loss that is divided by brightness meaningless. */
function withLight(scan: ScanDescription, indices: Int32Array, dark: Int32Array): Int32Array {
  const without = new Set(dark);
  const lit = indices.filter((index) => !without.has(index));
  if (lit.length > 0) return lit;
  throw new RangeError(
    `Cannot select patterns of ${scan.path} as all ${indices.length} within data.xBounds and data.yBounds are dark`,
  );
}

/** Leaves out patterns whose part of the object is not known. */
function withLabels(scan: ScanDescription, indices: Int32Array, unlabelled: Int32Array): Int32Array {
  const without = new Set(unlabelled);
  const labelled = indices.filter((index) => !without.has(index));
  if (labelled.length > 0) return labelled;
  throw new RangeError(
    `Cannot select patterns of ${scan.path} as the object is not finite in any of the ${indices.length} patches within ` +
      "data.xBounds and data.yBounds",
  );
}

function withinBounds(scan: ScanDescription, config: SciencePayload["data"]): Int32Array {
  const insideX = insideTest(scan.x, config.xBounds);
  const insideY = insideTest(scan.y, config.yBounds);
  const indices: number[] = [];
  for (let i = 0; i < scan.count; i++) if (insideX(i) && insideY(i)) indices.push(i);
  if (indices.length === 0) {
    const bounds = `[${config.xBounds.join(", ")}] and [${config.yBounds.join(", ")}]`;
    throw new RangeError(
      `Cannot select patterns of ${scan.path} as no position is within data.xBounds and data.yBounds: ${bounds}`,
    );
  }
  return Int32Array.from(indices);
}

// Fractions of the extent. A line scan has no extent across, and nothing is excluded there.
function insideTest(coordinates: Float64Array, [low = 0, high = 1]: readonly number[]): (i: number) => boolean {
  let least = Infinity;
  let greatest = -Infinity;
  for (const coordinate of coordinates) {
    least = Math.min(least, coordinate);
    greatest = Math.max(greatest, coordinate);
  }
  if (greatest === least) return () => true;
  return (i) => {
    const fraction = ((coordinates[i] ?? NaN) - least) / (greatest - least);
    return fraction >= low && fraction <= high;
  };
}

/** What is drawn, for the message and as the name of the random stream. */
const WHAT = "patterns of data.subsample";

/** How many can be taken. */
function checkEnough(
  scan: ScanDescription,
  count: number,
  { available, fewer }: { readonly available: number; readonly fewer: boolean },
): number {
  if (count <= available) return count;
  if (fewer) return available;
  throw new RangeError(
    `Cannot select patterns of ${scan.path} as there are fewer than wanted: ${count} ${WHAT}, ${available} patterns`,
  );
}
