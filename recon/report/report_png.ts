/**
 * A report as one picture: image and losses of each run.
 *
 * @module
 */
import { type Figure, figure } from "../figures/drawing/figure.ts";
import { figurePng } from "../figures/drawing/figure_png.ts";
import { type Block, NO_MARGINS } from "../figures/drawing/layout/block.ts";
import { figureBlock } from "../figures/drawing/layout/figure_block.ts";
import { grid } from "../figures/drawing/layout/grid.ts";
import { fittedText, textWidth } from "../figures/drawing/text/text_width.ts";
import { SIZES, words } from "../figures/drawing/words.ts";
import { objectFigure } from "../figures/object_figure.ts";
import { iterationsFigure } from "../figures/iterations_figure.ts";
import type { ReportedRun } from "./reading/reported_run.ts";
import { imagesCompared } from "./sections/images_compared.ts";
import { runLosses } from "./sections/losses.ts";
import { bestText, stateText } from "./sections/run_words.ts";

/** Runs that one picture shows at most. */
export const MOST_PICTURED = 12;

/** Side by side, newest image and losses of each run, a row a run; above them several images compared. */
export function reportFigure(runs: readonly ReportedRun[]): Figure {
  const shown = runs.slice(0, MOST_PICTURED);
  const compared = imagesCompared(shown);
  const drawing = grid([
    ...(compared?.figures ?? []).map((figure) => [figureBlock(figure)]),
    ...shown.flatMap((run) => [[titleBlock(run)], blocksOf(run)]),
  ]);
  const names = shown.map(({ name }) => name).join(", ");
  const left = runs.length > shown.length ? ` and ${runs.length - shown.length} more, which are not shown` : "";
  return figure(drawing.content, drawing, { title: "Report", description: `Images and losses of ${names}${left}.` });
}

/** The picture as the bytes of a PNG file. */
export async function reportPng(runs: readonly ReportedRun[]): Promise<Uint8Array<ArrayBuffer>> {
  return await figurePng(reportFigure(runs), { scale: runs.length > 4 ? 1 : 2 });
}

// --- internal ---

/** Longest title in px. */
const ROOM = 560;

function titleBlock(run: ReportedRun): Block {
  const text = [run.name, stateText(run), bestText(run)].filter((part) => part !== null).join(" · ");
  const shown = fittedText(text, SIZES.title, ROOM);
  const content = words(shown, { x: 0, y: SIZES.title, size: SIZES.title });
  return { ...NO_MARGINS, width: Math.ceil(textWidth(shown, SIZES.title)), height: SIZES.title + 4, content };
}

function blocksOf(run: ReportedRun): Block[] {
  const [image] = run.images;
  return [
    ...(image ? [figureBlock(objectFigure(image.reconstruction))] : []),
    ...(run.epochs.length === 0 ? [] : [figureBlock(runLosses(run))]),
    ...(run.engine && run.engine.iterations.length > 0 ? [figureBlock(iterationsFigure(run.engine.iterations))] : []),
  ];
}
