/**
 * The picture of half scans: both images where both are covered, and which rings of their spectra agree.
 *
 * @module
 */
import { linearScale } from "../figures/drawing/axes/linear_scale.ts";
import { type Figure, figure } from "../figures/drawing/figure.ts";
import { figureBlock } from "../figures/drawing/layout/figure_block.ts";
import { grid } from "../figures/drawing/layout/grid.ts";
import { flatObject, flatPhase } from "../figures/panels/flat_object.ts";
import { amplitudePanel, type ObjectPanel, phaseColouring, phasePanel } from "../figures/panels/object_panels.ts";
import { shownRange } from "../figures/panels/value_panel.ts";
import { ringFigure } from "../figures/ring_figure.ts";
import type { Aligned } from "../image/align.ts";
import type { RingCorrelation } from "../image/frc.ts";

/**
 * Draws them, the second image in the colours of the first.
 *
 * @param aligned Both images, the first as the truth.
 * @param rings How far they agree.
 */
export function halfScansFigure({ truth, reconstruction, pixelSize }: Aligned, rings: RingCorrelation): Figure {
  const [first, second] = [flatObject(truth, null, NO_RAMP), flatObject(reconstruction, null, NO_RAMP)];
  const panel = (name: string, quantity: string): ObjectPanel => ({
    ...{ title: `${name} half: ${quantity}`, bar: { pixelSize }, side: SIDE },
  });
  const [grey, phases] = [linearScale(shownRange(first.amplitude)), phaseColouring(shownRange(flatPhase(first)))];
  const images = grid([
    [
      amplitudePanel(first, panel("First", "amplitude"), grey),
      amplitudePanel(second, panel("Second", "amplitude"), grey),
    ],
    [
      phasePanel(first, panel("First", "phase (rad)"), phases),
      phasePanel(second, panel("Second", "phase (rad)"), phases),
    ],
  ]);
  const frc = ringFigure(rings, { smooth: true, ...pixelSize && { pixelSize } });
  const all = grid([
    [figureBlock(figure(images.content, images, { title: "Images", description: "Those of both halves." }))],
    [figureBlock(frc)],
  ]);
  return figure(all.content, all, { title: "Half scans", description: frc.description });
}

// --- internal ---

/** Longest side of an image in px. */
const SIDE = 240;

/** Both have their global phase and ramp taken out already. */
const NO_RAMP = { x: 0, y: 0, offset: 0 };
