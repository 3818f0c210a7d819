/**
 * What `--help` says of `reconstruct`, and its flags.
 *
 * @module
 */
import { fields } from "../../config/fields/sections.ts";
import { PAYLOAD_SECTIONS } from "../../config/payload.ts";
import type { Command } from "../line/command.ts";
import type { Flag } from "../line/flag.ts";

const OWN: readonly Flag[] = [
  {
    names: ["config"],
    about:
      "Configuration with a section engine: a script (.ts, .js), or a JSON file, or the directory of a run; of one that " +
      "was made for a training, data and execution are taken",
    value: "FILE",
  },
  {
    names: ["set"],
    about: "Set any field, above every other source; may be given several times",
    value: "section.field=VALUE",
  },
  {
    names: ["resume"],
    about:
      "Continue the reconstruction in this directory, configured by its payload.json, from its last checkpoint; with " +
      "--iterations it may be asked for more",
    value: "DIR",
  },
  { names: ["overwrite"], about: "Replace the reconstruction that is already in the output directory" },
  {
    names: ["dry-run"],
    about: "Print what would be done (--json: the payload) and stop; no file is written, no device touched",
  },
];

/** `reconstruct`. */
export const RECONSTRUCT: Command = {
  name: "reconstruct",
  summary: "Reconstruct a scan without a network, by an iterative engine",
  usage: "SCAN [-o DIR] | --resume DIR [flags]",
  example: "reconstruct scan.npz -o runs/scan-rpie --iterations 50",
  positional: [{ word: "SCAN", flag: "scan" }],
  sections: PAYLOAD_SECTIONS.reconstruction,
  unused: fields.filter(({ readBy }) => !readBy.includes("reconstruction")).map(({ path }) => path),
  own: OWN,
  aliases: {
    o: "execution.outputDir",
    scan: "data.scan",
    engine: "engine.algorithm",
    "batch-size": "engine.batchSize",
    seed: "engine.seed",
    product: "engine.product",
    start: "engine.start",
    cxi: "engine.cxi",
  },
  common: [
    ...["output-dir", "engine", "iterations", "batch-size", "object-regularisation", "probe-start", "measurement"],
    ...["start", "product", "cxi", "accelerator", "threads", "config", "set", "resume", "overwrite", "dry-run"],
  ],
  load: async () => (await import("./reconstruct.ts")).reconstructCommand,
};
