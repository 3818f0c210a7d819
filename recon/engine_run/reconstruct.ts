/**
 * A whole reconstruction by an iterative engine: from a scan on disk to an image on disk, without a network.
 *
 * @module
 */
import { failureBehind, requireTrust } from "../../backend/accelerator_failure.ts";
import { notReplayed } from "../../backend/step_replays.ts";
import type { ReconstructionPayload } from "../../config/payload.ts";
import { checkpointDirectory, LAST_CHECKPOINT } from "../../run/checkpoint_names.ts";
import type { Ending } from "../../run/course/ending.ts";
import { combineErrors, frozenEvent, Hooks } from "../../run/course/hooks.ts";
import { writeRunFile } from "../../run/run_file.ts";
import { versions } from "../../run/version.ts";
import { runEngine } from "../engines/run_engine.ts";
import { engineScan } from "../engines/state/engine_scan.ts";
import type { EngineState } from "../engines/state/engine_state.ts";
import { configuredEngine } from "./configured_engine.ts";
import type { EngineCallback, IterationEndEvent } from "./callbacks/engine_callback.ts";
import { encodeEngineCheckpoint, stateTooLarge } from "./engine_checkpoint.ts";
import { EngineCourse } from "./engine_course.ts";
import { engineImages } from "./callbacks/engine_images.ts";
import { ownCallbacks } from "./callbacks/own_callbacks.ts";
import { type PreparedReconstruction, prepareReconstruction } from "./prepare_run.ts";
import type { ReconstructOptions } from "./reconstruct_options.ts";
import type { ReconstructResult } from "./reconstruct_result.ts";
import { removeMade } from "./reconstruction_directory.ts";
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

/** A result, and what of it is recorded. */
type Found = Omit<ReconstructResult, "exitReason" | "exitDetail">;

/** Runs the engine, and writes down how it ends. */
async function recorded(run: PreparedReconstruction, options: ReconstructOptions): Promise<ReconstructResult> {
  const { accelerator, resumed, warnings, output: { path: directory }, payload, data } = run;
  const recorder = await startRecorder(run);
  const own = ownCallbacks({ ...run, directory }, (text) => options.onWarning?.(text));
  const hooks = new Hooks([...own, ...options.callbacks ?? []], "reconstruction");
  const errors: unknown[] = [];
  let found: Found | null = null;
  let ending: Ending | null = null;
  using course = engineCourse({ run, recorder, hooks }, options);
  try {
    const start = frozenEvent({
      ...{ directory, patterns: data.patterns, heldOut: data.heldOut, iterations: payload.engine.iterations, warnings },
      ...{ firstIteration: resumed?.iterations.length ?? 0, firstBatch: resumed?.state.batch ?? 0 },
    });
    await hooks.setUp((callback) => callback.onRunStart?.(start));
    found = await runToEnd({ run, recorder, hooks, course }, options);
    ending = course.ending(recorder.iterations.length);
  } catch (caught) {
    const error = await failureBehind(caught, accelerator);
    errors.push(error, ...await hooks.fail((callback) => callback.onException?.({ error })));
  }
  const end = frozenEvent({ ...ending ?? failure(errors[0]), iterations: recorder.iterations.length });
  errors.push(...await hooks.cleanUp((callback) => callback.onRunEnd?.(end)));
  if (found === null || ending === null || errors.length > 0) {
    const told = failure(errors[0]);
    // What went wrong first is what is told.
    await recorder.end({ ...told, error: told.exitDetail, positions: null }).catch(() => undefined);
    throw combineErrors(errors);
  }
  await recorder.end({ ...ending, error: null, positions: found.positions });
  return { ...found, ...ending };
}

function failure(error: unknown): { readonly exitReason: "failed"; readonly exitDetail: string } {
  return { exitReason: "failed", exitDetail: error instanceof Error ? error.message : String(error) };
}

/** A run in progress. */
interface Going {
  readonly run: PreparedReconstruction;
  readonly recorder: ReconstructionRecorder;
  readonly hooks: Hooks<EngineCallback>;
  readonly course: EngineCourse;
}

function engineCourse(
  { run, recorder, hooks }: Omit<Going, "course">,
  { signal, onWarning }: Pick<ReconstructOptions, "signal" | "onWarning">,
): EngineCourse {
  const { payload, resumed, accelerator, output: { path: directory } } = run;
  const path = checkpointPath(run);
  let isTold = false;
  const course: EngineCourse = new EngineCourse({
    ...{ payload, directory, signal: signal ?? null, iterations: resumed?.iterations ?? [] },
    save: async (state) => {
      await requireTrust(accelerator);
      const tooLarge = stateTooLarge(state);
      if (tooLarge !== null) {
        if (!isTold) onWarning?.(tooLarge);
        isTold = true;
        return;
      }
      const event = frozenEvent({ path, iteration: state.iterations.length, batch: state.batch });
      course.endBy(await hooks.emit((callback) => callback.onBeforeSave?.(event)));
      await Deno.mkdir(checkpointDirectory(directory), { recursive: true });
      await writeRunFile(path, encode(run, recorder, state));
      course.endBy(await hooks.emit((callback) => callback.onSave?.(event)));
    },
  });
  return course;
}

async function runToEnd({ run, recorder, hooks, course }: Going, options: ReconstructOptions): Promise<Found> {
  const { payload, chosen, heldOut, start, resumed, accelerator, output, replaced, warnings } = run;
  const result = await runEngine(engineScan(chosen.scan), configuredEngine(payload), {
    replay: payload.execution.replay,
    onRefusal: (reason) => options.onWarning?.(notReplayed("Batches", reason)),
    ...(start && { start: start.waves }),
    ...(heldOut && { heldOut: engineScan(heldOut.scan) }),
    ...(resumed && { resume: resumed.state }),
    ...(options.onProgress && { onProgress: options.onProgress }),
    stop: course.stop,
    onBatchStart: (event) => course.look(event),
    onIterationEnd: async ({ iteration, rFactor, poissonDeviance, heldOut, ...event }) => {
      try {
        const ended = await recorder.add({ iteration, rFactor, poissonDeviance, heldOut });
        course.follow(ended);
        options.onIteration?.(ended);
        const told = frozenEvent({ ...ended, ...event });
        course.endBy(await showImages(told, { payload, hooks }));
        course.endBy(await hooks.emit((callback) => callback.onIterationEnd?.(told)));
      } catch (error) {
        // What has been found since the last checkpoint is saved where that can be.
        await course.save(event.state).catch(() => undefined);
        throw error;
      }
    },
  });
  await requireTrust(accelerator);
  // First: it is what the image can be made of again.
  await course.save(() => Promise.resolve(result.state));
  const { iterations } = recorder;
  const written = await writeEngineResult({ ...run, iterations }, result);
  // What was made of the image before, such as its half scans.
  if (resumed) await output.removeOthers(Object.values(written.files));
  if (resumed) await removeMade(output.path);
  const { reconstruction, probe } = result, { path: scan, count: patterns } = chosen.scan;
  return {
    ...{ reconstruction, probe, scan, patterns, iterations, directory: output.path },
    ...{ start: run.data.start, heldOut: run.data.heldOut },
    ...{ ...written, replaced, warnings, lastCheckpoint: payload.execution.checkpointing ? checkpointPath(run) : null },
  };
}

/** Makes images where they are due. */
async function showImages(
  { iteration, reconstruction, probe }: IterationEndEvent,
  { payload: { execution: { reconLogEvery } }, hooks }: {
    readonly payload: ReconstructionPayload;
    readonly hooks: Hooks<EngineCallback>;
  },
): Promise<string | null> {
  if (reconLogEvery === null || (iteration + 1) % reconLogEvery !== 0) return null;
  const images = engineImages({ reconstruction: await reconstruction(), probe: await probe() });
  const event = frozenEvent({ iteration, images });
  return await hooks.emit((callback) => callback.onImages?.(event));
}

function checkpointPath({ output }: PreparedReconstruction): string {
  return `${checkpointDirectory(output.path)}/${LAST_CHECKPOINT}`;
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
