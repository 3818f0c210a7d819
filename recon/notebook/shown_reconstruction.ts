/**
 * What a notebook shows of an image: amplitude, phase and both, and where it lies. The figure is loaded and drawn when it is
 * asked for, so that nobody else waits for it.
 *
 * @module
 */
import { type Card, cardBundle } from "../../config/notebook/card.ts";
import { shown } from "../../config/notebook/shown.ts";
import type { Markup } from "../../config/values/markup.ts";
import { lengthText, pixelText } from "../../data/experiment.ts";
import type { Reconstruction } from "../image/reconstruction.ts";

/** Lets a reconstruction show itself; returns it. */
export function shownReconstruction(reconstruction: Reconstruction): Reconstruction {
  return shown(reconstruction, async (made) => cardBundle(await reconstructionCard(made)));
}

/** The card of a reconstruction. */
export async function reconstructionCard({ object, mask, origin, pixelSize }: Reconstruction): Promise<Card> {
  const { objectFigure } = await import("../figures/object_figure.ts");
  const { svg } = objectFigure({ object, mask, origin, ...(pixelSize && { pixelSize }) });
  const { height, width } = object;
  const covered = mask.reduce((sum, value) => sum + value, 0) / mask.length;
  return {
    title: "Reconstruction",
    picture: svg as Markup, // a figure is markup
    rows: [
      ["size", `${height} × ${width} px`],
      ...(pixelSize
        ? [
          ["pixel", pixelText(pixelSize)],
          ["extent", `${lengthText(height * pixelSize.height)} × ${lengthText(width * pixelSize.width)}`],
        ]
        : [["pixel", "size not known"]]),
      ["covered by the scan", `${Number((100 * covered).toPrecision(3))} %`],
      ["pixel [0, 0] lies at", `x ${origin.x}, y ${origin.y} px of the scan`],
    ],
  };
}
