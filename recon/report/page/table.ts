/**
 * Tables, which the page's script sorts by a column and filters by a word. Without the script they stand as they are.
 *
 * @module
 */
import { element, escaped, type Markup } from "../../../config/values/markup.ts";

/** A cell: what it shows, and by what it is sorted, where that is another thing. */
export interface Cell {
  readonly text: string;
  /** A number, or nothing known, which stands last. */
  readonly sort?: number | null;
  /** Part of the page that it leads to. */
  readonly to?: string;
}

/** A table. */
export interface TableOptions {
  /** What it is of, for those who cannot see it. */
  readonly caption: string;
  /** Titles of its columns. */
  readonly columns: readonly string[];
  /** Rows; the first cell of each is its title. */
  readonly rows: readonly (readonly Cell[])[];
  /** Whether its last column explains the first, which paper has no room for. */
  readonly explained?: boolean;
  /** What its filter is called; left out where it has none. */
  readonly filter?: string;
  /** Class of a row, such as `default`; none by default. */
  readonly classOf?: (row: number) => string | undefined;
}

/** The table, in a frame in which it moves where it is wider than the page. */
export function table(
  { caption, columns, rows, explained = false, filter, classOf = () => undefined }: TableOptions,
): Markup {
  const head = element("thead", {}, [
    element("tr", {}, columns.map((title) => element("th", { scope: "col" }, [escaped(title)]))),
  ]);
  const body = element("tbody", {}, [
    escaped(""),
    ...rows.map((cells, row) => element("tr", { class: classOf(row) }, cells.map(cellOf))),
  ]);
  return element("div", { class: "tabled" }, [
    ...(filter === undefined ? [] : [filterBox(filter)]),
    element("div", { class: "wide", role: "region", "aria-label": caption, tabindex: 0 }, [
      element("table", { class: explained ? "sortable explained" : "sortable" }, [
        element("caption", {}, [escaped(caption)]),
        head,
        body,
      ]),
    ]),
  ]);
}

// --- internal ---

function filterBox(name: string): Markup {
  return element("label", { class: "filter scripted" }, [
    escaped(name),
    element("input", { type: "search", autocomplete: "off", spellcheck: "false" }),
    element("output", {}, [escaped("")]),
  ]);
}

function cellOf({ text, sort, to }: Cell, column: number): Markup {
  const key = sort === undefined ? undefined : sort === null ? "" : String(sort);
  const attributes = { "data-sort": key, class: sort === undefined ? undefined : "number" };
  const content = to === undefined ? escaped(text) : element("a", { href: `#${to}` }, [escaped(text)]);
  return column === 0
    ? element("th", { scope: "row", ...attributes }, [content])
    : element("td", attributes, [content]);
}
