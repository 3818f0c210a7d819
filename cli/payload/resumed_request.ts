/**
 * `train --resume DIR` and `reconstruct --resume DIR`: the payload of a run, to go on with. Nothing of it is inferred or
 * filled in again.
 *
 * @module
 */
import { resolve } from "node:path";
import { changePayload } from "../../config/change_payload.ts";
import { collect } from "../../config/collect.ts";
import { merge } from "../../config/fields/merge.ts";
import { payloadSections } from "../../config/payload_sections.ts";
import type { ReconstructionPayload, TrainingPayload } from "../../config/payload.ts";
import { systemReason } from "../../data/files/system_reason.ts";
import { checkpointDirectory, checkpointNames } from "../../run/checkpoint_names.ts";
import { requireRunPath } from "../../run/run_path.ts";
import { readReconstructionRecord } from "../../run/engine/engine_record.ts";
import { readReconstructionPayload, readRunPayload, type RunPayload } from "../../run/run_payload.ts";
import { findScans, type KnownScans } from "../../run/scan_place.ts";
import { type CommandLine, ownSwitch, ownValue } from "../line/command.ts";
import { readConfigFile } from "./config_file.ts";
import { isThere, requireScans } from "./require_scan.ts";
import type { ReconstructionRequest, RunRequest, TrainingRequest } from "./script_callbacks.ts";
import { UsageError } from "../line/usage_error.ts";

/**
 * Reads the payload of a training, with what the command line and its `--config` say beside it.
 *
 * @param run Directory of the run.
 * @param line The command line.
 * @param note Prints what the user should know.
 * @returns The payload to go on with, and the callbacks of the script that is named beside it.
 * @throws {UsageError} Where the command line contradicts itself.
 * @throws {Error} Where there is no run, or its scan is not to be found.
 * @throws {ConfigError} Where its payload was edited, or a new value is not allowed.
 */
export async function resumedRequest(
  run: string,
  line: CommandLine,
  note: (text: string) => void,
): Promise<TrainingRequest> {
  return await resumed(run, line, { note, read: readRunPayload });
}

/**
 * Reads the payload of a reconstruction by an engine, as {@link resumedRequest} does.
 *
 * @param run Directory of the run.
 * @param line The command line.
 * @param note Prints what the user should know.
 */
export async function resumedReconstruction(
  run: string,
  line: CommandLine,
  note: (text: string) => void,
): Promise<ReconstructionRequest> {
  return await resumed(run, line, { note, read: readReconstructionPayload });
}

// --- internal ---

/** How a run is read. */
interface Reading<P> {
  readonly note: (text: string) => void;
  readonly read: (directory: string) => Promise<RunPayload<P>>;
}

async function resumed<P extends TrainingPayload | ReconstructionPayload>(
  run: string,
  line: CommandLine,
  { note, read }: Reading<P>,
): Promise<RunRequest<P>> {
  const [beside] = ["overwrite", "fast-dev-run"].filter((name) => ownSwitch(line, name));
  if (beside) {
    throw new UsageError(`Cannot resume ${run} with --${beside} as a run goes on where it stopped: leave it away`);
  }
  const { outputDir } = merge(line.flags, line.overrides).execution ?? {};
  if (typeof outputDir === "string") requireStay(run, outputDir, "leave --output-dir away");
  await requireRun(run);
  const { payload: begun, path, warning } = await read(run);
  if (warning !== null) note(`warning: ${warning}`);
  const file = ownValue(line, "config");
  const config = file === undefined ? { sections: {}, callbacks: [] } : await readConfigFile(file, { note });
  const sections = config.payload ? payloadSections(config.payload) : config.sections;
  const other = collect(sections).sections.execution?.outputDir;
  // A script of the run names the directory that the run was begun in; it may have been moved since.
  if (outputDir === undefined && typeof other === "string" && other !== begun.execution.outputDir) {
    requireStay(run, other, `take execution.outputDir out of ${file}, or give --output-dir ${run}`);
  }
  const payload = changePayload(begun, { override: line.overrides, flag: line.flags, config: sections });
  await requireTheirScans(payload, { run, line, path: named(sections) && file !== undefined ? file : path });
  return { payload, callbacks: config.callbacks };
}

function requireStay(run: string, outputDir: string, remedy: string): void {
  if (resolve(outputDir) === resolve(run)) return;
  throw new UsageError(`Cannot resume ${run} into ${outputDir} as a run stays in its directory: ${remedy}`);
}

/** A directory that cannot be resumed is told by its name and not by that of a file in it. */
async function requireRun(run: string): Promise<void> {
  await requireRunPath(run);
  await Deno.stat(run).catch((cause) => {
    const reason = cause instanceof Deno.errors.NotFound ? "it does not exist" : systemReason(cause);
    throw new Error(`Cannot resume ${run} as ${reason}`, { cause });
  });
  const [payload, folder] = [`${run}/payload.json`, checkpointDirectory(run)];
  if (await isThere(payload) || (await checkpointNames(folder)).length > 0) return;
  throw new Error(`Cannot resume ${run} as it holds no run: there is no ${payload} and no checkpoint`);
}

function named(sections: unknown): boolean {
  const { scan = null } = collect(sections).sections.data ?? {};
  return scan !== null;
}

interface Origin {
  readonly run: string;
  readonly line: CommandLine;
  readonly path: string;
}

/** Scans that the command line names are read as they are; others may be where the run was begun. */
async function requireTheirScans(
  payload: TrainingPayload | ReconstructionPayload,
  { run, line: { flags, overrides }, path: file }: Origin,
): Promise<void> {
  const isTraining = payload.kind === "training";
  const { paths } = isTraining ? await findScans(run, payload) : await findScans(run, payload, await scanOfEngine(run));
  const named = [["scan", isTraining ? "--train-data-file" : "--scan"], ["testScan", "--test-data-file"]] as const;
  for (const [name, flag] of named) {
    const scan = paths[name];
    const isNew = merge(flags, overrides).data?.[name] !== undefined;
    if (isNew) continue;
    await requireScans(scan, { file, remedy: `go on where the run began, or name the scan with ${flag}` });
  }
}

/** A record that is lost or damaged knows none. */
async function scanOfEngine(run: string): Promise<KnownScans> {
  const record = await readReconstructionRecord(run).catch(() => null);
  return { scan: record ? [record.data.scan] : [], testScan: [] };
}
