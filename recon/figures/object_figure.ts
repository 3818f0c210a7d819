/**
 * A reconstructed object: its amplitude, its phase, and both in one image.
 *
 * @module
 */
import type { Reconstruction } from "../image/reconstruction.ts";
import { type Figure, figure } from "./drawing/figure.ts";
import { grid } from "./drawing/layout/grid.ts";
import { numberText } from "./drawing/text/number_text.ts";
import { flatObject } from "./panels/flat_object.ts";
import { amplitudePanel, complexPanel, phasePanel } from "./panels/object_panels.ts";

/**
 * Draws amplitude, phase and complex values side by side, with a scale bar in nm or µm, or in pixels where their size is not
 * known. Global phase and ramp, which diffraction does not fix, are taken out. Colours go from percentile 0.5 to 99.5; a
 * phase that extends over π or more is shown on a circle of colours from −π to π. What the scan does not cover is hatched.
 *
 * @returns SVG; rows of the object downwards, columns to the right.
 *
 * @example
 * ```ts
 * import { objectFigure, standalone } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const object = { height: 1, width: 2, re: Float32Array.of(1, 2), im: new Float32Array(2) };
 * const figure = objectFigure({ object, mask: Uint8Array.of(1, 1), origin: { y: 0, x: 0 } });
 * assertEquals(figure.title, "Object");
 * assertEquals(standalone(figure).startsWith("<svg "), true); // Deno.writeTextFile("object.svg", …)
 * ```
 */
export function objectFigure({ object, mask, pixelSize }: Reconstruction): Figure {
  const flat = flatObject(object, mask);
  const bar = { pixelSize };
  const panels = [
    amplitudePanel(flat, { title: "Amplitude", bar, side: SIDE }),
    phasePanel(flat, { title: "Phase (rad)", bar, side: SIDE }),
    complexPanel(flat, { title: "Complex", bar, side: SIDE }),
  ];
  const drawing = grid([panels]);
  return figure(drawing.content, drawing, {
    title: "Object",
    description:
      `Amplitude, phase without its ramp, and both as lightness and hue, of ${object.height} × ${object.width} px, ` +
      `of which ${numberText(100 * flat.covered)} % are covered.`,
  });
}

// --- internal ---

/** Longest side of an image in px. */
const SIDE = 230;
