/**
 * Jobs whose time should grow no faster than the number of patterns; `bench/growth/growth.ts` times them.
 *
 * @module
 */
import {
  complexArray,
  createImportPayload,
  createModel,
  createTrainingPayload,
  epochOrder,
  evaluate,
  importer,
  importScan,
  loadScan,
  openScan,
  prepareSamples,
  realArray,
  type Reconstruction,
  reconstructSamples,
  selectAccelerator,
  splitSamples,
  Stitcher,
  streamedArray,
  writeNpz,
  writeSimulation,
} from "@exitwave/exitwave";
import { inspectFiles } from "../../cli/inspect/inspection.ts";
import { formGroups } from "../../data/groups/form_groups.ts";
import { groupCentres } from "../../data/groups/group_centres.ts";
import type { GroupConfig, GroupSource } from "../../data/groups/group_source.ts";
import { planBatches } from "../../data/plan_batches.ts";
import { Random } from "../../data/random/random.ts";
import { heldFrames } from "../../data/frames/frames.ts";
import { patternStatistics } from "../../data/frames/pattern_statistics.ts";
import { sampleScales } from "../../data/scaling.ts";
import { dataSchema } from "../../config/fields/data_section.ts";

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
  // The same scan, its patterns left in the file.
  open: async (patterns, directory) => {
    const path = `${directory}/scan-${patterns}.npz`;
    await writeScanOf(patterns, path);
    return async () => (await openScan(path, { frameCache: 0 }))[Symbol.dispose]();
  },
  // All patterns of 64 × 64 from the file, 16 at a time in the order of an epoch.
  read: async (patterns, directory) => {
    const path = `${directory}/large-${patterns}.npz`;
    await writeScanOf(patterns, path, LARGE_SIDE);
    return () => readAll(path);
  },
  // What patterns of 64 × 64 are and what is wrong with them.
  inspect: async (patterns, directory) => {
    const path = `${directory}/large-${patterns}.npz`;
    await writeScanOf(patterns, path, LARGE_SIDE);
    return () => inspectFiles([path], {});
  },
  // Patterns of 64 × 64 from one file to another.
  import: async (patterns, directory) => {
    const path = `${directory}/large-${patterns}.npz`;
    await writeScanOf(patterns, path, LARGE_SIDE);
    const payload = createImportPayload({ import: importer().files([path]) });
    return () => importScan(payload, `${directory}/imported.npz`);
  },
  // Patterns of 32 × 32, written as they are counted.
  simulate: (patterns, directory) =>
    Promise.resolve(() => writeSimulation(`${directory}/made-${patterns}.npz`, { patterns, patchSize: 32 })),
  // Patterns of 64 × 64 from the file to an image, by the smallest network.
  infer: async (patterns, directory) => {
    const path = `${directory}/large-${patterns}.npz`;
    await writeScanOf(patterns, path, LARGE_SIDE);
    await selectAccelerator("cpu");
    return () => reconstructAll(path);
  },
  // The scales of a scan, and what the loss is divided by.
  scale: (patterns) => {
    const frames = heldFrames(amplitudes(patterns), SIDE);
    const config = dataSchema.parse({});
    return Promise.resolve(() => sampleScales(patternStatistics(frames), config));
  },
  // Groups of four around the positions of a scan with jitter, and what is held out of them.
  group: (patterns) => {
    const source = {
      path: "",
      patchSize: 64,
      numbers: Int32Array.from({ length: patterns }, (_, k) => k),
      ...jittered(patterns),
    };
    const config = dataSchema.parse({ gridSize: 2 });
    return Promise.resolve(() => groupAndSplit(source, config));
  },
  // The batches of an epoch in a single window.
  plan: (patterns) => {
    const members = Int32Array.from({ length: patterns }, (_, index) => index);
    const source = {
      channels: 1,
      members,
      patterns: { brightness: new Float64Array(patterns).fill(1), validPixels: null },
    };
    return Promise.resolve(() => [...planBatches(source, members, { batchSize: 16, accumulate: patterns })].length);
  },
  // Patches of 32 × 32, 6 pixels apart, 256 at a time: the canvas grows with the scan.
  stitch: (patterns) => {
    const positions = gridOf(patterns);
    const batch = { re: new Float32Array(256 * 1024).fill(0.8), im: new Float32Array(256 * 1024).fill(0.3) };
    return Promise.resolve(() => stitchAll(positions, batch));
  },
  // An object of 6 × 6 pixels a pattern that lies (1, -2) pixels off.
  evaluate: (patterns) => {
    const side = Math.ceil(Math.sqrt(patterns)) * STEP;
    const [image, truth] = [objectOf(side, { noise: 0.1, x: -2, y: 1 }), objectOf(side, { noise: 0, x: 0, y: 0 })];
    return Promise.resolve(() => evaluate(image, truth).shift);
  },
};

// --- internal ---

const SIDE = 16;

/** Side of patterns that networks take. */
const LARGE_SIDE = 64;

/** Discs of light in the middle, of a strength that changes from pattern to pattern. */
function amplitudes(patterns: number, side = SIDE, from = 0): Float32Array {
  const pixels = side * side;
  return Float32Array.from({ length: patterns * pixels }, (_, i) => {
    const [row, column] = [Math.floor(i % pixels / side) - side / 2, i % side - side / 2];
    return (1.5 + 0.25 * Math.sin(i + from * pixels)) * Math.exp(-(row * row + column * column) / side);
  });
}

async function writeScanOf(patterns: number, path: string, side = SIDE): Promise<void> {
  const across = Math.ceil(Math.sqrt(patterns));
  const pixels = side * side;
  await writeNpz(path, {
    diffraction: streamedArray({ dtype: "f4", shape: [patterns, side, side] }, rowsOf(patterns, side)),
    probeGuess: complexArray({ re: new Float32Array(pixels).fill(1), im: new Float32Array(pixels) }, [side, side]),
    xcoords: realArray(Float64Array.from({ length: patterns }, (_, i) => side + 4 * (i % across))),
    ycoords: realArray(Float64Array.from({ length: patterns }, (_, i) => side + 4 * Math.floor(i / across))),
  });
}

/** Patterns as they are written, a few hundred at a time. */
async function* rowsOf(patterns: number, side: number): AsyncGenerator<ReturnType<typeof realArray>> {
  for (let from = 0; from < patterns; from += 256) {
    const count = Math.min(256, patterns - from);
    yield await Promise.resolve(realArray(amplitudes(count, side, from), [count, side, side]));
  }
}

async function readAll(path: string): Promise<void> {
  using scan = await openScan(path, { frameCache: 0 });
  const order = epochOrder(Int32Array.from({ length: scan.count }, (_, i) => i), { seed: 1, epoch: 0 });
  const images = new Float32Array(16 * scan.patchSize ** 2);
  for (let at = 0; at < order.length; at += 16) scan.frames.read(order.subarray(at, at + 16), images);
}

async function reconstructAll(path: string): Promise<void> {
  using scan = await openScan(path, { frameCache: 0 });
  const payload = createTrainingPayload({ model: { filterScale: 0.125 } });
  const model = createModel(payload, { seed: 1 });
  await reconstructSamples(model, prepareSamples(scan, payload, { seed: 1 }), { batchSize: 64 });
  model.dispose();
}

/** Pixels from one scan position to the next. */
const STEP = 6;

interface Grid {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

function gridOf(patterns: number): Grid {
  const side = Math.ceil(Math.sqrt(patterns));
  return {
    x: Float64Array.from({ length: patterns }, (_, k) => STEP * (k % side) + 0.3),
    y: Float64Array.from({ length: patterns }, (_, k) => STEP * Math.floor(k / side) + 0.6),
  };
}

function jittered(patterns: number): Grid {
  const random = new Random(1, "jitter");
  const moved = (values: Float64Array): Float64Array => values.map((value) => value + random.normal());
  const { x, y } = gridOf(patterns);
  return { x: moved(x), y: moved(y) };
}

function groupAndSplit(source: GroupSource, config: GroupConfig): number {
  const { members } = formGroups(source, config, { seed: 1 });
  const groups = { channels: 4, members, ...groupCentres(source, { members, channels: 4 }) };
  return splitSamples(members.length / 4, { valSplit: 0.05, seed: 1, groups }).train.length;
}

function stitchAll(positions: Grid, { re, im }: { readonly re: Float32Array; readonly im: Float32Array }): void {
  const stitcher = new Stitcher(positions, { patchSize: 32 });
  for (let left = positions.x.length; left > 0; left -= 256) {
    const pixels = Math.min(left, 256) * 1024;
    stitcher.add({ re: re.subarray(0, pixels), im: im.subarray(0, pixels) });
  }
  stitcher.finish();
}

interface ObjectOptions {
  readonly noise: number;
  readonly y: number;
  readonly x: number;
}

/** Waves of several lengths, moved by (y, x), with what looks like noise. */
function objectOf(side: number, { noise, y, x }: ObjectOptions): Reconstruction {
  const object = { height: side, width: side, re: new Float32Array(side * side), im: new Float32Array(side * side) };
  for (let p = 0; p < side * side; p++) {
    const [i, j] = [Math.floor(p / side) + y, p % side + x];
    const amplitude = 0.8 + 0.1 * Math.sin(i / 3.1 + j / 7.7) + noise * Math.sin(p * p % 7919);
    const phase = 0.5 * Math.cos(j / 5.3 - i / 11.9) + 0.2 * Math.sin(i / 2.3 + Math.sin(j / 40));
    object.re[p] = amplitude * Math.cos(phase);
    object.im[p] = amplitude * Math.sin(phase);
  }
  return { object, mask: new Uint8Array(side * side).fill(1), origin: { y: 0, x: 0 } };
}
