/**
 * What inference may change about a trained network's configuration: which patterns it looks at and how the file is read,
 * never the network.
 *
 * @module
 */
import type { InferencePayload, SciencePayload, TrainingPayload } from "../config/payload.ts";
import { type Field, fields, type SectionsInput, valueAt } from "../config/fields/sections.ts";
import { scanNames } from "../data/facts/named_scans.ts";
import { isPattern, matchesPattern } from "../data/files/file_pattern.ts";
import { saidPaths, setPaths } from "../config/set_paths.ts";

/**
 * The data and model sections by which a trained network is applied to a scan: those of the training, over its whole
 * extent, with the `data` fields that the inference payload sets, also where it sets them to their default, its own choice
 * of patterns (`inference.groups`, `subsample`, `subsampleSeed`, `neighbors`), and no more than one group a position.
 *
 * @throws {RangeError} Where the inference payload sets a field of the network to another value than it was trained with;
 * the message lists them.
 */
export function inferenceScience(payload: InferencePayload, trained: TrainingPayload): SciencePayload {
  const set = setPaths(payload);
  requireSameNetwork(payload, trained, set);
  const chosen = DATA.filter(({ path }) => set.has(path)).map(({ name, path }) => [name, valueAt(payload, path)]);
  const { groups, subsample, subsampleSeed, neighbors } = payload.inference;
  const choice = { ...WHOLE, ...Object.fromEntries(chosen), groups, subsample, subsampleSeed };
  return {
    data: { ...trained.data, ...choice, groupsPerPosition: 1, ...(neighbors !== null && { neighbors }) },
    model: trained.model,
  };
}

/**
 * Whether `data.measurement` holds although the scan says otherwise: where somebody said so for this inference, or for the
 * training on the same scan.
 *
 * @param payload The payload of the inference; one that repeats what the network was trained with says nothing.
 * @param trained What the network was trained with.
 * @param scan Path of the scan.
 */
export function insistsOnMeasurement(payload: InferencePayload, trained: TrainingPayload, scan: string): boolean {
  const said = payload.overrides.find(({ path }) => path === MEASUREMENT);
  if (said?.source === "flag" || said?.source === "override") return true;
  if (said !== undefined && said.value !== trained.data.measurement) return true;
  const isTrainedOn = scanNames(trained.data.scan).some((name) =>
    name === scan || isPattern(name) && matchesPattern(name, scan)
  );
  return isTrainedOn && saidPaths(trained).has(MEASUREMENT);
}

/**
 * What a trained network says of its inference: all that both read, except which part of its scan was trained on, and
 * whether the training itself ended with pictures.
 *
 * @param trained The payload it was trained with.
 * @returns Sections for `createInferencePayload`.
 */
export function inheritedSections(trained: TrainingPayload): SectionsInput {
  const inherited = (section: string): object =>
    Object.fromEntries(
      fields
        .filter((field) => field.section === section && readByBoth(field) && !(field.path in OF_TRAINING))
        .map(({ name, path }) => [name, valueAt(trained, path)]),
    );
  return {
    ...{ data: inherited("data"), model: inherited("model") },
    ...{ inference: inherited("inference"), engine: inherited("engine") },
  };
}

// --- internal ---

/** Bounds keep patterns out of the training; an image is wanted of the whole scan. */
const WHOLE: Pick<SciencePayload["data"], "xBounds" | "yBounds"> = { xBounds: [0, 1], yBounds: [0, 1] };

/** Who asks for an image wants the whole scan, and its picture. */
const OF_TRAINING: Readonly<Record<string, true>> = {
  "data.xBounds": true,
  "data.yBounds": true,
  "inference.results": true,
};

const MEASUREMENT = "data.measurement";

/** Fields that the network's parameters depend on. */
const NETWORK = fields.filter(({ section, path }) =>
  section === "model" || path === "data.patchSize" || path === "data.gridSize"
);

/** Fields of the scan that an inference reads. */
const DATA = fields.filter((field) => field.section === "data" && readByBoth(field) && !NETWORK.includes(field));

function readByBoth({ readBy }: Field): boolean {
  return readBy.includes("training") && readBy.includes("inference");
}

function requireSameNetwork(payload: InferencePayload, trained: TrainingPayload, set: ReadonlySet<string>): void {
  const conflicts = NETWORK.filter(({ path }) => set.has(path)).flatMap(({ path }) => {
    const [value, before] = [payload, trained].map((sections) => JSON.stringify(valueAt(sections, path)));
    return value === before ? [] : [`${path} is ${value}, it was trained with ${before}`];
  });
  if (conflicts.length === 0) return;
  throw new RangeError(`Cannot apply the trained network as its configuration must stay: ${conflicts.join("; ")}`);
}
