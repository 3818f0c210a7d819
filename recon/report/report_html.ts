/**
 * A report of one run or of several as one HTML file, which needs nothing else.
 *
 * @module
 */
import { element, escaped, type Markup } from "../../config/values/markup.ts";
import { htmlPage } from "./page/html_page.ts";
import { figureOf, group, paragraph, sentences } from "./page/parts.ts";
import { colourMaps } from "./page/value_view.ts";
import type { ReportedRun } from "./reading/reported_run.ts";
import { configurationTable } from "./sections/configuration_differences.ts";
import { type ImagesCompared, imagesCompared } from "./sections/images_compared.ts";
import { runArticle } from "./sections/run_article.ts";
import { MOST_WHOLE } from "./sections/sections.ts";
import { runsTable } from "./sections/runs_table.ts";

/**
 * Writes a report.
 *
 * @param runs The runs, in their order.
 * @returns Text of an HTML file: it has no address, and by its policy no script runs but its own.
 */
export async function reportHtml(runs: readonly ReportedRun[]): Promise<string> {
  const [first] = runs;
  const title = runs.length === 1 && first ? `Run ${first.name}` : `${runs.length} runs`;
  return await htmlPage(`${title} – Exitwave`, [
    element("a", { class: "skip", href: "#runs" }, [escaped("To the runs")]),
    element("header", {}, [element("h1", {}, [escaped(title)])]),
    element("main", {}, [
      ...(runs.length > 1 ? comparison(runs) : []),
      ...(runs.length > MOST_WHOLE ? [paragraph(`${BRIEF} ${MOST_WHOLE} or fewer has all of each.`, "faint")] : []),
      element("div", { id: "runs" }, [
        escaped(""),
        ...runs.map((run, index) => runArticle(run, { number: index + 1, of: runs.length })),
      ]),
    ]),
    colourMaps(),
  ]);
}

// --- internal ---

const BRIEF =
  "Of so many runs each is told in brief: images are small, and only fields that were set are listed. A report of";

function comparison(runs: readonly ReportedRun[]): Markup[] {
  const compared = imagesCompared(runs);
  const parts: readonly (readonly [id: string, title: string, content: Markup])[] = [
    ["table", "All runs", runsTable(runs)],
    ...(compared ? [["compared", "Images compared", comparedImages(compared)] as const] : []),
    ["differences", "Configuration differences", configurationTable(runs)],
  ];
  return parts.map(([id, title, content]) =>
    element("section", { "aria-labelledby": id }, [element("h3", { id }, [escaped(title)]), content])
  );
}

function comparedImages({ figures, notes }: ImagesCompared): Markup {
  return group([
    ...(notes.length === 0 ? [] : [sentences(notes, "notes")]),
    ...figures.map((figure) => figureOf(figure)),
  ]);
}
