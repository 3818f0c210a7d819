/**
 * The size of patterns: what to do about one that no network takes.
 *
 * @module
 */
import { dataSchema } from "../../config/fields/data_section.ts";

/** Sides that `data.patchSize` may have. */
export const NETWORK_SIZES: readonly number[] = [...dataSchema.shape.patchSize.unwrap().values];

/**
 * Says how patterns come to a size that is taken: `crop them to 64 px or pad them to 128 px`.
 *
 * @param size Side of the patterns in pixels.
 * @param sizes Sides that are taken.
 */
export function resizeRemedy(size: number, sizes: readonly number[]): string {
  const ascending = sizes.toSorted((a, b) => a - b);
  const below = ascending.findLast((other) => other < size);
  const above = ascending.find((other) => other > size);
  const ways = [
    ...(below === undefined ? [] : [`crop them to ${below} px`]),
    ...(above === undefined ? [] : [`pad them with zeros to ${above} px`]),
  ];
  return `${ways.join(" or ")} around the direct beam`;
}

/**
 * Requires patterns of a size that networks take.
 *
 * @param size Side of the patterns in pixels.
 * @param path File of the scan.
 * @throws {RangeError} If it is none of {@link NETWORK_SIZES}.
 */
export function requireNetworkSize(size: number, path: string): void {
  if (NETWORK_SIZES.includes(size)) return;
  throw new RangeError(
    `Cannot use scan ${path} as networks take patterns of ${NETWORK_SIZES.slice(0, -1).join(", ")} or ` +
      `${NETWORK_SIZES.at(-1)} px a side: current value is ${size} × ${size}; ${resizeRemedy(size, NETWORK_SIZES)}`,
  );
}

/**
 * Requires patterns of the size that is configured.
 *
 * @param size Side of the patterns in pixels.
 * @param patchSize `data.patchSize`.
 * @param path File of the scan.
 * @throws {RangeError} If they differ.
 */
export function requirePatchSize(size: number, patchSize: number, path: string): void {
  if (size === patchSize) return;
  throw new RangeError(
    `Cannot prepare samples of ${path} as its patterns have ${size} pixels a side: data.patchSize is ${patchSize}; ` +
      `leave it away, or ${resizeRemedy(size, [patchSize])}`,
  );
}
