/**
 * Flags of the benchmarks: a few numbers and choices, `--json`, `--record` and `--help`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { fail, print } from "./terminal.ts";

/** The flags that a benchmark was given. Whatever is wrong with them ends it, with 2. */
export class BenchFlags<Name extends string> {
  readonly #given: Readonly<Record<string, unknown>>;
  /** Whether the result shall be one JSON object. */
  readonly json: boolean;
  /** Whether the result shall be kept, by a benchmark that has a history. */
  readonly record: boolean;

  /**
   * Reads them; `--help` prints the help and ends the program.
   *
   * @param help Text of `--help`.
   * @param names Flags with a value.
   * @param switches Flags without one, besides `--json` and `--help`.
   */
  constructor(help: string, names: readonly Name[], switches: readonly "record"[] = []) {
    const given = parsed(names, switches);
    if (given.help) {
      print(help);
      Deno.exit(0);
    }
    this.#given = given;
    this.json = given.json === true;
    this.record = given.record === true;
  }

  /** Text of a flag; undefined where it was not given. */
  text(name: Name): string | undefined {
    const value = this.#given[name];
    return value === undefined ? undefined : String(value);
  }

  /** A number above 0. */
  positive(name: Name, otherwise: number): number {
    const value = Number(this.text(name) ?? otherwise);
    return value > 0 ? value : fail(`Cannot use --${name} as it must be above 0: current value is ${this.text(name)}`);
  }

  /** One of several names, of which the first stands where the flag was not given. */
  oneOf<T extends string>(name: Name, allowed: readonly [T, ...T[]]): T {
    const value = this.text(name) ?? allowed[0];
    return allowed.find((one) => one === value) ??
      fail(`Cannot use --${name} as it must be one of ${allowed.join(", ")}: current value is ${value}`);
  }
}

// --- internal ---

function parsed(names: readonly string[], switches: readonly string[]): Readonly<Record<string, unknown>> {
  const texts = names.map((name) => [name, { type: "string" }] as const);
  const alone = ["json", "help", ...switches].map((name) => [name, { type: "boolean" }] as const);
  try {
    return parseArgs({ args: Deno.args, options: Object.fromEntries([...texts, ...alone]) }).values;
  } catch (error) {
    return fail(`Cannot use the flags: ${(error as Error).message}; --help lists them`);
  }
}
