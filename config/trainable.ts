/**
 * What can be configured but not trained yet. Training something else instead, with a mere warning, would be a lie.
 *
 * @module
 */
import { ConfigError } from "./values/config_error.ts";
import type { SciencePayload } from "./payload.ts";

/**
 * Refuses to train what is not built yet: networks other than the CNN.
 *
 * @param payload The model section.
 * @throws {ConfigError} If the field stands in the way.
 */
export function requireTrainable({ model }: SciencePayload): void {
  if (model.architecture === "cnn") return;
  throw new ConfigError("train", [{
    path: "model.architecture",
    value: model.architecture,
    requirement: "must be cnn for now",
  }]);
}
