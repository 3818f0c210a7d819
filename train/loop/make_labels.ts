/**
 * Labels that an engine makes before a training: a reconstruction of its scan, in the run's directory. It is made once:
 * a run that goes on finds it there, and one that was killed meanwhile goes on with it.
 *
 * @module
 */
import type { Accelerator } from "../../backend/accelerator.ts";
import type { ReconstructionPayload, TrainingPayload } from "../../config/payload.ts";
import { completeReconstruction, createReconstructionPayload } from "../../config/reconstruction_payload.ts";
import { fields, valueAt } from "../../config/fields/sections.ts";
import { saidPaths } from "../../config/set_paths.ts";
import { inspectScan } from "../../data/facts/inspect_scan.ts";
import { singleScan } from "../../data/facts/named_scans.ts";
import { fileDigest } from "../../data/formats/file_digest.ts";
import { readJson } from "../../data/formats/json_file.ts";
import { RandomAccessFile } from "../../data/formats/random_access_file.ts";
import { reconstruct } from "../../recon/engine_run/reconstruct.ts";
import type { ReconstructOptions } from "../../recon/engine_run/reconstruct_options.ts";
import { checkpointDirectory, checkpointNames } from "../../run/checkpoint_names.ts";
import { ownLabels } from "./training_labels.ts";

/** What an engine runs with. */
export interface LabelMaking extends Pick<ReconstructOptions, "onProgress" | "onIteration" | "signal"> {
  /** Directory of the run: the reconstruction is in `labels` of it. */
  readonly runDirectory: string;
  readonly accelerator: Accelerator;
  /** Called with each sentence on what looks wrong. */
  readonly onWarning?: (text: string) => void;
}

/**
 * Makes the labels of a training where `data.labels` is `engine`, by the payload's section `engine`.
 *
 * @param payload The payload.
 * @param making What an engine runs with.
 * @returns The payload with the directory of the reconstruction as `data.labels`, or as it is where none is wanted.
 * @throws The signal's reason, where the engine ended by it. What it has found by then is kept, and gone on with.
 * @throws {Error} Where it was asked to stop in its directory; else as `reconstruct`.
 */
export async function withMadeLabels(payload: TrainingPayload, making: LabelMaking): Promise<TrainingPayload> {
  if (ownLabels(payload) !== "engine") return payload;
  const { runDirectory, ...options } = making;
  const labels = `${runDirectory}/labels`;
  const path = await singleScan(payload.data.scan);
  const request = await requestOf(payload, { path, labels });
  const found = await stateOf(labels, request, path);
  if (found !== "made") {
    const how = found === "begun" ? { resume: labels } : { overwrite: true };
    const { exitReason, exitDetail } = await reconstruct(request, { ...options, ...how });
    if (exitReason !== "finished") {
      options.signal?.throwIfAborted();
      throw new Error(`Cannot train as its labels are not finished: ${exitDetail}; train again to go on with them`);
    }
  }
  return { ...payload, data: { ...payload.data, labels } };
}

// --- internal ---

async function requestOf(
  payload: TrainingPayload,
  { path, labels }: { readonly path: string; readonly labels: string },
): Promise<ReconstructionPayload> {
  const { data: { measurement, probeModes }, execution: { deterministic, frameCache } } = payload;
  // What a training says that it does not read has no effect here either.
  const read = fields.filter(({ section, readBy }) => section === "engine" && readBy.includes("training"));
  const engine = Object.fromEntries(read.map(({ name, path: field }) => [name, valueAt(payload, field)]));
  const said = saidPaths(payload).has("data.measurement") ? { measurement } : {};
  const request = createReconstructionPayload({
    ...{ data: { scan: path, probeModes, ...said }, engine },
    execution: { outputDir: labels, deterministic, frameCache },
  });
  return completeReconstruction(request, (await inspectScan(path)).measurement);
}

/** How far an engine has come in the directory with the scan as it is wanted. */
async function stateOf(
  directory: string,
  { fingerprints }: ReconstructionPayload,
  scan: string,
): Promise<"made" | "begun" | "none"> {
  const record = await readJson(`${directory}/run.json`).catch(() => null) as Partial<MadeRecord> | null;
  if (record?.fingerprints?.scientific !== fingerprints.scientific) return "none";
  using file = await RandomAccessFile.open(scan);
  if (record.data?.scan?.digest !== fileDigest(file)) return "none";
  if (record.exitReason === "finished") return "made";
  return (await checkpointNames(checkpointDirectory(directory))).length > 0 ? "begun" : "none";
}

interface MadeRecord {
  readonly exitReason: string;
  readonly data: { readonly scan?: { readonly digest?: string } };
  readonly fingerprints: { readonly scientific?: string };
}
