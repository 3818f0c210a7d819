/**
 * What inference may change about a trained network's configuration: which patterns it looks at and how the file is read,
 * never the network.
 *
 * @module
 */
import type { InferencePayload, SciencePayload, TrainingPayload } from "../config/payload.ts";

/**
 * The data and model sections by which a trained network is applied to a scan: those of the training, over its whole
 * extent, with the `data` fields that the inference payload sets, and its own choice of patterns (`inference.groups`, `subsample`,
 * `subsampleSeed`).
 *
 * @throws {RangeError} Where the inference payload sets a field of the network to another value than it was trained with;
 * the message lists them.
 */
export function inferenceScience(payload: InferencePayload, trained: TrainingPayload): SciencePayload {
  const own = payload.overrides.filter(({ path }) => path.startsWith("data.") && !NETWORK.test(path));
  const chosen = Object.fromEntries(own.map(({ path, value }) => [path.slice("data.".length), value]));
  const conflicts = payload.overrides.flatMap(({ path, value }) => {
    const before = NETWORK.test(path) ? JSON.stringify(valueAt(trained, path)) : JSON.stringify(value);
    return before === JSON.stringify(value)
      ? []
      : [`${path} is ${JSON.stringify(value)}, it was trained with ${before}`];
  });
  if (conflicts.length > 0) {
    throw new RangeError(`Cannot apply the trained network as its configuration must stay: ${conflicts.join("; ")}`);
  }
  const { groups, subsample, subsampleSeed } = payload.inference;
  // Bounds keep patterns out of the training; an image is wanted of the whole scan.
  const whole: Pick<SciencePayload["data"], "xBounds" | "yBounds"> = { xBounds: [0, 1], yBounds: [0, 1] };
  const data = { ...trained.data, ...whole, ...chosen, groups, subsample, subsampleSeed } as SciencePayload["data"];
  return { data, model: trained.model };
}

// --- internal ---

/** Fields that the network's parameters depend on. */
const NETWORK = /^(?:model\..+|data\.(?:patchSize|gridSize))$/;

function valueAt({ data, model }: SciencePayload, path: string): unknown {
  const [section, name = ""] = path.split(".");
  return Reflect.get(section === "data" ? data : model, name);
}
