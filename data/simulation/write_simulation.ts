/**
 * Simulated scans of any size, written as they are recorded.
 *
 * @module
 */
import { realArray } from "../formats/npy_encode.ts";
import type { RealArray } from "../formats/npy.ts";
import { streamedArray } from "../formats/streamed_array.ts";
import { checkRecordedScan } from "../scan.ts";
import { requireScanName, writeScanStream } from "../writing/write_scan.ts";
import { PatternRecorder, photonScale } from "./record_patterns.ts";
import { sharesOf } from "./probes/mode_shares.ts";
import { noPhoton, type SimulatedScene, simulatedScene } from "./scene.ts";
import type { SimulateOptions } from "./simulate_options.ts";

/** How far a simulation is. */
export interface SimulationProgress {
  /** Patterns that are written. */
  readonly done: number;
  /** All patterns. */
  readonly total: number;
}

/** How a simulation is written. */
export interface WriteSimulationOptions {
  /** Called when recording begins, and after some patterns each. */
  readonly onProgress?: (progress: SimulationProgress) => void;
  /** Stops after some patterns; nothing is written then, and the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What was simulated. */
export interface WrittenSimulation {
  /** Patterns M. */
  readonly count: number;
  /** Side N in pixels. */
  readonly patchSize: number;
  /** Mean photons of the beam in a pattern. */
  readonly photons: number;
  /** Seed of all chance. */
  readonly seed: number;
  /** Power of each mode of the probe as a share of all of them, where it has several. */
  readonly modeShares?: readonly number[];
}

/**
 * Simulates a scan as {@link simulateScan} does, to the last bit, and writes it, atomically, while it is recorded: memory
 * is that of the object and of some patterns.
 *
 * @param path Where to write, as {@link writeScanStream} does; an existing file is replaced.
 * @param simulation What to simulate.
 * @param options Who is told of progress, and what stops it.
 * @returns What was simulated.
 * @throws {RangeError} As {@link simulateScan}, or if the ending of the name is of no format.
 * @throws {Error} If the file cannot be written.
 * @example
 * ```ts
 * import { loadScan, simulateScan, writeSimulation } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile({ suffix: ".npz" });
 * const { count } = await writeSimulation(path, { patchSize: 32, patterns: 9, seed: 7 });
 * assertEquals((await loadScan(path)).amplitude, simulateScan({ patchSize: 32, patterns: count, seed: 7 }).amplitude);
 * await Deno.remove(path);
 * ```
 */
export async function writeSimulation(
  path: string,
  simulation: SimulateOptions,
  options: WriteSimulationOptions = {},
): Promise<WrittenSimulation> {
  requireScanName(path);
  const scene = simulatedScene(simulation, false);
  const { beamPhotons, seed, scan: { count, patchSize, mask, ...rest } } = scene;
  const patterns = streamedArray({ dtype: "f4", shape: [count, patchSize, patchSize] }, recorded(scene, options));
  await writeScanStream(path, {
    ...{ ...rest, count, patchSize, patterns, measurement: "amplitude" },
    mask: mask && realArray(mask, [patchSize, patchSize]),
  });
  const shares = sharesOf(rest.probeModes);
  return { count, patchSize, photons: beamPhotons, seed, ...(shares.length > 1 && { modeShares: shares }) };
}

// --- internal ---

/** Values of patterns that are written at once. */
const MOST_VALUES = 1 << 18;

/** The patterns of a scene, some at a time, in an array that is used again. */
async function* recorded(
  scene: SimulatedScene,
  { onProgress, signal }: WriteSimulationOptions,
): AsyncGenerator<RealArray> {
  const { count, patchSize } = scene.scan;
  const pixels = patchSize * patchSize;
  const recorder = new PatternRecorder(scene, scene.detector);
  const some = Math.max(1, Math.floor(MOST_VALUES / pixels));
  const scale = await scaleOf(scene, recorder, signal);
  const values = new Float32Array(Math.min(some, count) * pixels);
  let greatest = 0;
  onProgress?.({ done: 0, total: count });
  for (let done = 0; done < count;) {
    const taken = Math.min(some, count - done);
    for (let i = 0; i < taken; i++) {
      recorder.record(done + i, scale, values.subarray(i * pixels, (i + 1) * pixels));
      await letGo(signal);
    }
    const patterns = values.subarray(0, taken * pixels);
    greatest = patterns.reduce((most, value) => Math.max(most, value), greatest);
    yield realArray(patterns, [taken, patchSize, patchSize]);
    done += taken;
    onProgress?.({ done, total: count });
    signal?.throwIfAborted();
  }
  if (greatest === 0) throw noPhoton(scene);
  checkRecordedScan({ ...scene.scan, greatest }, "simulation");
}

async function scaleOf(
  scene: SimulatedScene,
  recorder: PatternRecorder,
  signal: AbortSignal | undefined,
): Promise<number> {
  let energies = 0;
  for (let pattern = 0; pattern < scene.scan.count; pattern++) {
    energies = recorder.addEnergy(pattern, energies);
    await letGo(signal);
  }
  return photonScale(energies, scene, scene.beamPhotons);
}

/** Lets signals come, which are looked for after some dozens of turns of the event loop: a turn is a pattern. */
async function letGo(signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => void setImmediate(resolve));
  signal?.throwIfAborted();
}
