/**
 * From a command line to the payload of a reconstruction by an iterative engine: file, flags, overrides, and what the scan
 * tells.
 *
 * @module
 */
import { collect } from "../../config/collect.ts";
import { merge } from "../../config/fields/merge.ts";
import { type SectionName, sectionNames, type SectionsInput } from "../../config/fields/sections.ts";
import { PAYLOAD_SECTIONS, type ReconstructionPayload } from "../../config/payload.ts";
import { createReconstructionPayload } from "../../config/reconstruction_payload.ts";
import { inspectScan } from "../../data/facts/inspect_scan.ts";
import { singleScan } from "../../data/facts/named_scans.ts";
import type { CommandLine } from "../line/command.ts";
import type { GivenConfig } from "./given_config.ts";
import { requireScans } from "./require_scan.ts";
import { saidBy } from "./said_by.ts";

/** What a reconstruction is made from besides flags. */
export interface ReconstructionRequestOptions {
  /** The configuration file, which may have been made for a training, too. */
  readonly given: GivenConfig;
  /** Whether the scan must exist. */
  readonly needsScan: boolean;
}

/**
 * Makes the payload of a reconstruction. What numbers the scan holds, it tells where nobody said.
 *
 * @param line The command line.
 * @param options See {@link ReconstructionRequestOptions}.
 * @throws {ConfigError} With every problem found.
 * @throws {Error} If the scan is needed and cannot be read.
 */
export async function reconstructionRequest(
  line: CommandLine,
  { given: { file, config }, needsScan }: ReconstructionRequestOptions,
): Promise<ReconstructionPayload> {
  const sections = ofReconstruction(config.payload ? saidBy(config.payload, config.open) : config.sections);
  const { flags: flag, overrides: override } = line;
  const create = (dataset: SectionsInput): ReconstructionPayload =>
    createReconstructionPayload(sections, { override, flag, dataset });
  const payload = create({});
  if (payload.data.scan === null) return payload;
  try {
    const chosen = merge(flag, override).data?.scan;
    if (file !== undefined && chosen === undefined) await requireScans(payload.data.scan, { file, remedy: REMEDY });
    const { measurement } = await inspectScan(await singleScan(payload.data.scan));
    return measurement === null ? payload : create({ data: { measurement } });
  } catch (error) {
    if (needsScan) throw error;
    return payload;
  }
}

/**
 * Whether a configuration is of a reconstruction: it has a section `engine`, and none of a network. Of one without a file
 * the flags decide.
 */
export function isReconstruction({ flags, overrides }: CommandLine, { config }: GivenConfig): boolean {
  if (config.payload) return config.payload.kind === "reconstruction";
  const inFile = namedSections(config.sections);
  const named = inFile.length > 0 ? inFile : namedSections(merge(flags, overrides));
  return named.includes("engine") && !named.some((name) => OF_NETWORK.includes(name));
}

// --- internal ---

const OF_NETWORK: readonly SectionName[] = ["model", "training", "inference"];

const REMEDY = "run it elsewhere, write the whole path, or name the scan on the command line";

function namedSections(sections: object): SectionName[] {
  return sectionNames.filter((name) => Object.hasOwn(sections, name));
}

/** Of sections, builders among them, those that a reconstruction has; what is no section at all is refused as it is. */
function ofReconstruction(given: object): SectionsInput {
  const { sections, problems } = collect(given);
  if (problems.length > 0) return given as SectionsInput;
  return Object.fromEntries(
    Object.entries(sections).filter(([name]) => PAYLOAD_SECTIONS.reconstruction.includes(name as SectionName)),
  );
}
