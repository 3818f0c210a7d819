/**
 * What can be configured but not trained yet. Training something else instead, with a mere warning, would be a lie.
 *
 * @module
 */
import { ConfigError, type ConfigProblem } from "./values/config_error.ts";
import type { SciencePayload } from "./payload.ts";

/**
 * Refuses to train what is not built yet: groups whose patches are merged, and networks other than the CNN.
 *
 * @param payload The data and model sections.
 * @throws {ConfigError} With every field that stands in the way.
 */
export function requireTrainable({ data, model }: SciencePayload): void {
  const problems: ConfigProblem[] = [];
  if (data.gridSize > 1 && model.objectBig !== false) {
    const requirement = `must be false for now where data.gridSize is ${data.gridSize}`;
    problems.push({ path: "model.objectBig", value: model.objectBig, requirement });
  }
  if (model.architecture !== "cnn") {
    problems.push({ path: "model.architecture", value: model.architecture, requirement: "must be cnn for now" });
  }
  if (problems.length > 0) throw new ConfigError("train", problems);
}
