import { assertEquals, assertMatch } from "@std/assert";
import { ConfigError } from "../../../config/values/config_error.ts";
import { fields } from "../../../config/fields/sections.ts";
import { COMMANDS } from "../../../cli/commands/commands.ts";
import { commandFlags } from "../../../cli/line/command_flags.ts";
import { flagOf, messagesWithFlags } from "../../../cli/line/field_flags.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { exitwaveEach } from "../program.ts";

const [TRAIN, INFER] = COMMANDS;

Deno.test("flagOf() knows the flag of every field, of those alone that the command has", () => {
  const trained = fields.filter(({ section }) => section !== "import" && section !== "engine");
  const unflagged = trained.filter(({ path }) => flagOf(path, TRAIN) === null).map(({ path }) => path);
  assertEquals(unflagged, []);
  assertEquals(flagOf("inference.scan", INFER), "--test-data-file");
  assertEquals(flagOf("training.epochs", INFER), null);
  for (const command of COMMANDS) {
    const names = commandFlags(command).flatMap((flag) => flag.names.map((name) => `--${name}`));
    for (const { path } of fields) assertEquals([null, ...names].includes(flagOf(path, command)), true);
  }
});

Deno.test("messagesWithFlags() leaves alone what the user wrote", () => {
  const problem = {
    path: "training.epochs",
    value: "data.scan",
    requirement: 'must be set once ("data.scan", a/data.scan)',
  };
  assertEquals(messagesWithFlags(new ConfigError("try", [problem]), TRAIN), [
    'Cannot try as training.epochs (--max-epochs) must be set once ("data.scan", a/data.scan): current value is "data.scan"',
  ]);
  for (
    const text of ["Cannot read data.scan as there is no such file", "Cannot read or data.scan/x as it is", "boom"]
  ) {
    assertEquals(messagesWithFlags(new Error(text), TRAIN), [text]);
  }
});

Deno.test("errors name the flag beside the field, whichever command and source they come from", async () => {
  await withTempDir(async (cwd) => {
    await Deno.mkdir(`${cwd}/run`);
    await Deno.writeTextFile(`${cwd}/run/run.json`, "{}");
    await Deno.writeTextFile(`${cwd}/run.json`, '{"training": {"epochs": 2, "epoch": 3}}');
    const results = await exitwaveEach(cwd, [
      ["simulate", "--output", "scan.npz", "--patterns", "3"],
      ["train", "--max-epochs", "5", "--scheduler", "WarmupCosine", "--warmup-epochs", "5", "--dry-run"],
      ["train", "--set", "training.batchSize=0", "--dry-run"],
      ["config", "show", "run.json"],
      ["train", "--train-data-file", "scan.npz", "--output-dir", "run", "--accelerator", "cpu"],
    ]);
    const expected = [
      /training\.warmupEpochs \(--warmup-epochs\) must be below training\.epochs \(--max-epochs, 5\): current value is 5$/,
      /training\.batchSize \(--batch-size\) must be a whole number of at least 1: current value is 0$/,
      /training\.epoch is not a field \(did you mean training\.epochs \(--max-epochs\)\?\): current value is 3$/,
      /choose another execution\.outputDir \(--output-dir\), resume the run \(--resume\), or overwrite it \(--overwrite\)$/,
    ];
    for (const [i, message] of expected.entries()) assertMatch((results[i + 1]?.stderr ?? "").trimEnd(), message);
  });
});
