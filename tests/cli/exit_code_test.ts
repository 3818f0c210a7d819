import manifest from "../../deno.json" with { type: "json" };
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { withTempDir } from "../data/temp_dir.ts";
import { exitwave, exitwaveEach, tinyWith } from "./program.ts";

const SCAN = ["--train-data-file", "scan.npz"];
const NO_PAYLOAD = "error: Cannot create the training payload as";

/** A command line, its exit code, and its error, one string a line. */
const CASES: readonly (readonly [argv: string[], code: number, errors: string[]])[] = [
  [["trian"], 2, ["error: Cannot run trian as it is not a command (did you mean train?)"]],
  [["--json"], 2, ["error: Cannot run --json as it is not a command (the command comes first, such as train --help)"]],
  [["version"], 2, ["error: Cannot run version as it is not a command (did you mean --version?)"]],
  [["completion"], 2, ["error: Cannot run completion as it is not a command (did you mean completions?)"]],
  [["completions", "tcsh"], 2, [
    'error: Cannot run completions as its word must be one of bash, zsh, fish: current value is "tcsh"',
  ]],
  [["fit", "scan.npz"], 2, ["error: Cannot run fit as it is not a command (did you mean train?)"]],
  [["a.npz"], 2, ["error: Cannot run a.npz as it is not a command (did you mean train a.npz?)"]],
  [["a.h5"], 2, ["error: Cannot run a.h5 as it is not a command (did you mean train a.h5?)"]],
  [["banana"], 2, [
    "error: Cannot run banana as it is not a command (the commands are train, infer, reconstruct, evaluate, report, watch, inspect, import, simulate, weights, config, doctor, completions)",
  ]],
  [["train"], 2, ["error: Cannot train as there is no scan: write train SCAN"]],
  [["train", "run.ts"], 2, [
    "error: Cannot train on run.ts as it is a configuration by its name, and the first word is the scan: " +
    "write train --config run.ts",
  ]],
  [["train", "scans/*.npz"], 1, ["error: Cannot read scans as no file matches scans/*.npz"]],
  [["train", "--help", "epoch"], 2, [
    "error: Cannot explain epoch as it is no flag of train and no field (did you mean train --help max-epochs?)",
  ]],
  [["infer", "run", "--help", "max-epochs"], 2, [
    "error: Cannot explain max-epochs as it is no flag of infer and no field (train --help max-epochs explains it)",
  ]],
  [["train", "--train-data"], 2, [
    "error: Cannot run train as --train-data is not one of its flags (did you mean --train-data-file?)",
  ]],
  [["train", ...SCAN, "--max-epochs"], 2, [
    "error: Cannot run train as --max-epochs needs a value (write --max-epochs=VALUE)",
  ]],
  [["infer"], 2, ["error: Cannot run infer as there is no trained network: write infer RUN [SCAN]"]],
  [["infer", "run", "--model-path", "other"], 2, [
    "error: Cannot run infer as --model-path takes one value: current value is other, run",
  ]],
  [["reconstruct"], 2, ["error: Cannot reconstruct as there is no scan: write reconstruct SCAN"]],
  [["reconstruct", "a.npz", "b.npz"], 2, ["error: Cannot run reconstruct as it takes one word, SCAN: got b.npz too"]],
  [["reconstruct", "no.npz"], 1, ["error: Cannot read no.npz as there is no such file"]],
  [["reconstruct", "no.npz", "--max-epochs", "3"], 2, [
    "error: Cannot run reconstruct as --max-epochs is not one of its flags (see reconstruct --help)",
  ]],
  [["reconstruct", "no.npz", "--engine", "raar", "--iterations", "0"], 3, [
    "error: Cannot create the reconstruction payload as engine.algorithm (--engine) must be one of epie, rpie, lsqml, dm: " +
    'current value is "raar"',
    "error: Cannot create the reconstruction payload as engine.iterations (--iterations) must be a whole number of at " +
    "least 1: current value is 0",
  ]],
  [["epie", "a.npz"], 2, ["error: Cannot run epie as it is not a command (did you mean reconstruct?)"]],
  [["infer", "run"], 1, ["error: Cannot load a trained network from run as it does not exist"]],
  [["doctor", "all"], 2, ["error: Cannot run doctor as it takes no words: got all too"]],
  [["evaluate", "a"], 2, [
    "error: Cannot run evaluate as it needs two files: evaluate RECONSTRUCTION GROUND_TRUTH, or DIR --half-scans",
  ]],
  [["simulate"], 2, ["error: Cannot run simulate as it needs --output FILE"]],
  [["simulate", "-o", "x.npz", "--patterns", "4.5"], 2, [
    "error: Cannot simulate as --patterns must be a whole number of at least 1: current value is 4.5",
  ]],
  [["simulate", "-o", "x.npz", "--photons", "-1"], 2, [
    "error: Cannot simulate as --photons must be a number above 0: current value is -1",
  ]],
  [["simulate", "-o", "x.npz", "--patch-size", "60"], 2, [
    "error: Cannot simulate as --patch-size must be a power of two: current value is 60",
  ]],
  [["config", "constructor"], 2, [
    'error: Cannot run config as its first word must be one of show, explain, diff, schema, validate: current value is "constructor"',
  ]],
  [["config", "show", "--stages", "20", "20", "10"], 2, [
    "error: Cannot run config as a list is written with commas and without spaces: write --stages=20,20,10",
  ]],
  [["config", "show", "--limit-val-batches", "1.0"], 3, [
    "error: Cannot create the training payload as training.limitValBatches (--limit-val-batches) must be a whole number of at least 1, or null " +
    "(batches are counted and no share of them; null takes all, and training.valSplit (--val-split) 0 validates on none): " +
    'current value is "1.0"',
  ]],
  [["config", "show", "--gradient-clip-val", "0"], 3, [
    "error: Cannot create the training payload as training.clipGradients (--gradient-clip-val) must be a number above 0, or null (null leaves them as they are): " +
    "current value is 0",
  ]],
  [["config", "show", "a.ts", "--config", "b.ts"], 2, [
    "error: Cannot configure by two files as neither can be preferred: current value is a.ts, b.ts",
  ]],
  [["config", "show", "a.ts", "b.ts"], 2, ["error: Cannot run config show as it takes one file: got b.ts too"]],
  [["train", ...SCAN, "--learning-rate", "-1", "--max-epochs", "0", "--accelerator", "cuda"], 3, [
    `${NO_PAYLOAD} training.epochs (--max-epochs) must be a whole number of at least 1 ` +
    "(for another end, give many and training.maxSteps (--max-steps) or execution.maxTime (--max-time)): current value is 0",
    `${NO_PAYLOAD} training.learningRate (--learning-rate) must be a number above 0: current value is -1`,
    `${NO_PAYLOAD} execution.accelerator (--accelerator) must be one of auto, cpu, webgpu, gpu (use webgpu): current value is "cuda"`,
  ]],
  [["train", ...SCAN, "--device", "tpu", "--quiet"], 3, [
    `${NO_PAYLOAD} execution.accelerator (--accelerator) must be one of auto, cpu, webgpu, gpu (use cpu): current value is "tpu"`,
  ]],
  [["train", ...SCAN, "--architecture", "fno", "--quiet"], 3, [
    'error: Cannot train as model.architecture (--architecture) must be cnn for now: current value is "fno"',
  ]],
  [["train", ...SCAN, "--logger", "none", "--logger", "csv"], 3, [
    `${NO_PAYLOAD} execution.logger (--logger) must be none alone or a list without none: current value is ["none","csv"]`,
  ]],
  [["train", ...SCAN, "--config", "unknown.json"], 3, [
    `${NO_PAYLOAD} training.epoch is not a field (did you mean training.epochs (--max-epochs)?): current value is 3`,
    `${NO_PAYLOAD} modle is not a section (did you mean model?): current value is {}`,
  ]],
  [["train", "--train-data-file", "nowhere.npz"], 1, ["error: Cannot read nowhere.npz as there is no such file"]],
  [["train", "--resume", "nowhere"], 1, [
    "error: Cannot resume nowhere as it does not exist",
  ]],
  [["simulate", "-o", "no/where.npz", "--patterns", "4"], 1, [
    "error: Cannot write no/where.npz as its directory does not exist: make no first",
  ]],
  [["evaluate", "scan.npz", "scan.npz", "--output-dir", "scan.npz"], 1, [
    "error: Cannot make the directory scan.npz as a file has that name",
  ]],
];

Deno.test("main() ends with the exit code that says what was wrong, and one line for each problem", async (t) => {
  await withTempDir(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/unknown.json`, '{"training": {"epoch": 3}, "modle": {}}');
    const first = ["simulate", "--output", "scan.npz", "--patterns", "4"];
    const [made, ...results] = await exitwaveEach(cwd, [first, ...CASES.map(([argv]) => argv)]);
    assertEquals(made?.code, 0);
    for (const [i, [argv, code, errors]] of CASES.entries()) {
      await t.step(`${argv.join(" ")} ends with ${code}`, () => {
        assertEquals(results[i]?.stderr.trimEnd().split("\n"), errors);
        assertEquals([results[i]?.code, results[i]?.stdout], [code, ""]);
      });
    }
    const [, , wrongUsage] = results;
    assertEquals(wrongUsage?.tensorflow, false, "wrong usage waited for tensorflow.js");
  });
});

Deno.test("main() without a command prints the help on standard error and ends with 2; help alone ends with 0", async () => {
  const [none, ...helps] = await exitwaveEach(".", [[], ["--help"], ["help"], ["-h"], ["help", "train"], [
    "train",
    "-h",
  ]]);
  assertEquals([none?.code, none?.stdout], [2, ""]);
  assertMatch(none?.stderr ?? "", /^Exitwave: .*\n\nUsage: /);
  assertEquals(helps.map(({ code, stderr }) => [code, stderr]), helps.map(() => [0, ""]));
  assertEquals(helps.map(({ stdout }) => stdout.slice(0, 9)), [
    "Exitwave:",
    "Exitwave:",
    "Exitwave:",
    "train: Tr",
    "train: Tr",
  ]);
});

Deno.test("--version tells the version of the package", async () => {
  await withTempDir(async (cwd) => {
    const { code, stdout, stderr } = await exitwave(cwd, ["--version"]);
    assertEquals([code, stdout, stderr], [0, `exitwave ${manifest.version}, deno ${Deno.version.deno}\n`, ""]);
  });
});

Deno.test("only --debug shows the stack of an error, with what caused it", async () => {
  await withTempDir(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/boom.ts`, 'export default () => {\n  throw new Error("boom\\nbang");\n};\n');
    const message = "error: Cannot run the configuration boom.ts as it fails in line 2: boom\n";
    const plain = await exitwave(cwd, ["config", "show", "boom.ts"]);
    assertEquals([plain.code, plain.stdout, plain.stderr], [1, "", message]);
    const { code, stderr } = await exitwave(cwd, ["config", "show", "boom.ts", "--debug"]);
    assertEquals(code, 1);
    assert(stderr.startsWith(message));
    assertMatch(stderr, /\n +at .*file:\/\/.*config_file\.ts:\d+/);
    assertStringIncludes(stderr, "[cause]: Error: boom\n");
    assertMatch(stderr, /\n +at .*boom\.ts:2/);
  });
});

// The variables that hide adapters are those of Vulkan.
const linux = Deno.build.os === "linux";

Deno.test("webgpu ends with 4 where there is no adapter, auto goes on with the CPU", { ignore: !linux }, async () => {
  await withTempDir(async (cwd) => {
    await writeScan(`${cwd}/scan.npz`, simulateScan({ patterns: 4 }));
    const env = { DENO_WEBGPU_BACKEND: "vulkan", VK_ICD_FILENAMES: "/nonexistent", VK_DRIVER_FILES: "/nonexistent" };
    const line = ["train", ...SCAN, "--output-dir", "run"];
    const refused = await exitwave(cwd, [...line, ...tinyWith("--accelerator", "webgpu")], env);
    assertEquals([refused.code, refused.stdout], [4, ""]);
    assertMatch(refused.stderr, /^error: Cannot use accelerator webgpu as there is no WebGPU adapter: .*use cpu\n$/);
    const { code, stderr } = await exitwave(cwd, [...line, ...tinyWith("--accelerator", "auto")], env);
    assertEquals(code, 0, stderr);
    assertMatch(stderr, /^training on cpu \(/);
  });
});
