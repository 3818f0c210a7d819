/**
 * The scans that mistakes are made with.
 *
 * @module
 */
import { complexArray, realArray, type WritableArray } from "../../data/formats/npy_encode.ts";
import { type Scan } from "../../data/scan.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";

/** It is so small that nothing is learned of it, and large enough to be read wrongly. */
export const usual: Scan = simulateScan({ patterns: 9, seed: 2 });

/** The scan of the network that mistakes of inference are made with, `star.npz`; it is learned in some seconds. */
export const star: Scan = simulateScan({ patterns: 144, seed: 1 });

/** The arrays of the usual scan as a file has them, some of them changed. */
export function usualArrays(change: Record<string, WritableArray> = {}): Record<string, WritableArray> {
  const { count, patchSize, amplitude, x, y, probe } = usual;
  return {
    diffraction: realArray(amplitude, [count, patchSize, patchSize]),
    probeGuess: complexArray(probe, [patchSize, patchSize]),
    xcoords: realArray(x),
    ycoords: realArray(y),
    ...change,
  };
}

/** The counts of the usual scan, of a type; given pixels hold a mark instead. */
export function usualCounts<T extends Uint16Array | Uint32Array>(counts: T, mark?: number): WritableArray {
  const { count, patchSize, amplitude } = usual;
  amplitude.forEach((value, i) =>
    counts[i] = mark !== undefined && i % patchSize ** 2 < 3 ? mark : Math.round(value ** 2)
  );
  return realArray(counts, [count, patchSize, patchSize]);
}

/** Patterns or a probe with the middle in the corners. */
export function inCorners(image: Float32Array, size: number): Float32Array {
  return image.map((_, i) => {
    const [start, row, column] = [i - i % size ** 2, Math.floor(i % size ** 2 / size), i % size];
    return image[start + (row + size / 2) % size * size + (column + size / 2) % size] ?? NaN;
  });
}
