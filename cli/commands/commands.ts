/**
 * Every command of the command line. Their work is loaded when they run.
 *
 * @module
 */
import { fields, sectionNames } from "../../config/fields/sections.ts";
import { PAYLOAD_SECTIONS } from "../../config/payload.ts";
import { WATCH_PORT } from "../../recon/watch/watch_port.ts";
import { EVALUATE } from "./evaluate_command.ts";
import { IMPORT } from "./import_command.ts";
import { INSPECT } from "./inspect_command.ts";
import { RECONSTRUCT } from "./reconstruct_command.ts";
import { REPORT } from "./report_command.ts";
import { SIMULATE } from "./simulate_command.ts";
import { WEIGHTS } from "./weights_command.ts";
import type { Command } from "../line/command.ts";
import type { Flag } from "../line/flag.ts";

const CONFIG: Flag = {
  names: ["config"],
  about:
    "Configuration: a script (.ts, .js) whose default export is sections or a payload, or a JSON file of either, or " +
    "the directory of a run",
  value: "FILE",
};
const SET: Flag = {
  names: ["set"],
  about: "Set any field, above every other source; may be given several times",
  value: "section.field=VALUE",
};
const DEPRECATED: readonly Flag[] = [
  { names: ["device"], about: "Deprecated: use --accelerator", value: "NAME" },
  { names: ["disable-mlflow"], about: "Deprecated: use --logger none and --quiet" },
];

/** The letter that other programs have for the directory, too. */
const OUTPUT: Readonly<Record<string, string>> = { o: "execution.outputDir" };

/** Flags of the fields that most trainings set. */
const COMMON_FIELDS: readonly string[] = [
  ...["output-dir", "max-epochs", "batch-size", "learning-rate", "n-filters-scale", "model-type"],
  ...["torch-loss-mode", "measurement", "scheduler", "val-split", "early-stop-patience", "seed", "logger"],
  ...["accelerator", "threads"],
];

const TRAIN: Command = {
  name: "train",
  summary: "Train a network on one or more scans",
  usage: "SCAN... [-o DIR] [flags]",
  example: "train scan.npz -o runs/scan --n-filters-scale 1 --max-epochs 20",
  positional: [{ word: "SCAN...", flag: "train-data-file", many: true }],
  sections: PAYLOAD_SECTIONS.training,
  aliases: OUTPUT,
  own: [
    CONFIG,
    SET,
    {
      names: ["from-payload"],
      about:
        "Train exactly the payload of this file, such as payload.json of a run: nothing is inferred from the scan " +
        "again, and only execution flags may be given beside it",
      value: "FILE",
    },
    {
      names: ["resume"],
      about: "Continue the run in this directory, configured by its payload.json, from its last checkpoint",
      value: "DIR",
    },
    { names: ["overwrite"], about: "Replace a run that is already in the output directory" },
    {
      names: ["dry-run"],
      about: "Print what would be done (--json: the payload) and stop; no file is written, no device touched",
    },
    {
      names: ["fast-dev-run"],
      about:
        "One training and one validation batch of one epoch, to see that all works, in a directory of its own: that of " +
        "the output with -fast-dev-run behind its name",
    },
    ...DEPRECATED,
  ],
  common: [...COMMON_FIELDS, "config", "set", "resume", "overwrite", "dry-run", "fast-dev-run"],
  load: async () => (await import("./train.ts")).train,
};

/** Fields that an inference does not read. The workers of PtychoPINN's command lines are accepted all the same. */
const NO_INFERENCE: readonly string[] = fields
  .filter(({ readBy, path }) => !readBy.includes("inference") && path !== "execution.workers")
  .map(({ path }) => path);

const INFER: Command = {
  name: "infer",
  summary: "Reconstruct a scan with a trained network",
  usage: "RUN [SCAN] [-o DIR] [flags]",
  example: "infer runs/scan other.npz -o runs/scan/other",
  positional: [{ word: "RUN", flag: "model-path" }, { word: "SCAN", flag: "test-data-file" }],
  sections: ["inference", "engine", "execution"],
  unused: NO_INFERENCE,
  own: [SET, {
    names: ["dry-run"],
    about: "Print what would be done (--json: the payload) and stop; no file is written",
  }, ...DEPRECATED],
  common: [
    ...["output-dir", "measurement", "batch-size", "n-images", "patch-weighting", "crop", "refine", "engine"],
    ...["product", "log-patch-stats", "accelerator", "threads", "set", "dry-run"],
  ],
  aliases: {
    ...OUTPUT,
    measurement: "data.measurement",
    "test-data-file": "inference.scan",
    "test-data": "inference.scan",
    "n-images": "inference.groups",
    "n-groups": "inference.groups",
    "n-subsample": "inference.subsample",
    "subsample-seed": "inference.subsampleSeed",
    "batch-size": "inference.batchSize",
  },
  load: async () => (await import("./infer.ts")).infer,
};

/** A flag of both train and import is that of train, and `--import-…` that of import. */
const IMPORT_NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  fields.filter(({ section }) => section !== "import").flatMap(({ path, flags }) => {
    const twins = fields.filter((field) =>
      field.section === "import" && field.flags.some((name) => flags.includes(name))
    );
    const own = twins.length > 0 ? flags.map((name) => [name, path] as const) : [];
    return [...own, ...twins.map((twin) => [`import-${twin.flags[0]}`, twin.path] as const)];
  }),
);

const CONFIGURE: Command = {
  name: "config",
  summary: "Show, explain or check a configuration without running it",
  usage: "show|explain|diff|schema|validate [FILE] [FILE] [flags of train, reconstruct or import]",
  example: "config explain --config run.ts --max-epochs 20",
  words: {
    show: "The whole payload as JSON",
    explain: "Every field that was set, even to its default: its value, where it came from and what it replaced",
    diff: "Fields in which two configurations or runs differ",
    schema: "JSON Schema of a configuration, for editors",
    validate: "Everything that is wrong with a configuration: values, missing files, fingerprint",
  },
  sections: sectionNames,
  own: [CONFIG, SET, { names: ["all"], about: "explain: fields that nobody set too" }, ...DEPRECATED],
  aliases: { ...OUTPUT, ...IMPORT_NAMES },
  common: [...COMMON_FIELDS, "config", "set", "all"],
  load: async () => (await import("./config.ts")).config,
};

const WATCH: Command = {
  name: "watch",
  summary: "Serve a page on this machine that shows runs while they train",
  usage: "DIR [--port N]",
  example: "watch runs",
  positional: [{ word: "DIR", flag: "directory" }],
  sections: [],
  own: [
    { names: ["directory"], about: "Directory to look for runs in, and in its folders", value: "DIR" },
    {
      names: ["port"],
      about: `Port of 127.0.0.1 to serve the page on; 0 picks a free one (default ${WATCH_PORT})`,
      value: "N",
    },
  ],
  load: async () => (await import("./watch.ts")).watch,
};

const DOCTOR: Command = {
  name: "doctor",
  summary: "Check this machine: adapters, limits, threads, permissions",
  usage: "[flags]",
  example: "doctor",
  sections: [],
  own: [
    { names: ["accelerator"], about: "Check this accelerator", value: "auto|cpu|webgpu|gpu" },
    { names: ["kernels"], about: "Measure the convolutions of a training step on a GPU, beside its peak" },
  ],
  load: async () => (await import("./doctor.ts")).doctor,
};

const COMPLETIONS: Command = {
  name: "completions",
  summary: "Print the shell script that completes commands, flags, values and files",
  usage: "bash|zsh|fish",
  example: "completions bash",
  words: {
    bash: "Keep it as ~/.local/share/bash-completion/completions/exitwave, or source it in ~/.bashrc",
    zsh: "Keep it as _exitwave in a folder of fpath, or source it in ~/.zshrc behind compinit",
    fish: "Keep it as ~/.config/fish/completions/exitwave.fish",
  },
  sections: [],
  own: [],
  load: async () => (await import("./completions.ts")).completions,
};

/** All commands, in the order of `--help`. */
export const COMMANDS: readonly Command[] = [
  TRAIN,
  INFER,
  RECONSTRUCT,
  EVALUATE,
  REPORT,
  WATCH,
  INSPECT,
  IMPORT,
  SIMULATE,
  WEIGHTS,
  CONFIGURE,
  DOCTOR,
  COMPLETIONS,
];
