/**
 * The error of an invalid configuration. It carries every problem that was found, so that a user mends all at once.
 *
 * @module
 */
import { hideCredentials, withoutCredentials } from "./credentials.ts";
import { printable } from "./printable.ts";
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
  /** All that is wrong, or the first hundred of it, without the passwords of addresses. */
  readonly problems: readonly ConfigProblem[];

  /**
   * Makes the error of a failed attempt.
   *
   * @param attempt What was attempted, such as `create the training payload`.
   * @param problems All that is wrong; at least one.
   */
  constructor(readonly attempt: string, problems: readonly ConfigProblem[]) {
    const told = firstOf(problems);
    super(told.map((problem) => describeProblem(attempt, problem)).join("\n"));
    this.problems = told.map(withoutSecrets);
  }
}

/** One problem as one line. */
export function describeProblem(attempt: string, problem: ConfigProblem): string {
  const { path, value, requirement, at } = withoutSecrets(problem);
  const current = `current value is ${showValue(value)}${at ? ` (set in ${at})` : ""}`;
  const wanted = requirement.split("\n").map((line) => line.trim()).join(" ");
  return `Cannot ${attempt} as ${showName(path)} ${printable(wanted, LONGEST)}: ${current}`;
}

// --- internal ---

/** Characters of a requirement that are shown; one may list every name there is. */
const LONGEST = 1000;

/** Problems that are told; a file may have as many as it has bytes. */
const MOST_PROBLEMS = 100;

function firstOf(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const more = problems.length - MOST_PROBLEMS;
  if (more <= 0) return problems;
  const rest = { path: "the rest", value: more, requirement: "must be mended too, so many more problems" };
  return [...problems.slice(0, MOST_PROBLEMS), rest];
}

function withoutSecrets(problem: ConfigProblem): ConfigProblem {
  const { value, requirement } = problem;
  const shown = typeof value === "string" ? withoutCredentials(value) : value;
  return { ...problem, value: shown, requirement: hideCredentials(requirement) };
}
