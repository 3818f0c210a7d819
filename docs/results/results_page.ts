/**
 * The measured parts of `docs/results.md`: between `<!-- results: ID -->` and `<!-- /results -->` stand the table of an
 * experiment and the commands of its first row.
 *
 * @module
 */
import { code, table } from "../markdown.ts";
import type { Experiment, Row } from "./experiment.ts";
import { experiments } from "./experiments.ts";
import { type Figures, readFigures, type RowFigures } from "./figures.ts";

/**
 * The page, its measured parts as the figures have them.
 *
 * @throws {Error} If an experiment has no place on the page, or a place no experiment.
 */
export async function resultsPage(): Promise<string> {
  const text = await Deno.readTextFile(new URL("../results.md", import.meta.url));
  return filledPage(text, experiments, await readFigures());
}

/** The text of a page with its measured parts filled in. */
export function filledPage(text: string, all: readonly Experiment[], figures: Figures): string {
  const left = new Map(all.map((experiment) => [experiment.id, experiment]));
  const filled = text.replaceAll(PLACE, (_, begin: string, id: string, end: string) => {
    const experiment = left.get(id);
    if (!experiment) {
      throw new Error(`Cannot fill docs/results.md as no experiment is called ${id}, or it stands twice`);
    }
    left.delete(id);
    return [begin, tableOf(experiment, figures), commandsOf(experiment), end].join("\n\n");
  });
  if (left.size === 0) return filled;
  throw new Error(`Cannot fill docs/results.md as nothing marks the place of ${[...left.keys()].join(", ")}`);
}

// --- internal ---

const PLACE = /(<!-- results: ([\w-]+) -->).*?(<!-- \/results -->)/gs;
const HEADER = [
  "",
  "amplitude SSIM",
  "phase SSIM",
  "amplitude correlation",
  "phase correlation",
  "FRC 1/2",
  "training",
];

function tableOf({ id, rows }: Experiment, figures: Figures): string {
  return table(HEADER, rows.map((row) => cells(row, figures[`${id}/${row.id}`])));
}

function cells({ title, commands }: Row, figures: RowFigures | undefined): string[] {
  if (!figures) return [title, ...HEADER.slice(1).map(() => "–")];
  const changed = JSON.stringify(figures.commands) === JSON.stringify(commands) ? "" : " (by former commands)";
  const share = (value: number | null): string => value === null ? "–" : value.toFixed(3);
  return [
    `${title}${changed}`,
    share(figures.amplitude.ssim),
    share(figures.phase.ssim),
    share(figures.amplitude.correlation),
    share(figures.phase.correlation),
    `${figures.resolution50.toFixed(1)} px`,
    `${figures.trainSeconds.toFixed(0)} s`,
  ];
}

/** The commands of one row; those of the others differ in what their title says. */
function commandsOf({ id, scans, rows }: Experiment): string {
  const lines = [...scans, ...rows[0]?.commands ?? []].map((command) => `deno run -A cli.ts ${command}`);
  const name = `${id}/${rows[0]?.id ?? ""}`;
  return [
    `${code(`deno task results ${id}`)} measures all rows, ${code(`deno task results ${name}`)} the first, by`,
    "<!-- not run: minutes of training, and files that are no part of the repository -->",
    ["```sh", ...lines, "```"].join("\n"),
  ].join("\n\n");
}
