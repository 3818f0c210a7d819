/**
 * What `--help` says of `import`, and its flags.
 *
 * @module
 */
import type { Command } from "../line/command.ts";
import type { Flag } from "../line/flag.ts";

const OWN: readonly Flag[] = [
  { names: ["output", "o"], about: "The scan to write, by its ending NPZ, HDF5 (.h5) or CXI (.cxi)", value: "FILE" },
  {
    names: ["config"],
    about:
      "Configuration with a section import: a script (.ts, .js), or a JSON file; also a recipe that --dry-run printed",
    value: "FILE",
  },
  {
    names: ["set"],
    about: "Set any field, above every other source; may be given several times",
    value: "section.field=VALUE",
  },
  { names: ["dry-run"], about: "Print the recipe (--json: as a payload) and stop; no file is written" },
];

/** `import`. */
export const IMPORT: Command = {
  name: "import",
  summary: "Turn files from detectors, beamlines and other programs into a scan",
  usage: "FILE... -o SCAN [flags]",
  example: "import scan.cxi mask.npy -o scan.npz --mask mask.npy --crop 256 --bin 2",
  positional: [{ word: "FILE...", flag: "files", many: true }],
  sections: ["import"],
  own: OWN,
  common: [
    ...["output", "patterns", "positions", "x-positions", "y-positions", "units", "orientation", "frames"],
    ...["measurement", "crop", "bin", "pad", "centre", "mask", "probe"],
    ...["energy", "distance", "detector-pixel", "pixel-size", "config", "dry-run"],
  ],
  load: async () => (await import("./import.ts")).importFiles,
};
