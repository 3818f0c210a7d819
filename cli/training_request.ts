/**
 * From the command line of `train` and `config` to a training payload: file, flags, overrides, and what the scan tells.
 *
 * @module
 */
import { resolve } from "node:path";
import type { SectionsInput } from "../config/sections.ts";
import type { TrainingPayload } from "../config/payload.ts";
import { createTrainingPayload } from "../config/training_payload.ts";
import { merge } from "../config/builder.ts";
import { requireNetworkSize } from "../data/checks/patch_size.ts";
import { inspectScan } from "../data/inspect_scan.ts";
import { type CommandLine, ownSwitch, ownValue } from "./command.ts";
import { readConfigFile } from "./config_file.ts";
import { fromPayload } from "./from_payload.ts";
import type { Output } from "./output.ts";
import { UsageError } from "./usage_error.ts";

/** What a payload is made from besides the command line. */
export interface RequestOptions {
  /** Configuration file; `--config` where absent, or the payload of the run to resume. */
  readonly file?: string | undefined;
  /** Whether the scan must exist. */
  readonly needsScan: boolean;
}

/**
 * Makes the payload of a training run and prints its warnings.
 *
 * @param line The command line.
 * @param output Where warnings go.
 * @param options See {@link RequestOptions}.
 * @returns The payload.
 */
export async function trainingRequest(
  line: CommandLine,
  output: Output,
  options: RequestOptions,
): Promise<TrainingPayload> {
  const repeated = ownValue(line, "from-payload");
  if (repeated !== undefined) return warned(await fromPayload(repeated, line), output);
  const resume = ownValue(line, "resume");
  if (resume !== undefined) await requireRun(resume, line);
  const file = options.file ?? ownValue(line, "config") ?? (resume && `${resume}/payload.json`);
  const config = file === undefined ? {} : await readConfigFile(file);
  const flag = ownSwitch(line, "fast-dev-run") ? merge(line.flags, FAST_DEV_RUN) : line.flags;
  const scan = line.overrides.data?.scan ?? flag.data?.scan ?? config.data?.scan;
  const dataset = await inferFromScan(scan ?? undefined, options.needsScan);
  return warned(createTrainingPayload(config, { override: line.overrides, flag, dataset }), output);
}

// --- internal ---

/** One epoch of one batch, whatever else is configured; accumulation stays, and its last window is short. */
const FAST_DEV_RUN: SectionsInput = {
  training: {
    ...{ epochs: 1, limitTrainBatches: 1, limitValBatches: 1, valEvery: 1, maxSteps: null },
    ...{ warmupEpochs: 0, fineTuneEpochs: 0 },
  },
  execution: { sanityValBatches: 1 },
};

/** A directory that cannot be resumed, or not into another, is told by its name and not by that of a file in it. */
async function requireRun(resume: string, { flags, overrides }: CommandLine): Promise<void> {
  const outputDir = overrides.execution?.outputDir ?? flags.execution?.outputDir ?? resume;
  if (resolve(outputDir) !== resolve(resume)) {
    throw new UsageError(
      `Cannot resume ${resume} into ${outputDir} as a run stays in its directory: leave --output-dir away`,
    );
  }
  if (!await isThere(resume)) throw new Error(`Cannot resume ${resume} as it does not exist`);
  const payload = `${resume}/payload.json`;
  if (!await isThere(payload)) throw new Error(`Cannot resume ${resume} as it holds no run: there is no ${payload}`);
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

function warned(payload: TrainingPayload, output: Output): TrainingPayload {
  payload.warnings.forEach((warning) => output.note(`warning: ${warning}`));
  return payload;
}

/** N from the probe, photons from the metadata; nothing where the file need not exist and does not. */
async function inferFromScan(path: string | undefined, needed: boolean): Promise<SectionsInput> {
  if (path === undefined) return {};
  try {
    const { patchSize, photons } = await inspectScan(path);
    requireNetworkSize(patchSize, path);
    return { data: { patchSize: patchSize as 64, ...(photons !== null && { photons }) } };
  } catch (error) {
    if (needed) throw error;
    return {};
  }
}
