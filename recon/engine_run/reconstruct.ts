/**
 * A whole reconstruction by an iterative engine: from a scan on disk to an image on disk, without a network.
 *
 * @module
 */
import { failureBehind, requireTrust } from "../../backend/accelerator_failure.ts";
import type { ReconstructionPayload } from "../../config/payload.ts";
import { checkpointDirectory, LAST_CHECKPOINT } from "../../run/checkpoint_names.ts";
import { writeRunFile } from "../../run/run_file.ts";
import { versions } from "../../run/version.ts";
import { runEngine } from "../engines/run_engine.ts";
import { engineScan } from "../engines/state/engine_scan.ts";
import type { EngineState } from "../engines/state/engine_state.ts";
import { configuredEngine } from "./configured_engine.ts";
import { encodeEngineCheckpoint } from "./engine_checkpoint.ts";
import { EngineCourse } from "./engine_course.ts";
import { type PreparedReconstruction, prepareReconstruction } from "./prepare_run.ts";
import type { ReconstructOptions } from "./reconstruct_options.ts";
import type { ReconstructResult } from "./reconstruct_result.ts";
import { ReconstructionRecorder } from "./reconstruction_recorder.ts";
import { writeEngineResult } from "./write_engine_result.ts";

/**
 * Reconstructs object and probe of a scan by an iterative engine, and writes `reconstruction.npz`, pictures of it, and
 * `results.png` into `execution.outputDir`, which is created, beside `payload.json`, `run.json` and `metrics.csv`, which has
 * a row an iteration. `engine.product` adds `product.h5` for ptychodus, `engine.cxi` the same as `reconstruction.cxi`,
 * `engine.positionStart` the corrected positions, `positions.npz`. `engine.start` names a reconstruction to go on from. A
 * directory that holds a run or an image is left as it is, unless it is to be overwritten and no training is in it.
 *
 * `checkpoints/last.safetensors` is written now and then and at the end. With `resume`, the run goes on from there, on any
 * number of threads, to the bits that it would have come to without a break; it may be asked for more iterations.
 *
 * @param payload Needs `data.scan`; what its numbers are, the scan tells where nobody said.
 * @throws {RangeError} Where no scan is named, no pattern is left, the engine diverges, or the accelerator does not promise
 * what `execution.deterministic` asks for; where fewer iterations are asked for than a resumed run has done; where a product is wanted and the scan does not tell the size of an object pixel.
 * @throws {TypeError} Where a run is to be resumed with another payload or scan.
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
  using prepared = await prepareReconstruction(payload, options);
  prepared.warnings.forEach((warning) => options.onWarning?.(warning));
  return await recorded(prepared, options);
}

// --- internal ---

/** Runs the engine, and writes down how it ends. */
async function recorded(run: PreparedReconstruction, options: ReconstructOptions): Promise<ReconstructResult> {
  const { accelerator } = run;
  const recorder = await startRecorder(run);
  try {
    return await runToEnd(run, recorder, options);
  } catch (caught) {
    const error = await failureBehind(caught, accelerator);
    const message = error instanceof Error ? error.message : String(error);
    // What went wrong first is what is told.
    const failed = { exitReason: "failed", exitDetail: message, error: message, positions: null } as const;
    await recorder.end(failed).catch(() => undefined);
    throw error;
  }
}

async function runToEnd(
  run: PreparedReconstruction,
  recorder: ReconstructionRecorder,
  options: ReconstructOptions,
): Promise<ReconstructResult> {
  const { payload, chosen, heldOut, start, resumed, accelerator, output, replaced, warnings } = run;
  const lastCheckpoint = `${checkpointDirectory(output.path)}/${LAST_CHECKPOINT}`;
  using course = new EngineCourse({
    ...{ payload, directory: output.path, signal: options.signal ?? null, iterations: resumed?.iterations ?? [] },
    save: async (state) => {
      await requireTrust(accelerator);
      await Deno.mkdir(checkpointDirectory(output.path), { recursive: true });
      await writeRunFile(lastCheckpoint, encode(run, recorder, state));
    },
  });
  const result = await runEngine(engineScan(chosen.scan), configuredEngine(payload), {
    ...(start && { start: start.waves }),
    ...(heldOut && { heldOut: engineScan(heldOut.scan) }),
    ...(resumed && { resume: resumed.state }),
    ...(options.onProgress && { onProgress: options.onProgress }),
    stop: course.stop,
    onBatchStart: (event) => course.look(event),
    onIterationEnd: async ({ iteration, rFactor, poissonDeviance, heldOut, state }) => {
      try {
        const ended = await recorder.add({ iteration, rFactor, poissonDeviance, heldOut });
        course.follow(ended);
        options.onIteration?.(ended);
      } catch (error) {
        // What has been found since the last checkpoint is saved where that can be.
        await course.save(state).catch(() => undefined);
        throw error;
      }
    },
  });
  await requireTrust(accelerator);
  // First: it is what the image can be made of again.
  await course.save(() => Promise.resolve(result.state));
  const written = await writeEngineResult({ ...run, iterations: recorder.iterations }, result);
  // What was made of the image before, such as its half scans.
  if (resumed) await output.removeOthers(Object.values(written.files));
  const { iterations } = recorder;
  const ending = course.ending(iterations.length);
  await recorder.end({ ...ending, error: null, positions: written.positions });
  const { reconstruction, probe } = result, { path, count } = chosen.scan;
  return {
    ...{
      reconstruction,
      probe,
      scan: path,
      patterns: count,
      heldOut: run.data.heldOut,
      iterations,
      ...ending,
      directory: output.path,
    },
    ...{ ...written, replaced, warnings, lastCheckpoint: payload.execution.checkpointing ? lastCheckpoint : null },
  };
}

async function startRecorder(run: PreparedReconstruction): Promise<ReconstructionRecorder> {
  const { payload, accelerator, resumed, calls, data, output } = run;
  return await ReconstructionRecorder.start(output.path, {
    ...{ payload, accelerator, calls, data, startedAt: startOf(run), iterations: resumed?.iterations ?? [] },
    resumedFrom: resumed && { iteration: resumed.iterations.length, batch: resumed.state.batch },
  });
}

function encode(run: PreparedReconstruction, { iterations }: ReconstructionRecorder, state: EngineState): Uint8Array {
  const { payload, chosen: { scan: { digest } } } = run;
  const { exitwave: version } = versions();
  return encodeEngineCheckpoint({ payload, state, iterations, version, startedAt: startOf(run), digest });
}

function startOf({ resumed, calls }: PreparedReconstruction): string {
  return resumed?.startedAt ?? calls.at(-1)?.startedAt ?? new Date().toISOString();
}
