/**
 * What is said where groups cannot be formed, or not around every pattern.
 *
 * @module
 */
import { type GroupConfig, groupSize, type GroupSource, poolSize } from "./group_source.ts";

/**
 * Refuses groups that are larger than the scan, or than the neighbours they are drawn from.
 *
 * @throws {RangeError} If so.
 */
export function requireNeighbors({ numbers, path }: GroupSource, config: GroupConfig): void {
  const size = groupSize(config);
  if (size === 1) return;
  const place = `Cannot form groups of ${size} patterns of ${path} as`;
  const { field, count } = poolSize(config);
  if (count < size) {
    throw new RangeError(`${place} data.${field} must be at least as many: current value is ${count}`);
  }
  if (numbers.length >= size) return;
  throw new RangeError(
    `${place} there are only ${numbers.length} that can be used: set data.gridSize to ` +
      `${Math.floor(Math.sqrt(numbers.length))}, or use more of the scan`,
  );
}

/**
 * The error of a scan in which no pattern has neighbours enough.
 *
 * @param reach How far the nearest patterns that would make a group are from some patterns.
 */
export function tooSparse(source: GroupSource, config: GroupConfig, reach: readonly number[]): RangeError {
  const others = groupSize(config) - 1;
  const { neighborFunction, minNeighborDistance: least, maxNeighborDistance: greatest } = config;
  const median = reach.toSorted((a, b) => a - b)[Math.floor(reach.length / 2)] ?? NaN;
  const more = median > greatest
    ? `set data.maxNeighborDistance to ${Math.ceil(median + least)}`
    : `lower data.minNeighborDistance (${least})`;
  const remedy = neighborFunction === "minDistance"
    ? `${more}, or data.neighborFunction to "nearest"`
    : "set data.gridSize to 1, unless positions are not in object pixels";
  return new RangeError(
    `Cannot form groups of ${
      others + 1
    } patterns of ${source.path} as the scan is too sparse: no pattern has ${others} ` +
      `neighbours ${whereabouts(source, config)}, and the ${others} nearest are up to ${short(median)} px away ` +
      `(median); ${remedy}`,
  );
}

/** A sentence about patterns that have too few neighbours. */
export function scatterWarnings(
  source: GroupSource,
  config: GroupConfig,
  { lonely, everyPattern }: { readonly lonely: number; readonly everyPattern: boolean },
): string[] {
  const others = groupSize(config) - 1;
  const problem = `${lonely} of ${source.numbers.length} patterns have fewer than ${others} neighbours ` +
    whereabouts(source, config);
  return [
    everyPattern
      ? `${source.path}: ${problem}: their groups take others that overlap, or the pattern itself again`
      : `${source.path}: ${problem}: no group is formed around them`,
  ];
}

/** The error of more groups than there are. */
export function fewerThanWanted({ numbers, path }: GroupSource, config: GroupConfig, count: number): RangeError {
  const problem = `Cannot select patterns of ${path} as there are fewer than wanted: ${config.groups} groups of ` +
    `data.groups, ${numbers.length} patterns`;
  if (config.gridSize === 1) return new RangeError(problem);
  const { field, count: pool } = poolSize(config);
  const remedy = config.oversampling
    ? `draw from more neighbours (data.${field} is ${pool})`
    : "set data.oversampling to true, which draws other neighbours each time";
  return new RangeError(`${problem} and ${count} groups around them; ${remedy}, or want no more than ${count}`);
}

// --- internal ---

/** Where neighbours should be, as the end of a sentence. */
function whereabouts({ patchSize }: GroupSource, config: GroupConfig): string {
  const { neighborFunction, minNeighborDistance: least, maxNeighborDistance: greatest } = config;
  if (neighborFunction === "minDistance") return `from ${least} to ${greatest} px away`;
  return `whose patches of ${patchSize} px overlap with its own`;
}

function short(value: number): number {
  return Number(value.toPrecision(3));
}
