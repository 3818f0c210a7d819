/**
 * Amplitude, phase and complex values of an object or a wave, a panel each.
 *
 * @module
 */
import { linearScale } from "../drawing/axes/linear_scale.ts";
import { phaseScale } from "../drawing/axes/phase_scale.ts";
import type { Range, Scale } from "../drawing/axes/scale.ts";
import { complexColours } from "../drawing/colours/complex_colours.ts";
import type { MapName } from "../drawing/colours/colour_maps.ts";
import { complexRaster, complexWheel } from "../drawing/images/complex_wheel.ts";
import { imageBlock, shownSize } from "../drawing/images/image_block.ts";
import type { Block } from "../drawing/layout/block.ts";
import { type FlatObject, flatPhase } from "./flat_object.ts";
import { aspectOf, barOf, type ScaleBarOf, shownRange, valuePanel } from "./value_panel.ts";

/** How a panel of an object is shown. */
export interface ObjectPanel {
  readonly title: string;
  /** What the scale bar is of. */
  readonly bar: ScaleBarOf;
  /** Longest side in px. */
  readonly side: number;
}

/** Map and scale of phases: those within less than half a turn have an order, others go round. */
export interface PhaseColouring {
  readonly map: MapName;
  readonly scale: Scale;
}

/** How phases between these are coloured. */
export function phaseColouring(range: Range | null): PhaseColouring {
  if (range && range.high - range.low < Math.PI) {
    // Of a flat phase, rounding is all that would be seen.
    const middle = (range.low + range.high) / 2;
    const low = Math.min(range.low, middle - LEAST_PHASE);
    return { map: "sequential", scale: linearScale({ low, high: Math.max(range.high, middle + LEAST_PHASE) }) };
  }
  return { map: "cyclic", scale: phaseScale() };
}

/** The amplitude, in grey. */
export function amplitudePanel({ amplitude, size }: FlatObject, panel: ObjectPanel, scale?: Scale): Block {
  return valuePanel({ ...panel, size, values: amplitude, map: "grey", ...(scale && { scale }) });
}

/** The phase. */
export function phasePanel(flat: FlatObject, panel: ObjectPanel, colouring?: PhaseColouring): Block {
  const values = flatPhase(flat);
  return valuePanel({ ...panel, ...(colouring ?? phaseColouring(shownRange(values))), size: flat.size, values });
}

/** The complex values: hue is the phase, lightness the amplitude. */
export function complexPanel({ amplitude, size, re, im }: FlatObject, panel: ObjectPanel): Block {
  const { title, bar, side } = panel;
  const shown = shownSize(size, { width: side, height: side }, aspectOf(bar.pixelSize));
  const drawing = { title, shown, bar: barOf(size.width, bar) };
  const range = shownRange(amplitude);
  if (range === null) return imageBlock({ ...drawing, raster: null });
  const colouring = { table: complexColours(), greatest: range.high };
  return imageBlock({ ...drawing, raster: complexRaster(re, im, colouring), beside: complexWheel(colouring) });
}

// --- internal ---

/** Radians that are shown at least to either side of the middle. */
const LEAST_PHASE = 1e-4;
