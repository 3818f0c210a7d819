import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { trial } from "../../../docs/results/experiment.ts";
import { experiments } from "../../../docs/results/experiments.ts";
import { filledPage } from "../../../docs/results/results_page.ts";
import type { RowFigures } from "../../../docs/results/figures.ts";
import { COMMANDS } from "../../../cli/commands/commands.ts";
import { parseLine } from "../../../cli/line/parse_line.ts";

const row = trial("star", { id: "one", title: "gridSize 1", scan: "a.npz", flags: "--max-epochs 2" });
const star = { id: "star", scans: ["simulate -o a.npz"], rows: [row] };
const figures: RowFigures = {
  commands: row.commands,
  amplitude: { ssim: 0.12345, correlation: null },
  phase: { ssim: 0.5, correlation: 0.95 },
  resolution50: 4.25,
  trainSeconds: 81.4,
};

Deno.test("filledPage() puts figures and commands between the marks, again and again, and leaves the rest", () => {
  const once = filledPage("a\n<!-- results: star --><!-- /results -->\nb", [star], { "star/one": figures });
  assertStringIncludes(once, "| gridSize 1 | 0.123");
  assertStringIncludes(once, "deno run -A cli.ts train a.npz -o results/star/one --overwrite --max-epochs 2\n");
  assertEquals(filledPage(once, [star], { "star/one": figures }), once);
  assertEquals([once.startsWith("a\n<!-- results: star -->"), once.endsWith("<!-- /results -->\nb")], [true, true]);
});

Deno.test("filledPage() shows what was not measured, and what was by other commands than those of today", () => {
  const page = "<!-- results: star --><!-- /results -->";
  assertStringIncludes(filledPage(page, [star], {}), "| gridSize 1 | – ");
  const former = { "star/one": { ...figures, commands: ["train b.npz"] } };
  assertStringIncludes(filledPage(page, [star], former), "| gridSize 1 (by former commands) | 0.123");
});

Deno.test("filledPage() refuses marks of no experiment, and experiments without marks", () => {
  assertThrows(
    () => filledPage("<!-- results: moon --><!-- /results -->", [], {}),
    Error,
    "no experiment is called moon",
  );
  assertThrows(() => filledPage("", [star], {}), Error, "nothing marks the place of star");
});

Deno.test("experiments are commands that the command line understands, each row named once, ending with an evaluation", () => {
  const names = experiments.flatMap(({ id, rows }) => rows.map((each) => `${id}/${each.id}`));
  assertEquals(new Set(names).size, names.length);
  for (const { scans, rows } of experiments) {
    for (const words of [...scans, ...rows.flatMap(({ commands }) => commands)].map((line) => line.split(" "))) {
      const command = COMMANDS.find(({ name }) => name === words[0]);
      if (!command) throw new Error(`no command ${words[0]}`);
      parseLine(command, words.slice(1));
    }
    for (const { commands } of rows) assertEquals(/^evaluate .* -o \S+$/.test(commands.at(-1) ?? ""), true);
  }
});
