/**
 * A card: what a notebook shows of a value, in place of all that is in it. A picture where there is one, and a table.
 *
 * @module
 */
import { element, escaped, type Markup } from "../values/markup.ts";
import { printable, terminalText } from "../values/printable.ts";
import type { MimeBundle } from "./shown.ts";

/** What stands in a cell of a table: text, or a drawing that the text is read out in place of. */
export type CardCell = string | { readonly text: string; readonly drawing: Markup };

/** What is shown of a value. */
export interface Card {
  /** What the value is. */
  readonly title: string;
  /** A drawing, above the table. */
  readonly picture?: Markup;
  /** Names of the columns; without, the first cell of a row is its name. */
  readonly head?: readonly string[];
  /** The table. */
  readonly rows: readonly (readonly CardCell[])[];
  /** Sentences below the table. */
  readonly notes?: readonly string[];
}

/**
 * A card in the formats of notebooks: HTML, and plain text where that cannot be shown.
 *
 * @param card The card; whatever is written on it is escaped here.
 */
export function cardBundle(card: Card): MimeBundle {
  return { "text/plain": cardText(card), "text/html": cardHtml(card) };
}

// --- internal ---

/** Characters of a cell that are shown. */
const LONGEST = 300;

function cardHtml({ title, picture, head, rows, notes = [] }: Card): Markup {
  const names = head ? [element("tr", {}, head.map((name) => cell("th", name)))] : [];
  const lines = rows.map(([first = "", ...others]) =>
    element("tr", {}, [cell(head ? "td" : "th", first), ...others.map((other) => cell("td", other))])
  );
  return element("div", {}, [
    element("p", {}, [element("strong", {}, [escaped(title)])]),
    ...(picture ? [element("div", { style: "overflow-x:auto" }, [picture])] : []),
    ...(rows.length > 0 ? [element("table", {}, [element("tbody", {}, [...names, ...lines])])] : []),
    ...notes.map((note) => element("p", {}, [escaped(note)])),
  ]);
}

function cell(name: "th" | "td", content: CardCell): Markup {
  const inside = typeof content === "string" ? escaped(printable(content, LONGEST)) : content.drawing;
  return element(name, { style: "text-align:left" }, [inside]);
}

function cardText({ title, head, rows, notes = [] }: Card): string {
  const table = [...(head && rows.length > 0 ? [head] : []), ...rows].map((row) =>
    row.map((part) => printable(textOf(part), LONGEST))
  );
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    `  ${row.map((part, k) => k + 1 < row.length ? part.padEnd(widths[k] ?? 0) : part).join("  ")}`.trimEnd()
  );
  return terminalText([title, ...lines, ...notes].join("\n"));
}

function textOf(content: CardCell): string {
  return typeof content === "string" ? content : content.text;
}
