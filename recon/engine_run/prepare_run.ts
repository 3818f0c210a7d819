/**
 * Everything before the first batch of a reconstruction, in the order that leaves no half-made run behind: what is refused
 * is refused before anything is written.
 *
 * @module
 */
import type { Accelerator } from "../../backend/accelerator.ts";
import { acceleratorFor } from "../../backend/accelerator_for.ts";
import { requireDeterminism } from "../../backend/determinism.ts";
import type { ReconstructionPayload } from "../../config/payload.ts";
import { keptAddress } from "../../config/values/credentials.ts";
import { completeReconstruction } from "../../config/reconstruction_payload.ts";
import { saidPaths } from "../../config/set_paths.ts";
import { inspectScan } from "../../data/facts/inspect_scan.ts";
import { singleScan } from "../../data/facts/named_scans.ts";
import type { Positions } from "../../data/positions.ts";
import { openScan } from "../../data/load_scan.ts";
import { readReconstructionRecord, type ReconstructionRecord } from "../../run/engine/engine_record.ts";
import { findMlflowServer, type MlflowServer } from "../../run/mlflow/mlflow_server.ts";
import { type RunCall, thisCall } from "../../run/run_call.ts";
import { RunLock } from "../../run/run_lock.ts";
import { requireRunPath } from "../../run/run_path.ts";
import { findScans, placedFile } from "../../run/scan_place.ts";
import { productParts } from "../inference_product.ts";
import { OutputDirectory } from "../output_directory.ts";
import { choosePatterns, type ChosenPatterns } from "./chosen_patterns.ts";
import type { EngineCheckpoint } from "./engine_checkpoint.ts";
import { type EngineStart, engineStart } from "./engine_start.ts";
import { holdOut } from "./held_out_patterns.ts";
import type { ReconstructOptions } from "./reconstruct_options.ts";
import { openReconstruction, refuseTakenDirectory, removeMade } from "./reconstruction_directory.ts";
import { readResumable, requireSameReconstruction, requireSameScan } from "./resume.ts";

/** A reconstruction that is ready to run. Disposing of it closes its scan and lets go of its directory. */
export interface PreparedReconstruction extends Disposable {
  readonly payload: ReconstructionPayload;
  readonly chosen: ChosenPatterns;
  /** Patterns that move nothing; null where none are held out. */
  readonly heldOut: ChosenPatterns | null;
  /** Positions of the whole scan, as they were read. */
  readonly given: Positions;
  /** What is begun with; null where nothing is known. */
  readonly start: EngineStart | null;
  /** What is gone on from; null for a new run. */
  readonly resumed: EngineCheckpoint | null;
  readonly accelerator: Accelerator;
  /** Where the MLflow logger sends what it is told; null where there is no such logger. */
  readonly mlflow: MlflowServer | null;
  readonly output: OutputDirectory;
  /** Files of an earlier image, which were removed. */
  readonly replaced: readonly string[];
  /** What is recorded of its scan. */
  readonly data: ReconstructionRecord["data"];
  /** This call, and those before it. */
  readonly calls: readonly RunCall[];
  readonly warnings: readonly string[];
}

/**
 * Reads the scan and, where a run goes on, its checkpoint, and makes the directory ready.
 *
 * @param payload The payload.
 * @param options Options of `reconstruct`.
 * @throws If the run is refused or a file cannot be read.
 */
export async function prepareReconstruction(
  payload: ReconstructionPayload,
  options: ReconstructOptions,
): Promise<PreparedReconstruction> {
  const { resume, overwrite = false } = options;
  requireOneIntent(options);
  const { logger, mlflowUri } = payload.execution;
  const mlflow = logger.includes("mlflow") ? findMlflowServer(keptAddress(payload.execution) ?? mlflowUri) : null;
  const directory = resume ?? payload.execution.outputDir;
  using opened = new DisposableStack();
  const lock = opened.use(new RunLock(directory, "reconstruct"));
  const found = resume === undefined
    ? await refuseTakenDirectory(directory, overwrite).then(() => null)
    : await resumable(resume, lock);
  const placed = await placedScan(directory, payload, found !== null);
  const complete = completeReconstruction(payload, (await inspectScan(placed.path)).measurement);
  if (found) requireSameReconstruction(complete, directory, found);
  const resumed = found?.checkpoint ?? null;
  const scan = opened.use(
    await openScan(placed.path, {
      measurement: complete.data.measurement,
      believesFile: !saidPaths(complete).has("data.measurement"),
      frameCache: complete.execution.frameCache,
    }),
  );
  if (resumed) requireSameScan(resumed, scan);
  const { heldOut: share, seed } = complete.engine;
  const { moving: chosen, heldOut } = holdOut(choosePatterns(scan, complete), share, seed);
  requireProducts(chosen, complete.engine);
  // Before anything is replaced: it may be in the directory that this is written into.
  const start = resumed || complete.engine.start === null
    ? null
    : await engineStart(complete.engine.start, chosen, complete.engine);
  const accelerator = await acceleratorFor(complete, options.accelerator);
  const doubts = requireDeterminism(complete.execution.deterministic, accelerator);
  const output = await openReconstruction(directory, lock, { overwrite, resume: found !== null });
  // First: what is killed leaves no image of another run beside its own record.
  const replaced = resumed ? [] : await output.removeOthers([]);
  if (!resumed) await removeMade(directory);
  const data = {
    scan: placedFile(placed.name, { path: placed.path, digest: scan.digest }, directory),
    start: start ? { ...start.file, taken: start.taken } : (resumed && placed.record?.data.start) ?? null,
    patterns: chosen.numbers.length,
    heldOut: heldOut?.numbers.length ?? 0,
  };
  const calls = [...placed.record?.calls ?? [], await thisCall(options.commandLine ?? null)];
  const warnings = [
    ...found?.warnings ?? [],
    ...placed.warnings,
    ...scan.warnings,
    ...start?.warnings ?? [],
    ...doubts,
  ];
  const owner = opened.move();
  return {
    ...{
      payload: complete,
      chosen,
      heldOut,
      given: { x: scan.x, y: scan.y },
      start,
      resumed,
      accelerator,
      mlflow,
      output,
      replaced,
      data,
      calls,
      warnings,
    },
    [Symbol.dispose]: () => owner.dispose(),
  };
}

// --- internal ---

function requireOneIntent({ resume, overwrite = false }: ReconstructOptions): void {
  if (resume === undefined || !overwrite) return;
  throw new TypeError(
    `Cannot resume ${resume} and overwrite it as a run goes on where it stopped: leave one of both options away`,
  );
}

async function resumable(directory: string, lock: RunLock): ReturnType<typeof readResumable> {
  await requireRunPath(directory);
  await lock.take();
  return await readResumable(directory);
}

/** Where a scan is. */
interface PlacedScan {
  readonly path: string;
  /** As the payload names it. */
  readonly name: string;
  /** Of the run that goes on; a record that is lost or damaged stops none. */
  readonly record: ReconstructionRecord | null;
  readonly warnings: readonly string[];
}

async function placedScan(
  directory: string,
  payload: ReconstructionPayload,
  isResumed: boolean,
): Promise<PlacedScan> {
  if (!isResumed) {
    const path = await singleScan(payload.data.scan);
    return { path, name: path, record: null, warnings: [] };
  }
  const record = await readReconstructionRecord(directory).catch(() => null);
  const known = { scan: record ? [record.data.scan] : [], testScan: [] };
  const { paths, names, warnings } = await findScans(directory, payload, known);
  const path = await singleScan(paths.scan);
  return { path, name: names.scan?.[0] ?? path, record, warnings };
}

/** Before the work: that what is wanted besides can be written. */
function requireProducts({ scan, numbers }: ChosenPatterns, { product, cxi }: ReconstructionPayload["engine"]): void {
  const patterns = { x: scan.x, y: scan.y, numbers };
  if (product) productParts(scan, { patterns, probe: [], field: "engine.product" });
  if (cxi) productParts(scan, { patterns, probe: [], field: "engine.cxi" });
}
