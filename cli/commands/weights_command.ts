/**
 * What `--help` says of `weights`, and its flags.
 *
 * @module
 */
import type { Command } from "../line/command.ts";

/** `weights`. */
export const WEIGHTS: Command = {
  name: "weights",
  summary: "Export weights to PyTorch, or import them, as a state_dict in a safetensors file",
  usage: "export|import RUN|FILE -o FILE [flags of the network]",
  example: "weights export runs/scan -o weights.safetensors",
  words: {
    export: "Write the weights of a run or a checkpoint as a state_dict of PtychoPINN",
    import:
      "Turn a state_dict into a checkpoint for infer and train --weights; the flags, --config or the file itself " +
      "say which network it is",
  },
  sections: ["data", "model"],
  own: [
    { names: ["output", "o"], about: "The safetensors file to write", value: "FILE" },
    {
      names: ["config"],
      about: "import: configuration of the network: a script (.ts, .js), a JSON file, or the directory of a run",
      value: "FILE",
    },
    {
      names: ["set"],
      about: "import: set any field, above every other source; may be given several times",
      value: "section.field=VALUE",
    },
  ],
  common: ["output", "n-filters-scale", "patch-size", "gridsize", "cbam-encoder", "amp-activation", "config", "set"],
  load: async () => (await import("./weights.ts")).weights,
};
