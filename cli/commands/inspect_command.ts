/**
 * What `--help` says of `inspect`, and its flags.
 *
 * @module
 */
import type { Command } from "../line/command.ts";

/** `inspect`. */
export const INSPECT: Command = {
  name: "inspect",
  summary: "Show what is in a file, what is wrong with it, and how to import it",
  usage: "FILE... [-o DIR] [flags of import]",
  example: "inspect scan.cxi mask.npy -o looks --units um",
  positional: [{ word: "FILE...", flag: "files", many: true }],
  sections: ["import"],
  own: [
    {
      names: ["output-dir", "o"],
      about: "Write inspect.png there: mean pattern, mask, positions, and maps of light and centre of mass",
      value: "DIR",
    },
    { names: ["all"], about: "Print every dataset of every file" },
  ],
  common: [
    ...["output-dir", "all", "patterns", "positions", "x-positions", "y-positions", "units", "measurement", "mask"],
    ...["energy", "distance", "detector-pixel", "pixel-size"],
  ],
  load: async () => (await import("./inspect.ts")).inspect,
};
