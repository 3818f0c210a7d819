/**
 * Writes the files that follow from others: `deno task docs`.
 *
 * @module
 */
import { badges, badgeSvg } from "./badges.ts";
import { benchHistoryPlot } from "./bench_history_plot.ts";
import { fieldsPage, pendingFieldsPage } from "./fields_page.ts";
import { glossaryPage } from "./glossary_page.ts";
import { schedulesPlot } from "./schedules_plot.ts";
import { knobsPage } from "./knobs_page.ts";
import { resultsPage } from "./results/results_page.ts";
import { whatGoesWrongPage } from "./what_goes_wrong_page.ts";
import { sectionNames } from "../config/fields/sections.ts";
import { sectionInput } from "./section_inputs.ts";

/** Generated files by their path in the repository. */
export const generated: Readonly<Record<string, () => string | Promise<string>>> = {
  "docs/fields.md": fieldsPage,
  "docs/pending_fields.md": pendingFieldsPage,
  "docs/glossary.md": glossaryPage,
  "docs/images/badge_deno.svg": async () => badgeSvg((await badges()).deno),
  "docs/images/badge_licence.svg": async () => badgeSvg((await badges()).licence),
  "docs/images/badge_version.svg": async () => badgeSvg((await badges()).version),
  "docs/images/bench_history.svg": benchHistoryPlot,
  "docs/images/schedules.svg": schedulesPlot,
  "docs/knobs.md": knobsPage,
  "docs/results.md": resultsPage,
  "docs/what_goes_wrong.md": whatGoesWrongPage,
  ...Object.fromEntries(
    sectionNames.map((section) => [`config/fields/${section}_input.ts`, () => sectionInput(section)]),
  ),
};

if (import.meta.main) {
  for (const [path, text] of Object.entries(generated)) {
    await Deno.writeTextFile(new URL(`../${path}`, import.meta.url), await text());
  }
}
