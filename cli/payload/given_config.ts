/**
 * The configuration file of a command line.
 *
 * @module
 */
import { type CommandLine, ownValue } from "../line/command.ts";
import { UsageError } from "../line/usage_error.ts";
import { type ConfigFile, readConfigFile } from "./config_file.ts";
import type { WaitOptions } from "./told_wait.ts";

/** A configuration file and what it holds. */
export interface GivenConfig {
  /** Undefined where none was named. */
  readonly file: string | undefined;
  /** No sections where none was named. */
  readonly config: ConfigFile;
}

/**
 * Reads the configuration file that a command line names.
 *
 * @param line The command line, with `--config` or without.
 * @param word The file where a word of the command line names it.
 * @param options Who is told where a script takes long.
 * @returns What it holds.
 * @throws {UsageError} Where two files are named.
 * @throws {Error} As {@link readConfigFile}.
 */
export async function givenConfig(
  line: CommandLine,
  word: string | undefined,
  options: WaitOptions,
): Promise<GivenConfig> {
  const besides = ownValue(line, "config");
  const file = word ?? besides;
  if (file !== besides && besides !== undefined) {
    throw new UsageError(
      `Cannot configure by two files as neither can be preferred: current value is ${file}, ${besides}`,
    );
  }
  return { file, config: file === undefined ? { sections: {}, callbacks: [] } : await readConfigFile(file, options) };
}
