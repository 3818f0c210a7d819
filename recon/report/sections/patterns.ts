/**
 * How well the patterns of a scan are explained by an image.
 *
 * @module
 */
import { element, escaped, type Markup } from "../../../config/values/markup.ts";
import { patternsFigure } from "../../figures/patterns_figure.ts";
import { predictionFigure } from "../../figures/prediction_figure.ts";
import { residualFigure } from "../../figures/residual_figure.ts";
import type { Diagnostics } from "../../results/diagnostics.ts";
import { figureOf, group } from "../page/parts.ts";
import type { Section } from "./section.ts";

/** Patterns as measured and as predicted, and the residual of each, for every image that diagnostics were kept of. */
export const patternsSection: Section = {
  id: "patterns",
  title: "Patterns, measured and predicted",
  content: ({ images }) => {
    const known = images.flatMap(({ path, diagnostics }) => diagnostics ? [{ path, diagnostics }] : []);
    if (known.length === 0) return null;
    return group(known.flatMap(({ path, diagnostics }) => [
      ...(known.length > 1 ? [element("h4", {}, [escaped(path)])] : []),
      ...figuresOf(diagnostics),
    ]));
  },
};

// --- internal ---

function figuresOf({ shown, patterns, mean: { mean, mask }, pixelSize }: Diagnostics): Markup[] {
  return [
    residualFigure(patterns, pixelSize ? { pixelSize } : {}),
    ...(shown.length > 0 ? [predictionFigure(shown)] : []),
    patternsFigure({ mean, quantity: "intensity", mask, sums: patterns.energies }),
  ].map((figure) => figureOf(figure));
}
