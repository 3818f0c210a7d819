/**
 * A whole reconstruction by an iterative engine: from a scan on disk to an image on disk, without a network.
 *
 * @module
 */
import type { Accelerator } from "../../backend/accelerator.ts";
import { acceleratorFor } from "../../backend/accelerator_for.ts";
import { failureBehind, requireTrust } from "../../backend/accelerator_failure.ts";
import { requireDeterminism } from "../../backend/determinism.ts";
import type { ReconstructionPayload } from "../../config/payload.ts";
import { completeReconstruction } from "../../config/reconstruction_payload.ts";
import { saidPaths } from "../../config/set_paths.ts";
import { inspectScan } from "../../data/facts/inspect_scan.ts";
import { singleScan } from "../../data/facts/named_scans.ts";
import { openScan } from "../../data/load_scan.ts";
import { thisCall } from "../../run/run_call.ts";
import { RunLock } from "../../run/run_lock.ts";
import { engineScan } from "../engines/state/engine_scan.ts";
import type { EngineProgress } from "../engines/engine_events.ts";
import { runEngine } from "../engines/run_engine.ts";
import { productParts } from "../inference_product.ts";
import { OutputDirectory } from "../output_directory.ts";
import { choosePatterns, type ChosenPatterns } from "./chosen_patterns.ts";
import { configuredEngine } from "./configured_engine.ts";
import { type EngineStart, engineStart } from "./engine_start.ts";
import { refuseTakenDirectory } from "./reconstruction_directory.ts";
import { writeEngineResult, type Written } from "./write_engine_result.ts";
import type { ReconstructResult } from "./reconstruct_result.ts";
import { type Iteration, ReconstructionRecorder } from "./reconstruction_record.ts";

/** How a reconstruction is run. */
export interface ReconstructOptions {
  /** The accelerator to use; without it `execution.accelerator` is selected. */
  readonly accelerator?: Accelerator;
  /**
   * Replace the reconstruction that is in the directory.
   *
   * @default {false}
   */
  readonly overwrite?: boolean;
  /** What was typed, without credentials, for `run.json`; left out where a script calls. */
  readonly commandLine?: string;
  /** Called after every batch: patterns that are done of those of the iteration, which is numbered from 0. */
  readonly onProgress?: (progress: EngineProgress) => void;
  /** Called after every iteration. */
  readonly onIteration?: (iteration: Iteration) => void;
  /** Called with each sentence on what looks wrong in the scan, or is not promised by the accelerator. */
  readonly onWarning?: (text: string) => void;
  /** Ends before a batch: what there is by then is written. */
  readonly signal?: AbortSignal;
}

/**
 * Reconstructs object and probe of a scan by an iterative engine, and writes `reconstruction.npz`, pictures of it, and
 * `results.png` into `execution.outputDir`, which is created, beside `payload.json`, `run.json` and `metrics.csv`, which has
 * a row an iteration. `engine.product` adds `product.h5` for ptychodus, `engine.cxi` the same as `reconstruction.cxi`,
 * `engine.positionStart` the corrected positions, `positions.npz`. `engine.start` names a reconstruction to go on from. A
 * directory that holds a run or an image is left as it is, unless it is to be overwritten and no training is in it.
 *
 * @param payload Needs `data.scan`; what its numbers are, the scan tells where nobody said.
 * @throws {RangeError} Where no scan is named, no pattern is left, the engine diverges, or the accelerator does not promise
 * what `execution.deterministic` asks for; where a product is wanted and the scan does not tell the size of an object pixel.
 * @throws {Error} Where a file cannot be read or written (the message names it), or the accelerator failed.
 *
 * @example
 * ```ts
 * import { createReconstructionPayload, engine, reconstruct, simulateScan, writeScan } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const directory = await Deno.makeTempDir();
 * const scan = `${directory}/scan.npz`;
 * await writeScan(scan, simulateScan({ patchSize: 32, patterns: 9 }));
 * const payload = createReconstructionPayload({
 *   data: { scan },
 *   engine: engine().rpie().iterations(2),
 *   execution: { accelerator: "cpu", outputDir: `${directory}/image` },
 * });
 * const { iterations, files } = await reconstruct(payload);
 * assertEquals([iterations.length, files.reconstruction], [2, `${directory}/image/reconstruction.npz`]);
 * await Deno.remove(directory, { recursive: true });
 * ```
 */
export async function reconstruct(
  payload: ReconstructionPayload,
  options: ReconstructOptions = {},
): Promise<ReconstructResult> {
  const { outputDir } = payload.execution;
  const { overwrite = false } = options;
  await refuseTakenDirectory(outputDir, overwrite);
  const path = await singleScan(payload.data.scan);
  const complete = completeReconstruction(payload, (await inspectScan(path)).measurement);
  using scan = await openScan(path, {
    measurement: complete.data.measurement,
    believesFile: !saidPaths(complete).has("data.measurement"),
    frameCache: complete.execution.frameCache,
  });
  const chosen = choosePatterns(scan, complete);
  scan.warnings.forEach((warning) => options.onWarning?.(warning));
  requireProducts(chosen, complete.engine);
  // Before anything is replaced: it may be in the directory that this is written into.
  const start = complete.engine.start === null ? null : await engineStart(complete.engine.start, chosen.scan);
  const accelerator = await acceleratorFor(complete, options.accelerator);
  const doubts = requireDeterminism(complete.execution.deterministic, accelerator);
  doubts.forEach((doubt) => options.onWarning?.(doubt));
  const output = await OutputDirectory.open(outputDir);
  using lock = new RunLock(outputDir, "reconstruct");
  try {
    await lock.take();
    // Another run may have begun here since this was asked first.
    await refuseTakenDirectory(outputDir, overwrite);
  } catch (error) {
    await output.abandon();
    throw error;
  }
  const given = { x: scan.x, y: scan.y };
  const work = { payload: complete, chosen, given, start, accelerator, output };
  return { ...await recorded(work, options), warnings: [...scan.warnings, ...doubts] };
}

// --- internal ---

interface Work extends Written {
  /** What is gone on from; null where nothing is known. */
  readonly start: EngineStart | null;
  readonly accelerator: Accelerator;
}

/** Runs the engine, and writes down how it ends. */
async function recorded(work: Work, options: ReconstructOptions): Promise<Omit<ReconstructResult, "warnings">> {
  const { payload, chosen: { scan: { path, digest, count } }, accelerator, output } = work;
  const call = await thisCall(options.commandLine ?? null);
  const data = { scan: { path, digest }, start: work.start?.file ?? null, patterns: count };
  // First: what is killed leaves no image of another run beside its own record.
  const replaced = await output.removeOthers([]);
  const recorder = await ReconstructionRecorder.start(output.path, { payload, accelerator, call, data });
  try {
    const result = await runEngine(engineScan(work.chosen.scan), configuredEngine(payload), {
      ...(work.start && { start: work.start.waves }),
      ...(options.signal && { stop: options.signal }),
      ...(options.onProgress && { onProgress: options.onProgress }),
      onIterationEnd: async ({ iteration, rFactor, poissonDeviance }) => {
        await recorder.add({ iteration, rFactor, poissonDeviance });
        const last = recorder.iterations.at(-1);
        if (last) options.onIteration?.(last);
      },
    });
    await requireTrust(accelerator);
    const written = await writeEngineResult(work, result);
    const { iterations } = recorder;
    const exitReason = iterations.length === payload.engine.iterations ? "finished" : "stopped";
    await recorder.end(exitReason, { positions: written.positions });
    const { reconstruction, probe } = result;
    return {
      ...{ reconstruction, probe, scan: path, patterns: count, iterations, exitReason, directory: output.path },
      ...{ ...written, replaced },
    };
  } catch (caught) {
    const error = await failureBehind(caught, accelerator);
    // What went wrong first is what is told.
    await recorder.end("failed", { error: error instanceof Error ? error.message : String(error) }).catch(() =>
      undefined
    );
    throw error;
  }
}

/** Before the work: that what is wanted besides can be written. */
function requireProducts({ scan, numbers }: ChosenPatterns, { product, cxi }: ReconstructionPayload["engine"]): void {
  const patterns = { x: scan.x, y: scan.y, numbers };
  if (product) productParts(scan, { patterns, probe: [], field: "engine.product" });
  if (cxi) productParts(scan, { patterns, probe: [], field: "engine.cxi" });
}
