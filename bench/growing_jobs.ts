/**
 * Jobs whose time should grow no faster than the number of patterns; `bench/growth.ts` times them.
 *
 * @module
 */
import { complexArray, loadScan, realArray, writeNpz } from "@exitwave/exitwave";
import { planBatches } from "../data/batches.ts";
import { meanAmplitudes, sampleScales } from "../data/scaling.ts";
import { dataSchema } from "../config/data_section.ts";

/**
 * Prepares a job and gives what is to be timed.
 *
 * @param patterns Patterns of the job.
 * @param directory For its files.
 */
export type GrowingJob = (patterns: number, directory: string) => Promise<() => unknown>;

/** Every job by its name. */
export const JOBS: Readonly<Record<string, GrowingJob>> = {
  // A scan of patterns of 16 × 16, its checks and its digest.
  load: async (patterns, directory) => {
    const path = `${directory}/scan-${patterns}.npz`;
    await writeScanOf(patterns, path);
    return () => loadScan(path);
  },
  // The scales of a scan, and what the loss is divided by.
  scale: (patterns) => {
    const set = { count: patterns, patchSize: SIDE, amplitude: amplitudes(patterns) };
    const config = dataSchema.parse({});
    return Promise.resolve(() => [sampleScales(set, config), meanAmplitudes(set)]);
  },
  // The batches of an epoch in a single window.
  plan: (patterns) => {
    const members = Int32Array.from({ length: patterns }, (_, index) => index);
    const source = { channels: 1, members, patterns: { brightness: new Float64Array(patterns).fill(1) } };
    return Promise.resolve(() => [...planBatches(source, members, { batchSize: 16, accumulate: patterns })].length);
  },
};

// --- internal ---

const SIDE = 16;

/** Discs of light in the middle, of a strength that changes from pattern to pattern. */
function amplitudes(patterns: number): Float32Array {
  const pixels = SIDE * SIDE;
  return Float32Array.from({ length: patterns * pixels }, (_, i) => {
    const [row, column] = [Math.floor(i % pixels / SIDE) - SIDE / 2, i % SIDE - SIDE / 2];
    return (1.5 + 0.25 * Math.sin(i)) * Math.exp(-(row * row + column * column) / 16);
  });
}

async function writeScanOf(patterns: number, path: string): Promise<void> {
  const across = Math.ceil(Math.sqrt(patterns));
  await writeNpz(path, {
    diffraction: realArray(amplitudes(patterns), [patterns, SIDE, SIDE]),
    probeGuess: complexArray({ re: new Float32Array(SIDE ** 2).fill(1), im: new Float32Array(SIDE ** 2) }, [
      SIDE,
      SIDE,
    ]),
    xcoords: realArray(Float64Array.from({ length: patterns }, (_, i) => SIDE + 4 * (i % across))),
    ycoords: realArray(Float64Array.from({ length: patterns }, (_, i) => SIDE + 4 * Math.floor(i / across))),
  });
}
