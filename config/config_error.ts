/**
 * The error of an invalid configuration. It carries every problem that was found, so that a user mends all at once.
 *
 * @module
 */
import { showName, showValue } from "./show_value.ts";

/** One thing that is wrong with a configuration. */
export interface ConfigProblem {
  /** `section.field`, or the unknown name as it was written. */
  readonly path: string;
  /** The offending value. */
  readonly value: unknown;
  /** What would be right, as the rest of a sentence that starts with the path: `must be …`. */
  readonly requirement: string;
  /** URL and line of the script that set it, where that is known. */
  readonly at?: string;
}

/** Thrown where a payload cannot be made; {@link ConfigError.problems} lists why. */
export class ConfigError extends TypeError {
  /** Always `ConfigError`. */
  override readonly name = "ConfigError";

  /**
   * Makes the error of a failed attempt.
   *
   * @param attempt What was attempted, such as `create the training payload`.
   * @param problems All that is wrong; at least one.
   */
  constructor(readonly attempt: string, readonly problems: readonly ConfigProblem[]) {
    super(problems.map((problem) => describeProblem(attempt, problem)).join("\n"));
  }
}

/** One problem as one line. */
export function describeProblem(attempt: string, { path, value, requirement, at }: ConfigProblem): string {
  const current = `current value is ${showValue(value)}${at ? ` (set in ${at})` : ""}`;
  return `Cannot ${attempt} as ${showName(path)} ${requirement.replaceAll(/\s*\n\s*/g, " ")}: ${current}`;
}
