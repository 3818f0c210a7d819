/**
 * All that a report tells of one run.
 *
 * @module
 */
import { element, escaped, type Markup } from "../../../config/values/markup.ts";
import { factList, group, sentences } from "../page/parts.ts";
import type { ReportedRun } from "../reading/reported_run.ts";
import { headlineFacts } from "./headline.ts";
import type { Section } from "./section.ts";
import { BRIEF_SECTIONS, MOST_WHOLE, SECTIONS } from "./sections.ts";

/** Where a run stands in a report. */
export interface RunPlace {
  /** Its number, from 1; ids of its parts begin with it. */
  readonly number: number;
  /** Of how many. One alone has the page for itself, of a few all are open, of many each is opened by a click. */
  readonly of: number;
}

/** Id of the part of a page that is about a run. */
export function runId(number: number): string {
  return `run-${number}`;
}

/** The run, with links to its parts. */
export function runArticle(run: ReportedRun, { number, of }: RunPlace): Markup {
  const content = contentOf(run, number, of > MOST_WHOLE ? BRIEF_SECTIONS : SECTIONS);
  if (of === 1) return element("article", { id: runId(number) }, content);
  const title = element("summary", {}, [element("h2", {}, [escaped(run.name)])]);
  return element("details", { class: "run", id: runId(number), open: of <= MOST_OPEN ? "" : undefined }, [
    title,
    ...content,
  ]);
}

// --- internal ---

const MOST_OPEN = 3;

function contentOf(run: ReportedRun, number: number, sections: readonly Section[]): Markup[] {
  const parts = sections.flatMap(({ id, title, content }) => {
    const shown = content(run);
    return shown === null ? [] : [{ id: `${runId(number)}-${id}`, title, shown }];
  });
  const links = parts.map(({ id, title }) => element("li", {}, [element("a", { href: `#${id}` }, [escaped(title)])]));
  return [
    ...(run.problems.length === 0 ? [] : [sentences(run.problems, "problems")]),
    factList(headlineFacts(run)) ?? group([]),
    ...(links.length === 0
      ? []
      : [element("nav", { "aria-label": `Parts of ${run.name}` }, [element("ul", {}, links)])]),
    ...parts.map(({ id, title, shown }) =>
      element("section", { "aria-labelledby": id }, [element("h3", { id }, [escaped(title)]), shown])
    ),
  ];
}
