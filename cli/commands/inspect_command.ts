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
  usage: "FILE... [-o DIR] [--try-orientations] [flags of import]",
  example: "inspect scan.cxi mask.npy -o looks --units um",
  positional: [{ word: "FILE...", flag: "files", many: true }],
  sections: ["import"],
  own: [
    {
      names: ["output-dir", "o"],
      about: "Write inspect.png there: mean pattern, mask, positions, and maps of light and centre of mass",
      value: "DIR",
    },
    {
      names: ["try-orientations"],
      about:
        "Make a small image for each way that scan axes can lie on the detector, and for angles, and say which is right",
    },
    { names: ["all"], about: "Print every dataset of every file" },
  ],
  common: [
    ...[
      "output-dir",
      "try-orientations",
      "all",
      "patterns",
      "positions",
      "x-positions",
      "y-positions",
      "units",
      "measurement",
      "mask",
    ],
    ...["energy", "distance", "detector-pixel", "pixel-size"],
  ],
  load: async () => (await import("./inspect.ts")).inspect,
};
