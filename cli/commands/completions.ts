/**
 * `completions`: a script that completes this program's command line in a shell.
 *
 * @module
 */
import { bashCompletion } from "../completions/bash_completion.ts";
import { completionTable } from "../completions/completion_table.ts";
import { fishCompletion } from "../completions/fish_completion.ts";
import { zshCompletion } from "../completions/zsh_completion.ts";
import type { CommandContext } from "../line/command.ts";
import { UsageError } from "../line/usage_error.ts";

/** Runs `completions`. */
export function completions({ line, commands, output }: CommandContext): Promise<number> {
  const [shell = "", ...others] = line.words;
  const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
  if (!script || others.length > 0) {
    const written = JSON.stringify(line.words.join(" "));
    throw new UsageError(
      `Cannot run completions as its word must be one of ${
        Object.keys(SCRIPTS).join(", ")
      }: current value is ${written}`,
    );
  }
  const text = script(NAME, completionTable(commands));
  output.result(text.trimEnd(), { shell, script: text });
  return Promise.resolve(0);
}

// --- internal ---

/** What is completed: the name that the program is installed by. */
const NAME = "exitwave";

const SCRIPTS: Readonly<Record<string, typeof bashCompletion>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};
