import { assert, assertEquals, assertThrows } from "@std/assert";
import { fields } from "@exitwave/exitwave/config";
import { listKind } from "../../../config/fields/allowed.ts";
import type { Command, CommandLine } from "../../../cli/line/command.ts";
import { commandFlags } from "../../../cli/line/command_flags.ts";
import { COMMANDS } from "../../../cli/commands/commands.ts";
import { isSwitch, negations } from "../../../cli/line/flag.ts";
import { parseLine } from "../../../cli/line/parse_line.ts";
import { UsageError } from "../../../cli/line/usage_error.ts";

function command(name: string): Command {
  const found = COMMANDS.find((candidate) => candidate.name === name);
  assert(found);
  return found;
}

function parse(name: string, ...argv: string[]): CommandLine {
  return parseLine(command(name), argv);
}

/** The training flags of PtychoPINN, and the field of ours that each sets. */
const TRAIN_FLAGS: readonly (readonly [argv: string, path: string, value: unknown])[] = [
  ["--train_data_file a.npz", "data.scan", "a.npz"],
  ["--test_data_file b.npz", "data.testScan", "b.npz"],
  ["--output_dir runs/a", "execution.outputDir", "runs/a"],
  ["--max_epochs 3", "training.epochs", 3],
  ["--n_images 7", "data.groups", 7],
  ["--gridsize 2", "data.gridSize", 2],
  ["--batch_size 8", "training.batchSize", 8],
  ["--device cpu", "execution.accelerator", "cpu"],
  ["--disable_mlflow", "execution.logger", ["none"]],
  ["--torch-loss-mode mae", "model.loss", "mae"],
  ["--accelerator gpu", "execution.accelerator", "gpu"],
  ["--deterministic", "execution.deterministic", true],
  ["--no-deterministic", "execution.deterministic", false],
  ["--deterministic warn", "execution.deterministic", "warn"],
  ["--probe_normalize energy", "data.probeNormalize", "energy"],
  ["--pin-memory false", "execution.pinMemory", false],
  ["--num-workers 2", "execution.workers", 2],
  ["--learning-rate 2e-4", "training.learningRate", 2e-4],
  ["--logger tensorboard", "execution.logger", ["tensorboard"]],
  ["--enable-checkpointing", "execution.checkpointing", true],
  ["--disable-checkpointing", "execution.checkpointing", false],
  ["--checkpoint-save-top-k -1", "execution.checkpointSaveTopK", -1],
  ["--checkpoint-monitor poisson_val_loss", "execution.checkpointMonitor", "poisson_val_loss"],
  ["--checkpoint-mode max", "execution.checkpointMode", "max"],
  ["--early-stop-patience 5", "execution.earlyStopPatience", 5],
  ["--scheduler MultiStage", "training.scheduler", "MultiStage"],
  ["--accumulate-grad-batches 4", "training.accumulate", 4],
  ["--measurement intensity", "data.measurement", "intensity"],
  ["--probe-mask", "data.probeMask", true],
  ["--no-probe-mask", "data.probeMask", false],
  ["--probe-mask-sigma 0.5", "data.probeMaskSigma", 0.5],
  ["--probe-mask-diameter 20", "data.probeMaskDiameter", 20],
  ["--log-patch-stats", "inference.logPatchStats", true],
  ["--patch-stats-limit 2", "inference.patchStatsLimit", 2],
  ["--neighbor-count 9", "data.neighbors", 9],
  ["--accumulate-grad-batches 0:1,10:4", "training.accumulate", { 0: 1, 10: 4 }],
  ["--gradient-clip-val 0.5", "training.clipGradients", 0.5],
  ["--gradient-clip-algorithm agc", "training.clipAlgorithm", "agc"],
  ["--ema-decay 0.99", "training.emaDecay", 0.99],
  ["--adam-beta1 0.8", "training.adamBeta1", 0.8],
  ["--max-steps 7", "training.maxSteps", 7],
  ["--max-time 1.5", "execution.maxTime", 1.5],
  ["--overfit-batches 2", "training.overfitBatches", 2],
  ["--limit-train-batches 3", "training.limitTrainBatches", 3],
  ["--limit-val-batches 3", "training.limitValBatches", 3],
  ["--val-every 2", "training.valEvery", 2],
  ["--check-val-every-n-epoch 2", "training.valEvery", 2],
  ["--num-sanity-val-steps 0", "execution.sanityValBatches", 0],
  ["--logger none", "execution.logger", ["none"]],
  ["--profile", "execution.profile", true],
  ["--no-profile", "execution.profile", false],
  ["--no-progress", "execution.progress", false],
  ["--disable-progress-bar", "execution.progress", false],
  ["--no-checkpointing", "execution.checkpointing", false],
  ["--every-n-train-steps 5", "execution.checkpointEverySteps", 5],
  ["--lr-warmup-epochs 2", "training.warmupEpochs", 2],
  ["--lr-min-ratio 0.2", "training.minLearningRateRatio", 0.2],
  ["--plateau-min-lr 1e-5", "training.plateauMinLearningRate", 1e-5],
  ["--recon-log-every-n-epochs 2", "execution.reconLogEvery", 2],
  ["--grad-norm-log-freq 2", "execution.gradNormLogEvery", 2],
  ["--n-subsample 100", "data.subsample", 100],
  ["--subsample-seed 1", "data.subsampleSeed", 1],
  ["--sequential-sampling", "data.sequentialSampling", true],
];

/** Those of inference. */
const INFER_FLAGS: readonly (readonly [argv: string, path: string, value: unknown])[] = [
  ["--model_path runs/a", "inference.modelPath", "runs/a"],
  ["--test_data b.npz", "inference.scan", "b.npz"],
  ["--test-data-file b.npz", "inference.scan", "b.npz"],
  ["--output_dir out", "execution.outputDir", "out"],
  ["--n_images 32", "inference.groups", 32],
  ["--accelerator cpu", "execution.accelerator", "cpu"],
  ["--num-workers 0", "execution.workers", 0],
  ["--inference-batch-size 4", "inference.batchSize", 4],
  ["--batch-size 4", "inference.batchSize", 4],
  ["--device cpu", "execution.accelerator", "cpu"],
  ["--patch-weighting probe", "inference.patchWeighting", "probe"],
  ["--varpro-scaling", "inference.varproScaling", true],
  ["--log-patch-stats", "inference.logPatchStats", true],
  ["--patch-stats-limit 3", "inference.patchStatsLimit", 3],
];

for (const [name, table] of [["train", TRAIN_FLAGS], ["infer", INFER_FLAGS]] as const) {
  for (const [argv, path, value] of table) {
    const [flag = "", ...rest] = argv.slice(2).split(" ");
    const spellings = [flag.replaceAll("_", "-"), flag.replaceAll("-", "_")];
    Deno.test(`parseLine() takes ${argv} of ${name}, - and _ alike, as ${path}`, () => {
      for (const spelling of spellings) assertEquals(field(parse(name, `--${spelling}`, ...rest), path), value);
    });
  }
  Deno.test(`parseLine() of ${name} knows --quiet`, () => {
    assertEquals(parse(name, "--quiet").own.get("quiet"), ["true"]);
  });
}

for (const candidate of COMMANDS) {
  Deno.test(`no two flags of ${candidate.name} have the same name`, () => {
    const names = commandFlags(candidate).flatMap((flag) => {
      return [...flag.names, ...(flag.field && isSwitch(flag) ? negations(flag) : [])];
    });
    assertEquals(names.filter((name, i) => names.indexOf(name) !== i), []);
  });

  Deno.test(`every alias of ${candidate.name} names a field that exists, every field in use has a flag`, () => {
    const paths = fields.map(({ path }) => path);
    const named = [...Object.values(candidate.aliases ?? {}), ...candidate.unused ?? []];
    assertEquals(named.filter((path) => !paths.includes(path)), []);
    assertEquals(commandFlags(candidate).filter(({ names }) => names.length === 0), []);
  });
}

Deno.test("parseLine() refuses two values for what has one, whichever of its names it was given by", () => {
  const set = (text: string): string[] => ["--set", text];
  const lines: readonly (readonly [name: string, argv: readonly string[], message: string])[] = [
    ["train", ["--max-epochs", "1", "--epochs", "2"], "train as --max-epochs takes one value: current value is 1, 2"],
    [
      "train",
      ["--output-dir", "a", "--output_dir=b"],
      "--output-dir takes one value: current value is a, b",
    ],
    ["train", ["--profile", "--no-profile"], "--profile takes one value: current value is true, false"],
    ["train", ["--accumulate", "0:1", "--accumulate", "5:4"], "takes one value: current value is 0:1, 5:4"],
    ["train", ["--stages", "1,2,3", "--stages", "3,2,1"], "--stages takes one value: current value is 1,2,3, 3,2,1"],
    ["train", ["--notes", "a", "--notes", ""], "--notes takes one value: current value is a, "],
    ["train", ["--device", "cpu", "--device", "gpu"], "--device takes one value: current value is cpu, gpu"],
    ["train", [...set("model.loss=a"), ...set("model.loss=b")], "Cannot set model.loss as --set takes one value of it"],
    ["train", ["--dry-run", "--dry-run=false"], "--dry-run takes one value: current value is true, false"],
    ["infer", ["--test-data", "a", "--inference-scan", "b"], "--test-data-file takes one value: current value is a, b"],
    ["simulate", ["--output", "a", "-o", "b"], "--output takes one value: current value is a, b"],
    ["simulate", ["--seed", "1", "--seed", "2"], "--seed takes one value: current value is 1, 2"],
    ["doctor", ["--accelerator", "cpu", "--accelerator", "gpu"], "--accelerator takes one value"],
  ];
  for (const [name, argv, message] of lines) assertThrows(() => parse(name, ...argv), UsageError, message);
  for (const candidate of COMMANDS) {
    for (const { names, field, value } of commandFlags(candidate)) {
      const written = `--${names[0]}`;
      const isList = field
        ? listKind(field) === "open"
        : candidate.positional?.some(({ flag, many }) => many && flag === names[0]);
      if (names[0] === "set" || isList) continue;
      const twice = value === undefined || (field && isSwitch({ names, field, about: "" }))
        ? ["true", "false"]
        : ["a", "b"];
      const argv = twice.map((text) => `${written}=${text}`);
      assertThrows(() => parse(candidate.name, ...argv), UsageError, "takes one value: current value is");
      parse(candidate.name, ...argv.slice(1), ...argv.slice(1)); // the same again says nothing else
    }
  }
});

Deno.test("parseLine() takes several values of a flag of the command's own as words and by its name", () => {
  const runs = (...argv: string[]): unknown => parse("report", ...argv).own.get("runs");
  assertEquals(runs("a"), ["a"]);
  assertEquals(runs("a,b", "c d", "-o", "x.md", "a,b"), ["a,b", "c d", "a,b"]);
  assertEquals(runs("--runs", "a", "--runs=b", "c"), ["a", "b", "c"]);
  assertEquals(runs(), undefined);
});

Deno.test("parseLine() takes several scans as words, by their flag and by patterns, and commas as parts of names", () => {
  const scans: readonly (readonly [argv: string[], scan: string | string[]])[] = [
    [["a.npz"], "a.npz"],
    [["a,b.npz"], "a,b.npz"],
    [["{a,b}.npz"], "{a,b}.npz"],
    [["a,1.npz", "b.npz"], ["a,1.npz", "b.npz"]],
    [["a.npz", "a.npz"], ["a.npz", "a.npz"]],
    [["--train-data-file", "a.npz", "{b,c}.npz"], ["a.npz", "{b,c}.npz"]],
    [["--train-data-file", "a,1.npz", "--train_data_file=b.npz"], ["a,1.npz", "b.npz"]],
    [["--train-data-file", '["a.npz", "b.npz"]'], ["a.npz", "b.npz"]],
    [["12"], "12"],
  ];
  for (const [argv, scan] of scans) assertEquals(parse("train", ...argv).flags.data?.scan, scan);
  assertEquals(parse("train", "--set", "data.scan=a", "--set", "data.scan=b").overrides.data?.scan, ["a", "b"]);
  assertEquals(parse("train", "--test-data-file", "a", "--test-data-file=b").flags.data?.testScan, ["a", "b"]);
});

Deno.test("parseLine() refuses a list that is written as several words, with what to write", () => {
  const lines: readonly (readonly [argv: string, written: string])[] = [
    ["--stages 20 20 10", "--stages=20,20,10"],
    ["--stages 20, 20, 10 --quiet", "--stages=20,20,10"],
    ["--stages=20 20 10", "--stages=20,20,10"],
    ["--x-bounds 0 .5", "--x-bounds=0,.5"],
    ["--logger csv jsonl", "--logger=csv,jsonl"],
    ["--accumulate-grad-batches 0:1 10:4", "--accumulate-grad-batches=0:1,10:4"],
    ["--set training.stages=20 20 10", "--set training.stages=20,20,10"],
    ["--recon-log-indices 1 2", "--recon-log-indices=1,2"],
  ];
  for (const [argv, written] of lines) {
    const error = assertThrows(() => parse("train", ...argv.split(" ")), UsageError);
    assertEquals(
      error.message,
      `Cannot run train as a list is written with commas and without spaces: write ${written}`,
    );
  }
  assertEquals(parse("config", "show", "--stages", "1,2,3", "run.json").words, ["show", "run.json"]);
});

Deno.test("parseLine() takes a word for its flag, wherever it stands, and refuses it beside another value of that", () => {
  const scan = { data: { scan: "12" } };
  assertEquals(parse("train", "12").flags, scan);
  assertEquals(parse("train", "--overwrite", "12", "-o", "runs/a").flags, {
    ...scan,
    execution: { outputDir: "runs/a" },
  });
  assertEquals(parse("train", "--overwrite", "false", "--profile", "--", "12").flags, {
    ...scan,
    execution: { profile: true },
  });
  assertEquals(parse("train", "12", "--scan=12").flags, scan);
  assertEquals(parse("infer", "runs/a", "--crop", "32", "b.npz", "-o=c").flags, {
    inference: { modelPath: "runs/a", scan: "b.npz", crop: 32 },
    execution: { outputDir: "c" },
  });
  const { own } = parse("evaluate", "a", "b", "-o", "c");
  assertEquals([...own], [["output-dir", ["c"]], ["reconstruction", ["a"]], ["ground-truth", ["b"]]]);
  for (const candidate of COMMANDS) {
    const { name, positional = [], words } = candidate;
    if (positional.some(({ many }) => many)) continue;
    const given = positional.map((_, i) => `word${i}`);
    assertEquals(parse(name, ...given).words, []);
    for (const [i, { flag }] of positional.entries()) {
      const known = commandFlags(candidate).find(({ names }) => names.includes(flag));
      assert(known, flag);
      parse(name, ...given, `--${flag}`, `word${i}`); // the same again says nothing else
      // Two values of a field that takes a list are a list, which the payload of one scan refuses.
      if (known.field && listKind(known.field) === "open") continue;
      for (const written of known.names) {
        const argv = [...given, `--${written}=other`];
        assertThrows(() => parse(name, ...argv), UsageError, `takes one value: current value is other, word${i}`);
      }
    }
    if (!words) assertThrows(() => parse(name, ...given, "more"), UsageError, ": got more too");
  }
  assertThrows(() => parse("train", ""), UsageError, "--train-data-file needs a value");
});

Deno.test("parseLine() takes any number of files, each whole, whatever commas and brackets are in its name", () => {
  const files = ["a.npz", "b,c.npz", "[d].h5", "1", "true", 'e".npz'];
  assertEquals(parse("import", ...files, "-o", "new.npz").flags, { import: { files } });
  assertEquals(parse("import", "--bad-values=[]", "--mask=none", "--crop=none", "a").flags, {
    import: { files: ["a"], badValues: [], mask: "none", crop: null },
  });
  assertEquals(parse("inspect", ...files, "-o", "new.npz").flags, { import: { files } });
  assertEquals(parse("inspect", "b,c.npz", "--crop=64", "-o", "new.npz").flags, {
    import: { files: ["b,c.npz"], crop: 64 },
  });
  assertEquals(parse("inspect", "--files=a,b").flags, { import: { files: ["a", "b"] } });
  assertEquals(parse("inspect", "--centre", "60,61.5", "--bad-values=-1,65535", "a").flags, {
    import: { files: ["a"], centre: [60, 61.5], badValues: [-1, 65535] },
  });
});

Deno.test("parseLine() collects loggers, whether repeated or separated by commas", () => {
  const logger: ("csv" | "tensorboard")[] = ["csv", "tensorboard"];
  assertEquals(parse("train", "--logger", "csv", "--logger", "tensorboard").flags, { execution: { logger } });
  assertEquals(parse("train", "--logger=csv,tensorboard").flags, { execution: { logger } });
  assertEquals(parse("train", '--logger=["csv"]', "--logger", '["tensorboard"]').flags, { execution: { logger } });
  const assigned = ["--set", "execution.logger=csv", "--set", "execution.logger=tensorboard"];
  assertEquals(parse("train", ...assigned).overrides, { execution: { logger } });
});

Deno.test("parseLine() puts --set above the flags, each field once", () => {
  const line = parse(
    "train",
    "--seed",
    "1",
    "--set",
    "training.seed=2",
    "--set=data.xBounds=0,0.5",
    "--set",
    "training.seed=2",
  );
  assertEquals(line.flags, { training: { seed: 1 } });
  assertEquals(line.overrides, { data: { xBounds: [0, 0.5] }, training: { seed: 2 } });
});

Deno.test("parseLine() reads negative numbers as values, and words as words", () => {
  const line = parse("config", "--learning-rate", "-1", "word", "--padding=-3", "12");
  assertEquals(line.flags, { training: { learningRate: -1 }, inference: { padding: -3 } });
  assertEquals(line.words, ["word", "12"]);
});

Deno.test("parseLine() gives --debug to the program, not to a field of that name", () => {
  const line = parse("train", "--debug");
  assertEquals([line.flags, line.own.get("debug")], [{}, ["true"]]);
  assertEquals(parse("train", "--inference-debug").flags, { inference: { debug: true } });
});

Deno.test("parseLine() notices a deprecated flag only where it is given, once", () => {
  assertEquals([parse("train").notices, parse("train").flags], [[], {}]);
  assertEquals(parse("train", "--accelerator", "auto").notices, []);
  const device = parse("train", "--device", "webgpu", "--device=webgpu");
  assertEquals([device.notices, device.flags], [
    ["--device is deprecated: use --accelerator"],
    { execution: { accelerator: "webgpu" as const } },
  ]);
  const both = parse("train", "--disable-mlflow", "--device", "cpu");
  assertEquals(both.notices, [
    "--device is deprecated: use --accelerator",
    "--disable-mlflow is deprecated: use --logger none and --quiet",
  ]);
  assertEquals(both.flags, { execution: { accelerator: "cpu", logger: ["none"], progress: false } });
});

Deno.test("parseLine() lets the flags of today win over deprecated ones, and a switch be turned off", () => {
  const cpu = ["--device", "cpu"];
  const line = parse("train", ...cpu, "--accelerator", "webgpu", "--disable-mlflow", "--logger", "csv", "--progress");
  assertEquals(line.flags, { execution: { accelerator: "webgpu", logger: ["csv"], progress: true } });
  assertEquals(line.notices, [
    "--device is deprecated: use --accelerator, which wins here",
    "--disable-mlflow is deprecated: use --logger none and --quiet, of which --logger wins here",
  ]);
  assertEquals(parse("train", "--accelerator", "auto", ...cpu).flags, { execution: { accelerator: "auto" } });
  const off = parse("train", "--disable-mlflow=false");
  assertEquals([off.flags, off.notices], [{}, []]);
});

Deno.test("parseLine() refuses flags of training alone where a scan is reconstructed", () => {
  assertThrows(() => parse("infer", "--checkpoint-mode", "max"), UsageError, "is not one of its flags");
  assertThrows(() => parse("infer", "--max-epochs", "3"), UsageError, "is not one of its flags");
});

const WRONG: readonly (readonly [argv: string, message: string])[] = [
  ["--max-epoch 3", "Cannot run train as --max-epoch is not one of its flags (did you mean --max-epochs?)"],
  ["--banana", "Cannot run train as --banana is not one of its flags (see train --help)"],
  ["--no-banana=1", "Cannot run train as --no-banana is not one of its flags (see train --help)"],
  ["--data.scan x", "Cannot run train as --data.scan is not one of its flags (did you mean --train-data-file?)"],
  ["--max-epochs", "Cannot run train as --max-epochs needs a value (write --max-epochs=VALUE)"],
  ["--nepochs", "Cannot run train as --nepochs needs a value (write --nepochs=VALUE)"],
  ["-o", "Cannot run train as -o needs a value (write -o=VALUE)"],
  ["--train-data-file --quiet", "Cannot run train as --train-data-file needs a value (write --train-data-file=VALUE)"],
  ["--resume=", "Cannot run train as --resume needs a value (write --resume=VALUE)"],
  ["--dry-run=maybe", "Cannot run train as --dry-run takes no value: current value is maybe"],
  ["--no-deterministic=true", "Cannot run train as --no-deterministic takes no value: current value is true"],
  ["--config a.ts --config b.ts", "Cannot run train as --config takes one value: current value is a.ts, b.ts"],
  ["--set seed", "Cannot set seed as it must be section.field=value (did you mean training.seed=VALUE?)"],
  [
    "--set training.seed",
    "Cannot set training.seed as it must be section.field=value (did you mean training.seed=VALUE?)",
  ],
  ["--set epochs=3", "Cannot set epochs=3 as it must be section.field=value (did you mean training.epochs?)"],
  ["--set max_epochs=3", "Cannot set max_epochs=3 as it must be section.field=value (did you mean training.epochs?)"],
  ["--set banana=3", "Cannot set banana=3 as it must be section.field=value"],
  [
    "--set training.epoch=3",
    "Cannot set training.epoch=3 as it must be section.field=value (did you mean training.epochs?)",
  ],
];

for (const [argv, message] of WRONG) {
  Deno.test(`parseLine() refuses ${argv}`, () => {
    const error = assertThrows(() => parse("train", ...argv.split(" ")), UsageError);
    assertEquals(error.message, message);
  });
}

Deno.test("parseLine() binds any word that is no flag to the flag before it, an empty one to notes alone", () => {
  const words = (...argv: string[]): unknown => field(parse("train", ...argv), "execution.notes");
  assertEquals([words("--notes", ""), words("--notes="), words("--notes", "-x y"), words("--notes", "--")], [
    ...["", "", "-x y", "--"],
  ]);
  assertEquals(words("--config", "a.ts", "--config", "a.ts", "--notes", "-1"), "-1");
});

function field({ flags }: CommandLine, path: string): unknown {
  const [section = "", name = ""] = path.split(".");
  const sections = flags as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  return sections[section]?.[name];
}
