/**
 * All runs of a directory in a table.
 *
 * @module
 */
import { epochNumber } from "../../config/values/epoch_number.ts";
import { element, escaped, type Markup } from "../../config/values/markup.ts";
import { numberText } from "../figures/drawing/text/number_text.ts";
import { paragraph, sentences } from "../report/page/parts.ts";
import { momentText } from "../report/sections/run_words.ts";
import type { AddressOf } from "./addresses.ts";
import { lifeWord } from "./run_life.ts";
import { Parts, shortDigest, type View } from "./view.ts";
import type { RunNow } from "./watched_run.ts";

/** What is shown. */
export interface RunsViewOptions {
  /** The directory, as it was named. */
  readonly directory: string;
  /** Runs by the ways to them. */
  readonly runs: ReadonlyMap<string, RunNow>;
  /** What could not be looked into, a sentence each. */
  readonly problems: readonly string[];
  readonly addressOf: AddressOf;
  readonly token: string;
}

/** The page of all runs: those that train first, then the newest. */
export function runsView({ directory, runs, problems, addressOf, token }: RunsViewOptions): View {
  const parts = new Parts();
  const order = [...runs].sort((a, b) => compare(a[1], b[1]) || (a[0] < b[0] ? -1 : 1));
  // A part is found by its id whatever the order was when the page was loaded.
  const ids = [...runs.keys()].sort();
  const rows = order.map(([id, now]) =>
    rowOf(parts, { row: ids.indexOf(id), id, now, address: addressOf("/run", { run: id }) })
  );
  const head = element("tr", {}, COLUMNS.map((title) => element("th", { scope: "col" }, [escaped(title)])));
  const table = element("table", { class: "sortable" }, [
    element("caption", {}, [escaped("Runs; a click on a title sorts them")]),
    element("thead", {}, [head]),
    element("tbody", {}, rows.length === 0 ? [escaped("")] : rows),
  ]);
  const title = `Runs in ${directory}`;
  const form = element("form", { action: "/report", method: "get" }, [
    element("input", { type: "hidden", name: "token", value: token }),
    filterBox(),
    element("div", { class: "wide", role: "region", "aria-label": "Runs", tabindex: 0 }, [table]),
    element("p", {}, [
      element("button", {}, [escaped("Compare those that are ticked")]),
    ]),
  ]);
  return {
    title,
    parts: parts.all,
    body: [
      element("header", {}, [element("h1", {}, [escaped(title)])]),
      parts.place("problems", problems.length === 0 ? [] : [sentences(problems, "problems")]),
      rows.length === 0 ? paragraph(NONE) : element("div", { class: "tabled" }, [form]),
    ],
    frame: shortDigest([directory, ...ids]),
  };
}

// --- internal ---

const NONE = "There is no run here yet. This page shows the first as soon as one begins to write here.";

const COLUMNS = ["Run", "State", "Epochs or iterations", "Metric", "Best", "In", "Patterns a second", "Began", "Notes"];

function compare(a: RunNow, b: RunNow): number {
  const began = ({ run }: RunNow): string => startOf(run);
  return Number(isBusy(b)) - Number(isBusy(a)) || (began(a) < began(b) ? 1 : began(a) > began(b) ? -1 : 0);
}

function startOf({ record, engine }: RunNow["run"]): string {
  return (engine?.record ?? record)?.startedAt ?? "";
}

function isBusy({ life }: RunNow): boolean {
  return life === "training" || life === "preparing";
}

function filterBox(): Markup {
  return element("label", { class: "filter scripted" }, [
    escaped("Show runs with"),
    element("input", { type: "search", autocomplete: "off", spellcheck: "false" }),
    element("output", {}, [escaped("")]),
  ]);
}

interface Row {
  readonly row: number;
  readonly id: string;
  readonly now: RunNow;
  readonly address: string;
}

function rowOf(parts: Parts, { row, id, now, address }: Row): Markup {
  const { run, life } = now;
  const { record, payload, engine, best, epochs, epochCount } = run;
  const all = engine ? engine.payload?.engine.iterations : payload?.training.epochs;
  const cells = [
    element("td", { class: `life ${life}` }, [escaped(lifeWord(life, run))]),
    numberCell(
      record?.epochs ?? epochCount,
      (done) => all === undefined ? String(done) : `${done} of ${all}`,
    ),
    element("td", {}, [escaped(best?.metric ?? "")]),
    numberCell(best?.value, (value) => numberText(value, 4)),
    numberCell(best && epochNumber(best.epoch)),
    numberCell(epochs.at(-1)?.patternsPerSecond, numberText),
    element("td", { class: "number" }, [escaped(startOf(run) === "" ? "" : momentText(startOf(run)))]),
    element("td", {}, [escaped(record?.notes ?? "")]),
  ];
  const name = element("th", { scope: "row" }, [
    element("input", { type: "checkbox", name: "run", value: id, "aria-label": `Compare ${id}` }),
    element("a", { href: address }, [escaped(id === "." ? "(this directory)" : id)]),
  ]);
  return parts.place(`run-${row}`, [name, ...cells], { name: "tr" });
}

function numberCell(value: number | null | undefined, say: (value: number) => string = String): Markup {
  const isKnown = value !== null && value !== undefined;
  return element("td", { class: "number", "data-sort": isKnown ? String(value) : "" }, [
    escaped(isKnown ? say(value) : ""),
  ]);
}
