import { assertEquals, assertThrows } from "@std/assert";
import { fields } from "@exitwave/exitwave/config";
import { COMMANDS } from "../../cli/commands/commands.ts";
import { commandFlags } from "../../cli/line/command_flags.ts";
import { isSwitch } from "../../cli/line/flag.ts";
import { parseLine } from "../../cli/line/parse_line.ts";
import { UsageError } from "../../cli/line/usage_error.ts";
import { tableBelow } from "./page_table.ts";
import { REFERENCE_FLAGS } from "./reference_flags.ts";

const page = await Deno.readTextFile(new URL("../../docs/from_ptychopinn.md", import.meta.url));

for (const [name, title] of [["train", "Training"], ["infer", "Inference"]] as const) {
  const command = COMMANDS.find((one) => one.name === name);
  if (command === undefined) throw new Error(`there is no ${name}`);
  const rows = tableBelow(page, `### ${title}`);

  Deno.test(`docs/from_ptychopinn.md has every flag of PtychoPINN's ${name}, once`, () => {
    const flags = rows.map(([flag = ""]) => flag.replaceAll("`", ""));
    assertEquals(REFERENCE_FLAGS[name].filter((flag) => !flags.includes(flag)), []);
    assertEquals(flags.filter((flag, i) => flags.indexOf(flag) !== i), []);
  });

  for (const [flag = "", set = ""] of rows) {
    const typed = flag.replaceAll("`", "");
    Deno.test(`docs/from_ptychopinn.md: ${name} ${typed} sets ${set}`, () => {
      const known = commandFlags(command).find(({ names }) => names.includes(typed.slice(2).replaceAll("_", "-")));
      const line = parseLine(command, known && isSwitch(known) ? [typed] : [typed, "1"]);
      const sections = Object.entries(line.flags).flatMap(([section, values]) =>
        Object.keys(values ?? {}).map((field) => `\`${section}.${field}\``)
      );
      if (set.startsWith("`")) assertEquals(sections.includes(set), true, sections.join(", "));
      else assertEquals([sections, line.own.size], [[], 1]);
    });
  }
}

Deno.test("docs/from_ptychopinn.md: flags that it says are not there are refused, and what it names instead exists", () => {
  const train = COMMANDS.find(({ name }) => name === "train");
  if (train === undefined) throw new Error("there is no train");
  const rows = tableBelow(page, "### Flags that are not there");
  assertEquals(rows.map(([flag = ""]) => flag.replaceAll("`", "")), REFERENCE_FLAGS.other);
  const accepted = commandFlags(train).flatMap(({ names }) => names);
  for (const [flag = "", instead = ""] of rows) {
    assertThrows(() => parseLine(train, [flag.replaceAll("`", ""), "1"]), UsageError, "is not one of its flags");
    const named = [...instead.matchAll(/`--([\w-]+)`/g)].map(([, name = ""]) => name);
    assertEquals(named.filter((name) => !accepted.includes(name)), []);
  }
});

Deno.test("docs/from_ptychopinn.md: defaults that differ are those of the fields", () => {
  const rows = tableBelow(page, "### Defaults that differ");
  const written = rows.map(([path, , here]) => [path, here]);
  const real = rows.map(([path = ""]) => {
    const field = fields.find((one) => `\`${one.path}\`` === path);
    return [path, `\`${JSON.stringify(field?.defaultValue)}\``];
  });
  assertEquals(written, real);
});

Deno.test("docs/from_ptychopinn.md names only fields that exist", () => {
  const named = [...page.matchAll(/`((?:data|model|training|inference|execution)\.\w+)`/g)].map(([, path = ""]) =>
    path
  );
  assertEquals(named.filter((path) => !fields.some((field) => field.path === path)), []);
});
