/**
 * Where patterns were recorded, and by how much positions were corrected.
 *
 * @module
 */
import { positionsFigure } from "../../figures/positions_figure.ts";
import { figureOf, group } from "../page/parts.ts";
import type { ReportedImage } from "../reading/reported_images.ts";
import { pixelOf } from "./probe.ts";
import type { Section } from "./section.ts";

/** Scan positions: those that an inference corrected, else those of the scan. */
export const positionsSection: Section = {
  id: "positions",
  title: "Scan positions",
  content: (run) => {
    const corrected = run.images.flatMap(({ path, positions }) => positions ? [{ path, positions }] : []);
    if (corrected.length > 0) return group(corrected.map(correctedFigure));
    const positions = run.beam?.positions;
    if (!run.beam || !positions) return null;
    const pixelSize = pixelOf(run);
    return figureOf(positionsFigure(positions, pixelSize ? { pixelSize } : {}), `As ${run.beam.scan} holds them now.`);
  },
};

// --- internal ---

function correctedFigure(
  { path, positions: { corrected, given } }: {
    readonly path: string;
    readonly positions: NonNullable<ReportedImage["positions"]>;
  },
): ReturnType<typeof figureOf> {
  return figureOf(positionsFigure(corrected, { given }), `Of ${path}.`);
}
