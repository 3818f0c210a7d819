/**
 * All that a report tells of one run.
 *
 * @module
 */
import { element, escaped, type Markup } from "../../figures/drawing/markup.ts";
import { factList, group, sentences } from "../page/parts.ts";
import type { ReportedRun } from "../reading/reported_run.ts";
import { headlineFacts } from "./headline.ts";
import { SECTIONS } from "./sections.ts";

/** Where a run stands in a report. */
export interface RunPlace {
  /** Its number, from 1; ids of its parts begin with it. */
  readonly number: number;
  /** Whether it is seen at once, or after a click. */
  readonly open: boolean;
}

/** Id of the part of a page that is about a run. */
export function runId(number: number): string {
  return `run-${number}`;
}

/** The run, with links to its parts. */
export function runArticle(run: ReportedRun, { number, open }: RunPlace): Markup {
  const parts = SECTIONS.flatMap(({ id, title, content }) => {
    const shown = content(run);
    return shown === null ? [] : [{ id: `${runId(number)}-${id}`, title, shown }];
  });
  const links = parts.map(({ id, title }) => element("li", {}, [element("a", { href: `#${id}` }, [escaped(title)])]));
  return element("details", { class: "run", id: runId(number), open: open ? "" : undefined }, [
    element("summary", {}, [element("h2", {}, [escaped(run.name)])]),
    ...(run.problems.length === 0 ? [] : [sentences(run.problems, "problems")]),
    factList(headlineFacts(run)) ?? group([]),
    ...(links.length === 0
      ? []
      : [element("nav", { "aria-label": `Parts of ${run.name}` }, [element("ul", {}, links)])]),
    ...parts.map(({ id, title, shown }) =>
      element("section", { "aria-labelledby": id }, [element("h3", { id }, [escaped(title)]), shown])
    ),
  ]);
}
