/**
 * Several reconstructions of one sample side by side, and how they differ from the first.
 *
 * @module
 */
import type { ComplexImage } from "../../data/complex_image.ts";
import { align } from "../image/align.ts";
import { amplitudeRows, type ImageRows, phaseRows } from "../image/figures/image_rows.ts";
import type { Reconstruction } from "../image/reconstruction.ts";
import { linearScale } from "./drawing/axes/linear_scale.ts";
import { type Figure, figure } from "./drawing/figure.ts";
import { imageBlock, shownSize } from "./drawing/images/image_block.ts";
import { drawnValues } from "./drawing/images/values.ts";
import type { Block } from "./drawing/layout/block.ts";
import { grid } from "./drawing/layout/grid.ts";
import { fittedText, textWidth } from "./drawing/text/text_width.ts";
import { SIZES } from "./drawing/words.ts";
import { type FlatObject, flatObject, flatPhase } from "./panels/flat_object.ts";
import { amplitudePanel, type ObjectPanel, phaseColouring, phasePanel } from "./panels/object_panels.ts";
import { type ScaleBarOf, shownRange, symmetric, valuePanel } from "./panels/value_panel.ts";

/** A reconstruction with its name. */
export interface NamedReconstruction {
  /** What it is called. */
  readonly name: string;
  /** What was reconstructed, in its scan coordinates. */
  readonly reconstruction: Reconstruction;
}

/**
 * Draws amplitude and phase of each, a column each, in the colours of the first; below, amplitude and phase less those of the
 * first. Each of the others is laid on the first by `align`, which takes out what diffraction leaves open, and is shown
 * where both have values; one that cannot be laid on it is shown as it is, without differences.
 *
 * @param compared The reconstructions, the one that others are compared with first.
 *
 * @example
 * ```ts
 * import { reconstructionsFigure } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const re = Float32Array.from({ length: 1024 }, (_, p) => 1 + 0.3 * Math.sin(p / 7));
 * const object = { height: 32, width: 32, re, im: new Float32Array(1024) };
 * const reconstruction = { object, mask: new Uint8Array(1024).fill(1), origin: { y: 0, x: 0 } };
 * const figure = reconstructionsFigure([{ name: "first", reconstruction }, { name: "second", reconstruction }]);
 * assertEquals(figure.description, "first, compared with second.");
 * ```
 */
export function reconstructionsFigure(compared: readonly NamedReconstruction[]): Figure {
  const [first, ...others] = compared;
  const caption = { title: "Reconstructions" };
  if (!first) return figure(grid([]).content, grid([]), { ...caption, description: "There is none." });
  const bar = { pixelSize: first.reconstruction.pixelSize };
  const flat = flatObject(first.reconstruction.object, first.reconstruction.mask);
  const colours: SharedColours = {
    amplitude: linearScale(shownRange(flat.amplitude)),
    phase: phaseColouring(shownRange(flatPhase(flat))),
  };
  const columns = others.map((other) => comparedColumn(other, first.reconstruction, { bar, colours }));
  const drawing = grid([
    [
      amplitudePanel(flat, panel(first.name, "amplitude", bar), colours.amplitude),
      ...columns.map(({ panels }) => panels[0] ?? null),
    ],
    [
      phasePanel(flat, panel(first.name, "phase (rad)", bar), colours.phase),
      ...columns.map(({ panels }) => panels[1] ?? null),
    ],
    ...(others.length === 0 ? [] : [2, 3].map((row) => [null, ...columns.map(({ panels }) => panels[row] ?? null)])),
  ]);
  const names = others.map(({ name }) => name).join(", ");
  const apart = others.map(({ name }, index) => {
    const reason = columns[index]?.reason ?? null;
    return reason === null ? "" : ` ${name} cannot be laid on it: ${reason}.`;
  }).join("");
  return figure(drawing.content, drawing, {
    ...caption,
    description: `${first.name}${names === "" ? "" : `, compared with ${names}`}.${apart}`,
  });
}

// --- internal ---

/** Longest side of an image in px. */
const SIDE = 210;

interface SharedColours {
  readonly amplitude: ReturnType<typeof linearScale>;
  readonly phase: ReturnType<typeof phaseColouring>;
}

interface Shared {
  readonly bar: ScaleBarOf;
  readonly colours: SharedColours;
}

interface Column {
  readonly panels: readonly Block[];
  /** Why it has no differences; null where it has. */
  readonly reason: string | null;
}

function panel(name: string, quantity: string, bar: ScaleBarOf): ObjectPanel {
  const room = SIDE + 40 - textWidth(`: ${quantity}`, SIZES.title);
  return { title: `${fittedText(name, SIZES.title, room)}: ${quantity}`, bar, side: SIDE };
}

function comparedColumn(
  { name, reconstruction }: NamedReconstruction,
  first: Reconstruction,
  { bar, colours }: Shared,
): Column {
  const show = (flat: FlatObject): Block[] => [
    amplitudePanel(flat, panel(name, "amplitude", bar), colours.amplitude),
    phasePanel(flat, panel(name, "phase (rad)", bar), colours.phase),
  ];
  try {
    const { reconstruction: image, truth } = align(reconstruction, first, { border: 0 });
    return { panels: [...show(flatObject(image, null, NO_RAMP)), ...differences(image, truth, bar)], reason: null };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const none = imageBlock({
      title: "Not comparable",
      raster: null,
      shown: shownSize(first.object, { width: SIDE, height: SIDE }),
    });
    return {
      panels: [...show(flatObject(reconstruction.object, reconstruction.mask)), none, none],
      reason: error.message,
    };
  }
}

/** Both have their global phase and ramp taken out already. */
const NO_RAMP = { x: 0, y: 0, offset: 0 };

function differences(image: ComplexImage, truth: ComplexImage, bar: ScaleBarOf): Block[] {
  const parts: readonly (readonly [string, (object: ComplexImage) => ImageRows, boolean])[] = [
    ["Amplitude difference", amplitudeRows, false],
    ["Phase difference (rad)", (object) => phaseRows(object, NO_RAMP), true],
  ];
  return parts.map(([title, rowsOf, turns]) => {
    const rows = difference(rowsOf(image), rowsOf(truth), turns);
    const values = drawnValues(rows, null);
    const scale = linearScale(symmetric(shownRange(values)));
    return valuePanel({ title, values, size: rows, map: "diverging", scale, bar, side: SIDE });
  });
}

/** Of phases the shorter way round. */
function difference(a: ImageRows, b: ImageRows, turns: boolean): ImageRows {
  const values = new Float64Array(a.width);
  const row = (index: number): Float64Array => {
    const [ours, theirs] = [a.row(index), b.row(index)];
    for (let j = 0; j < a.width; j++) {
      const apart = (ours[j] ?? NaN) - (theirs[j] ?? NaN);
      values[j] = turns ? Math.atan2(Math.sin(apart), Math.cos(apart)) : apart;
    }
    return values;
  };
  return { height: a.height, width: a.width, row };
}
