import { assert, assertEquals } from "@std/assert";
import { fields } from "@exitwave/exitwave/config";
import { commandFlags } from "../../cli/line/command_flags.ts";
import { COMMANDS } from "../../cli/commands/commands.ts";
import { generated } from "../../docs/generate.ts";
import { paragraph, table } from "../../docs/markdown.ts";

const root = new URL("../../", import.meta.url);

for (const [path, text] of Object.entries(generated)) {
  Deno.test(`${path} is what \`deno task docs\` writes`, async () => {
    const written = await Deno.readTextFile(new URL(path, root));
    assertEquals(written === await text(), true, `${path} is out of date: run \`deno task docs\``);
  });
}

Deno.test("docs/fields.md has a row for every field in effect, docs/pending_fields.md for every other", async () => {
  const rowsOf = async (path: string): Promise<string[]> => rowNames(await Deno.readTextFile(new URL(path, root)));
  const paths = (pending: boolean): string[] =>
    fields.filter(({ info }) => (info.pending !== undefined) === pending).map(({ path }) => path);
  assertEquals(await rowsOf("docs/fields.md"), paths(false));
  assertEquals(await rowsOf("docs/pending_fields.md"), paths(true));
});

Deno.test("docs/fields.md and docs/knobs.md give a field no flag but those that a command sets it by", async () => {
  const accepted = COMMANDS.flatMap(commandFlags);
  for (const page of ["docs/fields.md", "docs/knobs.md"]) {
    const text = await Deno.readTextFile(new URL(page, root));
    for (const [row, path] of text.matchAll(/^\| `(\w+\.\w+)`.*$/gm)) {
      const cell = row.split("|")[2] ?? "";
      for (const [, flag = ""] of cell.matchAll(/`--([\w-]+)`/g)) {
        const setters = accepted.filter(({ names }) => names.includes(flag));
        assert(setters.some(({ field }) => field?.path === path), `${page}: --${flag} does not set ${path}`);
      }
    }
  }
});

Deno.test("table() pads the columns to their widest cell", () => {
  assertEquals(
    table(["a", "long title"], [["wide cell", "x"]]),
    [
      "| a         | long title |",
      "| --------- | ---------- |",
      "| wide cell | x          |",
    ].join("\n"),
  );
});

Deno.test("paragraph() breaks lines between words before column 121", () => {
  const words = Array.from({ length: 30 }, () => "word").join(" ");
  const lines = paragraph(words).split("\n");
  assertEquals(lines.map((line) => line.length), [119, 29]);
});

function rowNames(text: string): string[] {
  return [...text.matchAll(/^\| `(\w+\.\w+)`/gm)].map(([, path = ""]) => path);
}
