/**
 * How close images of a run come to known objects.
 *
 * @module
 */
import type { ImageMetrics } from "../../image/evaluate.ts";
import { element, escaped, type Markup } from "../../../config/values/markup.ts";
import { numberText } from "../../figures/drawing/text/number_text.ts";
import { ringFigure } from "../../figures/ring_figure.ts";
import { figureOf, group } from "../page/parts.ts";
import { table } from "../page/table.ts";
import type { ReportedEvaluation } from "../reading/reported_evaluations.ts";
import type { Section } from "./section.ts";

/** Comparisons with known objects. */
export const evaluationSection: Section = {
  id: "evaluation",
  title: "Compared with the known object",
  content: ({ evaluations }) => evaluations.length === 0 ? null : group(evaluations.map(evaluationOf)),
};

/** How far images of two halves of the scan agree. */
export const halfScansSection: Section = {
  id: "half-scans",
  title: "Resolution by half scans",
  content: ({ halfScans }) => {
    const { frc, pixelSize } = halfScans ?? {};
    if (!frc) return null;
    const note = "Images of two halves of the scan are compared; half_scans.png in the directory has them.";
    return figureOf(ringFigure(frc, { smooth: true, ...pixelSize && { pixelSize } }), note);
  },
};

/** Measures with their names: first what a flat image fails; an SSIM of 0.9 may be one. */
export const METRICS: readonly (readonly [name: string, key: keyof ImageMetrics])[] = [
  ["Correlation", "correlation"],
  ["Mean absolute error", "mae"],
  ["PSNR (dB)", "psnr"],
  ["SSIM", "ssim"],
  ["MS-SSIM", "msSsim"],
];

// --- internal ---

function evaluationOf({ path, amplitude, phase, frc, pixelSize }: ReportedEvaluation): Markup {
  return group([
    element("h4", {}, [escaped(path)]),
    table({
      caption: "Of amplitude and phase, after global phase, ramp, scale and shift are removed",
      columns: ["Measure", "Amplitude", "Phase (rad)"],
      rows: METRICS.filter(([, key]) => amplitude[key] !== null || phase[key] !== null).map(([name, key]) => [
        { text: name },
        ...[amplitude[key], phase[key]].map((value) => ({
          text: value === null ? "" : numberText(value, 4),
          sort: value,
        })),
      ]),
    }),
    figureOf(ringFigure(frc, pixelSize ? { pixelSize } : {})),
  ]);
}
