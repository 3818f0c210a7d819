import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { fields } from "@exitwave/exitwave/config";
import { COMMANDS } from "../../../cli/commands/commands.ts";
import type { Command } from "../../../cli/line/command.ts";
import { commandFlags } from "../../../cli/line/command_flags.ts";
import { isSwitch, negations } from "../../../cli/line/flag.ts";
import { flagHelp } from "../../../cli/line/flag_help.ts";
import { UsageError } from "../../../cli/line/usage_error.ts";

const [TRAIN, INFER] = ["train", "infer"].map(command);

function command(name: string): Command {
  const found = COMMANDS.find((candidate) => candidate.name === name);
  assert(found);
  return found;
}

Deno.test("flagHelp() tells all that is known of a field", () => {
  assert(TRAIN);
  assertEquals(
    flagHelp(TRAIN, "max-time"),
    [
      "execution.maxTime: Time of one call after which a training or an engine ends, its state saved, to be resumed; null sets no limit",
      "",
      "  flags          --max-time VALUE",
      "  in a script    execution().maxTime(…)",
      "  accepts        a number above 0, or null",
      "  default        null",
      "  unit           min",
      "  in effect      yes",
      "  changes        after which step a training ends, or which of its weights are taken",
      "  read by        training and reconstruction",
      "  in PtychoPINN  max_time",
    ].join("\n"),
  );
  const told: readonly (readonly [topic: string, row: string])[] = [
    ["scheduler", "  accepts        one of Default, Exponential, MultiStage"],
    ["momentum", '  in effect      where training.optimizer is "sgd"'],
    ["fno-modes", "  in effect      not yet: "],
    ["threads", "  in PtychoPINN  no such field"],
    ["accelerator", "  changes        the last bits of sums"],
    ["no-profile", "  flags          --profile (or --no-profile)"],
  ];
  for (const [topic, row] of told) assertStringIncludes(flagHelp(TRAIN, topic), row);
});

for (const candidate of COMMANDS) {
  Deno.test(`flagHelp() explains every flag of ${candidate.name}, by each of its names`, () => {
    for (const flag of commandFlags(candidate)) {
      const text = flagHelp(candidate, flag.names[0] ?? "");
      assertStringIncludes(text, `--${flag.names[0]}`);
      if (flag.field) assertEquals(text.startsWith(`${flag.field.path}: ${flag.field.info.about}\n`), true);
      const off = flag.field && isSwitch(flag) ? negations(flag) : [];
      const [first = ""] = flag.names;
      for (const written of [...flag.names, ...off, `--${first}`, first.replaceAll("-", "_")]) {
        assertEquals(flagHelp(candidate, written), text, written);
      }
    }
  });
}

Deno.test("flagHelp() explains every field of a training by its path, and by PtychoPINN's names", () => {
  assert(TRAIN);
  for (
    const { path, info, section, name } of fields.filter((field) =>
      field.section !== "import" && field.section !== "engine"
    )
  ) {
    const start = `${path}: ${info.about}\n`;
    assertEquals(flagHelp(TRAIN, path).startsWith(start), true, path);
    assertStringIncludes(flagHelp(TRAIN, section), info.about.split(" ")[0] ?? "");
    if (name !== "debug") assertStringIncludes(flagHelp(TRAIN, name), `.${name}: `); // --debug is the program's
  }
  assertStringIncludes(flagHelp(TRAIN, "lr_min_ratio"), "training.minLearningRateRatio: ");
  assertStringIncludes(flagHelp(TRAIN, "n_devices"), "execution.devices: ");
});

Deno.test("flagHelp() takes a name as the command means it", () => {
  assert(TRAIN && INFER);
  assertStringIncludes(flagHelp(TRAIN, "batch-size"), "training.batchSize: ");
  assertStringIncludes(flagHelp(INFER, "batch-size"), "inference.batchSize: ");
  assertStringIncludes(flagHelp(INFER, "batchSize"), "inference.batchSize: ");
  assertStringIncludes(flagHelp(TRAIN, "resume"), "Continue the run in this directory");
});

Deno.test("flagHelp() refuses what there is not, and says what may be meant", () => {
  assert(TRAIN && INFER);
  const wrong: readonly (readonly [command: Command, topic: string, hint: string])[] = [
    [TRAIN, "lr", "did you mean train --help learning-rate?"],
    [TRAIN, "--learning-rat", "did you mean train --help learning-rate?"],
    [TRAIN, "training.learnRate", "did you mean train --help learning-rate?"],
    [TRAIN, "overwrit", "did you mean train --help overwrite?"],
    [TRAIN, "shuffle", "batches are in a new order in every epoch"],
    [TRAIN, "qqqqqq", "train --help --all shows them"],
    [INFER, "training.epochs", "train --help max-epochs explains it"],
  ];
  for (const [command, topic, hint] of wrong) assertThrows(() => flagHelp(command, topic), UsageError, hint);
});
