/** Types of the part of `@std/cli/parse-args` that the command line uses. */

/** How flags are read. */
export interface ParseOptions {
  boolean?: readonly string[];
  string?: readonly string[];
  collect?: readonly string[];
  negatable?: readonly string[];
  alias?: Readonly<Record<string, string | readonly string[]>>;
  default?: Readonly<Record<string, unknown>>;
  stopEarly?: boolean;
  "--"?: boolean;
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** Flags by name, and the remaining words. */
export interface Args {
  [name: string]: unknown;
  _: (string | number)[];
}

export declare function parseArgs(args: readonly string[], options?: ParseOptions): Args;
