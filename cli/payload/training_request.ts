/**
 * From the command line of `train` and `config` to a training payload: file, flags, overrides, and what the scan tells.
 *
 * @module
 */
import { collect } from "../../config/collect.ts";
import { merge } from "../../config/fields/merge.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import { type SectionsInput, valueAt } from "../../config/fields/sections.ts";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { scanFields } from "../../data/facts/scan_fields.ts";
import { type CommandLine, ownSwitch, ownValue } from "../line/command.ts";
import { fastDevRun, vainOverrides } from "./fast_dev_run.ts";
import { fromPayload } from "./from_payload.ts";
import { type GivenConfig, givenConfig } from "./given_config.ts";
import type { Output } from "../terminal/output.ts";
import { requireScans, type ScanOrigin } from "./require_scan.ts";
import { resumedRequest } from "./resumed_request.ts";
import { saidBy } from "./said_by.ts";
import { idleCallbacks, type TrainingRequest } from "./script_callbacks.ts";

/**
 * Makes the payload of the training that `train` is to run, and prints its warnings.
 *
 * @param line The command line.
 * @param output Where warnings go.
 * @returns The payload, and the callbacks of the configuration script.
 */
export async function trainingRequest(line: CommandLine, output: Output): Promise<TrainingRequest> {
  const note = (text: string): void => output.note(text);
  const [repeated, resume] = [ownValue(line, "from-payload"), ownValue(line, "resume")];
  const request = repeated !== undefined
    ? { payload: await fromPayload(repeated, line), callbacks: [] }
    : resume !== undefined
    ? await resumedRequest(resume, line, note)
    : await newTraining(line, { given: await givenConfig(line, undefined, { note }), needsScan: true });
  const { payload } = request;
  const vain = ownSwitch(line, "fast-dev-run") ? vainOverrides(line.overrides) : [];
  const idle = idleCallbacks(request.callbacks, "training");
  [...payload.warnings, ...vain, ...idle].forEach((warning) => output.note(`warning: ${warning}`));
  return request;
}

/** What a training is made from besides flags. */
export interface NewTrainingOptions {
  /** The configuration file. */
  readonly given: GivenConfig;
  /** Whether the scan must exist. */
  readonly needsScan: boolean;
}

/**
 * Makes the payload of a training that begins anew. A payload as a source says everything; of sections, the scan tells what
 * they leave out.
 *
 * @param line The command line.
 * @param options See {@link NewTrainingOptions}.
 * @returns The payload, and the callbacks of the configuration script.
 */
export async function newTraining(
  line: CommandLine,
  { given: { file, config }, needsScan }: NewTrainingOptions,
): Promise<TrainingRequest> {
  const { callbacks } = config;
  const given = config.payload ? saidBy(config.payload, []) : config.sections;
  const flag = line.flags;
  const chosen = merge(flag, line.overrides).data?.scan;
  const scan = chosen === undefined ? collect(given).sections.data?.scan : chosen;
  const origin = file !== undefined && chosen === undefined ? { file, remedy: REMEDY } : undefined;
  const found = await inferFromScan(scan, { needed: needsScan, origin });
  // A payload sets every field, but for those that its scan may still tell, where it does.
  const told = config.payload && config.open.filter((path) => valueAt(found, path) !== undefined);
  const sections = config.payload && told ? saidBy(config.payload, told) : given;
  const dataset = told?.length === 0 ? {} : found;
  const create = (override: SectionsInput): TrainingPayload =>
    createTrainingPayload(sections as SectionsInput, { override, flag, dataset });
  const payload = create(line.overrides);
  if (!ownSwitch(line, "fast-dev-run")) return { payload, callbacks };
  return { payload: create(merge(line.overrides, fastDevRun(payload))), callbacks };
}

// --- internal ---

const REMEDY = "run it elsewhere, write the whole path, or name the scan with --train-data-file";

interface ScanNeeds {
  readonly needed: boolean;
  readonly origin: ScanOrigin | undefined;
}

/** N from the probe, photons from the metadata; nothing where the file need not exist and does not. */
async function inferFromScan(scan: unknown, { needed, origin }: ScanNeeds): Promise<SectionsInput> {
  const names = (Array.isArray(scan) ? scan : [scan]) as readonly unknown[];
  // The factory refuses what is no path.
  if (!names.every((name): name is string => typeof name === "string" && name !== "")) return {};
  try {
    if (origin) await requireScans(names, origin);
    return await scanFields(names);
  } catch (error) {
    if (needed) throw error;
    return {};
  }
}
