import { assertEquals } from "@std/assert";
import { fields } from "@exitwave/exitwave";
import { commandHelp, programHelp } from "../../../cli/line/help.ts";
import { COMMANDS } from "../../../cli/commands/commands.ts";

Deno.test("programHelp() is as it was", async (t) => {
  await t.assertSnapshot(programHelp(COMMANDS).split("\n"));
});

for (const command of COMMANDS) {
  Deno.test(`commandHelp() of ${command.name} is as it was`, async (t) => {
    await t.assertSnapshot(commandHelp(command, { all: true }).split("\n"));
  });

  Deno.test(`commandHelp() of ${command.name} leaves out what is not yet in effect, and says how much that is`, () => {
    const shown = commandHelp(command, { all: false });
    const pending = fields.filter(({ section, info }) => command.sections.includes(section) && info.pending);
    for (const { flags: [flag] } of pending) assertEquals(new RegExp(`--${flag}\\b(?!-)`).test(shown), false, flag);
    assertEquals(shown.includes(`--help --all shows ${pending.length} more`), pending.length > 0);
    assertEquals(shown.includes("not yet in effect:"), false);
  });

  Deno.test(`commandHelp() of ${command.name} fits into 110 columns and tells every flag once`, () => {
    const lines = commandHelp(command, { all: true }).split("\n");
    const prose = lines.filter((line) => line.startsWith("      "));
    assertEquals(prose.filter((line) => line.length > 110), []);
    const flags = lines.filter((line) => /^ {2}-/.test(line)).flatMap((line) => line.match(/--?[a-z][\w-]*/g) ?? []);
    assertEquals(flags.filter((flag, i) => flags.indexOf(flag) !== i), []);
    const { sections, unused = [] } = command;
    const expected = fields.filter(({ section, path }) => sections.includes(section) && !unused.includes(path));
    const missing = expected.filter(({ flags: [name] }) => !flags.includes(`--${name}`));
    assertEquals(missing.map(({ path }) => path), []);
  });
}
