import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fields } from "@exitwave/exitwave/config";
import { flagHelp } from "../../../cli/line/flag_help.ts";
import { commandHelp, programHelp } from "../../../cli/line/help.ts";
import { commandFlags } from "../../../cli/line/command_flags.ts";
import { COMMANDS } from "../../../cli/commands/commands.ts";

Deno.test("programHelp() is as it was", async (t) => {
  await t.assertSnapshot(programHelp(COMMANDS).split("\n"));
});

for (const command of COMMANDS) {
  Deno.test(`commandHelp() of ${command.name} is as it was`, async (t) => {
    await t.assertSnapshot(commandHelp(command, { all: true }).split("\n"));
  });

  Deno.test(`commandHelp() of ${command.name} shows what most people use, and how to see the others`, async (t) => {
    const shown = commandHelp(command, { all: false });
    if (command.common === undefined) {
      assertEquals(shown, commandHelp(command, { all: true }));
      return;
    }
    const flags = commandFlags(command).filter(({ field }) => !field?.info.pending);
    const unknown = command.common.filter((name) => !flags.some(({ names }) => names.includes(name)));
    assertEquals(unknown, []);
    assertEquals((shown.match(/^ {2}--/gm) ?? []).length <= 26, true);
    assertEquals(shown.includes(`--help --all shows all ${flags.length} flags`), true);
    await t.assertSnapshot(shown.split("\n"));
  });

  Deno.test(`commandHelp() of ${command.name} fits into 110 columns and tells every flag in effect once`, () => {
    const lines = commandHelp(command, { all: true }).split("\n");
    const prose = lines.filter((line) => line.startsWith("      "));
    assertEquals(prose.filter((line) => line.length > 110), []);
    const flags = lines.filter((line) => /^ {2}-/.test(line)).flatMap((line) => line.match(/--?[a-z][\w-]*/g) ?? []);
    assertEquals(flags.filter((flag, i) => flags.indexOf(flag) !== i), []);
    const { sections, unused = [] } = command;
    const expected = fields.filter(({ section, path, info }) =>
      sections.includes(section) && !unused.includes(path) && !info.pending
    );
    const missing = expected.filter(({ flags: [name] }) => !flags.includes(`--${name}`));
    assertEquals(missing.map(({ path }) => path), []);
  });
}

Deno.test("commandHelp() keeps quiet about what does nothing yet, which flagHelp() explains", () => {
  const pending = fields.filter(({ section, info }) => section === "model" && info.pending);
  const train = COMMANDS.find(({ name }) => name === "train");
  assert(train && pending.length > 0);
  const text = commandHelp(train, { all: true });
  for (const { flags: [flag = ""], path } of pending) {
    assert(!new RegExp(`${flag}(?![\\w-])`).test(text), path);
    assertStringIncludes(flagHelp(train, path), "not yet");
  }
});
