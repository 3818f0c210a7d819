/**
 * Reading a run back from disk, for whoever compares, reports or watches: what it was, how it stands, what was measured
 * and which checkpoints are there. A run may be read while it is trained: what a log ends with, half written, is left
 * out. Damage is an error that names the file.
 *
 * @module
 */
import { type Card, cardBundle } from "../config/notebook/card.ts";
import { shown } from "../config/notebook/shown.ts";
import { isFields } from "../config/fields/merge.ts";
import { parsePayload } from "../config/parse_payload.ts";
import type { TrainingPayload } from "../config/payload.ts";
import { readJson } from "../data/formats/json_file.ts";
import { checkpointDirectory, checkpointNames, parseRankedName } from "./checkpoint_names.ts";
import { lossRows } from "./loss_rows.ts";
import { type LoggedLine, readMetricsCsv, readMetricsJsonl, type RunEpoch } from "./read_metrics.ts";
import { requireRunFiles } from "./run_files.ts";
import { readRunRecord, type RunRecord } from "./run_record.ts";

/** A checkpoint of a run. */
export interface StoredCheckpoint {
  /** The file. */
  readonly path: string;
  /** What its name says of its rank; null for `last.safetensors`, the state to resume from. */
  readonly ranked: {
    /** Epoch, from 0. */
    readonly epoch: number;
    /** Name of the metric, without its ending `_loss`. */
    readonly metric: string;
    /** Value of the metric, to four decimals. */
    readonly value: number;
  } | null;
}

/** A run as it lies on disk. */
export interface StoredRun {
  /** Directory of the run. */
  readonly directory: string;
  /** What the training is. */
  readonly payload: TrainingPayload;
  /** How it stands; null before its first step. */
  readonly record: RunRecord | null;
  /** Epochs of `metrics.csv`; empty where there is none. */
  readonly epochs: readonly RunEpoch[];
  /** Lines of `metrics.jsonl`; empty where there is none. */
  readonly log: readonly LoggedLine[];
  /** Checkpoints, the newest first. */
  readonly checkpoints: readonly StoredCheckpoint[];
}

/**
 * Reads a run.
 *
 * @param directory Directory of the run.
 * @returns All that it tells of itself, and shows in a notebook; tensors of checkpoints stay on disk.
 * @throws {Error} If the directory holds no run or a file of it is damaged; the message names the file and the problem.
 *
 * @example
 * ```ts
 * import { createTrainingPayload, fit, readRun, simulateScan, writeScan } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const directory = await Deno.makeTempDir();
 * await writeScan(`${directory}/scan.npz`, simulateScan({ patchSize: 64, patterns: 4, photons: 1e5 }));
 * const payload = createTrainingPayload({
 *   data: { scan: `${directory}/scan.npz` },
 *   model: { filterScale: 0.125 },
 *   training: { epochs: 1, batchSize: 1, limitTrainBatches: 1 },
 *   execution: { outputDir: `${directory}/run`, accelerator: "cpu" },
 * });
 * await fit(payload);
 * const { record, epochs, checkpoints } = await readRun(`${directory}/run`);
 * assertEquals([record?.exitReason, epochs.length, checkpoints.length], ["finished", 1, 2]);
 * await Deno.remove(directory, { recursive: true });
 * ```
 */
export async function readRun(directory: string): Promise<StoredRun> {
  await requireRunFiles(directory);
  const folder = checkpointDirectory(directory);
  const run: StoredRun = {
    directory,
    payload: await readPayload(directory),
    record: await readRunRecord(directory),
    epochs: readMetricsCsv(`${directory}/metrics.csv`),
    log: readMetricsJsonl(`${directory}/metrics.jsonl`),
    checkpoints: (await checkpointNames(folder)).map((name) => ({
      path: `${folder}/${name}`,
      ranked: parseRankedName(name),
    })),
  };
  return shown(run, (made) => cardBundle(runCard(made)));
}

// --- internal ---

async function readPayload(directory: string): Promise<TrainingPayload> {
  const path = `${directory}/payload.json`;
  if (!await Deno.stat(path).then(() => true, () => false)) {
    throw new Error(`Cannot read the run ${directory} as it holds none: there is no ${path}`);
  }
  const json = await readJson(path);
  const kind = isFields(json) ? json.kind : undefined;
  if (kind === "inference" || kind === "reconstruction") {
    throw new TypeError(`Cannot read ${path} as its payload must be of a training: current value is "${kind}"`);
  }
  try {
    return parsePayload(json) as TrainingPayload;
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot read ${path} as it is no payload: ${problem.replaceAll("\n", "; ")}`, { cause });
  }
}

/** What a notebook shows of a run: how it stands, how its losses went, which checkpoints it has. */
function runCard({ directory, payload, record, epochs, checkpoints }: StoredRun): Card {
  const best = checkpoints.filter(({ ranked }) => ranked !== null).length;
  const outcome = record ? `${record.exitReason}${record.exitDetail ? `: ${record.exitDetail}` : ""}` : "not begun";
  return {
    title: `Run ${directory}: ${outcome}`,
    rows: [
      ...(record
        ? [
          ["scan", record.data.scan.path],
          ["accelerator", `${record.accelerator.name}, ${record.accelerator.adapter}`],
          ["began", record.startedAt],
          ...(record.timings ? [["took", `${record.timings.total.toFixed(1)} s`]] : []),
          ...(record.notes === "" ? [] : [["notes", record.notes]]),
        ]
        : []),
      ["epochs", `${record?.epochs ?? epochs.length} of ${payload.training.epochs}`],
      ...lossRows(epochs),
      ["checkpoints", `${checkpoints.length}, of which ${best} among the best`],
      ["fingerprint", payload.fingerprints.scientific.slice(0, 12)],
    ],
    notes: record?.error ? [`Error: ${record.error}`] : [],
  };
}
