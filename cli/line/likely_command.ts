/**
 * The command that is meant by a word that is none: by its spelling, or by what other programs call it. Kept by hand.
 *
 * @module
 */
import { nearestName } from "../../config/values/nearest_name.ts";

/** What others call it, by what is written here. */
const FAMILIAR: Readonly<Record<string, readonly string[]>> = {
  "train": ["fit", "run", "learn", "start"],
  "train --resume DIR": ["resume", "continue"],
  "infer": ["predict", "inference", "test", "apply"],
  "reconstruct": ["epie", "rpie", "lsqml", "engine", "iterate", "solve", "ptycho"],
  "evaluate": ["eval", "compare", "metrics", "score"],
  "simulate": ["sim", "generate", "synthesize"],
  "config show": ["show"],
  "config explain": ["explain"],
  "config diff": ["diff"],
  "config schema": ["schema"],
  "config validate": ["validate", "check"],
  "doctor": ["info", "env", "devices", "status"],
  "completions": ["completion", "complete"],
  "--version": ["version", "-v"],
  "--help": ["commands", "usage"],
};

/**
 * What to write instead of a word that is no command.
 *
 * @param word The word.
 * @param names Names of the commands.
 * @returns Such as `did you mean train?`.
 */
export function commandHint(word: string, names: readonly string[]): string {
  const folded = word.toLowerCase();
  const familiar = Object.keys(FAMILIAR).find((name) => FAMILIAR[name]?.includes(folded));
  const meant = familiar ?? nearestName(word, [...names, "--version", "--help"]);
  if (meant) return `did you mean ${meant}?`;
  if (/^--?[a-z]/i.test(word)) return "the command comes first, such as train --help";
  return /\.(npz|h5|hdf5)$/i.test(word) ? `did you mean train ${word}?` : `the commands are ${names.join(", ")}`;
}
