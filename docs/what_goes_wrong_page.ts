/**
 * `what_goes_wrong.md`: mistakes that are made at first, and what the program says of each.
 *
 * @module
 */
import type { Mistake } from "../tests/mistakes/mistake.ts";
import { mistakes } from "../tests/mistakes/mistakes.ts";
import { GENERATED } from "./fields_page.ts";
import { page, paragraph } from "./markdown.ts";

/** The text of the page. */
export function whatGoesWrongPage(): string {
  const anchors = mistakes.map(({ title }) =>
    `[${title}](#${title.toLowerCase().replaceAll(/[^\w ]/g, "").replaceAll(" ", "-")})`
  );
  return page([
    "# What goes wrong at first",
    GENERATED,
    paragraph(
      "Each of these mistakes is made by [a test](../tests/mistakes/mistakes_slow.ts), and what follows the command is " +
        "what it then said; `…` stands for a figure. `exitwave` is `deno run -A cli.ts` where it is not installed. A " +
        "command goes on after a warning and ends with an error. What a run is like when all is well, is in the " +
        "[guide](./guide.md).",
    ),
    paragraph(`${anchors.join(" · ")}`),
    ...mistakes.flatMap((section) => [`## ${section.title}`, ...section.mistakes.flatMap(blocks)]),
  ]);
}

// --- internal ---

function blocks({ wrong, lines, says, helps }: Mistake): string[] {
  const told = ["```text", ...lines.map((line) => `$ exitwave ${line}`), paragraph(says), "```"].join("\n");
  return [`### ${wrong}`, told, ...(helps === undefined ? [] : [paragraph(helps)])];
}
