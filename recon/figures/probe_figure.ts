/**
 * A probe: each of its modes with its share of the power, where the sample is and where the detector is.
 *
 * @module
 */
import type { ComplexImage } from "../../data/complex_image.ts";
import type { PixelSize } from "../../data/experiment.ts";
import type { RealImage } from "../../data/real_image.ts";
import { rowsOf } from "../image/figures/image_rows.ts";
import { spectrum } from "../image/spectrum.ts";
import { logScale } from "./drawing/axes/log_scale.ts";
import { type Figure, figure } from "./drawing/figure.ts";
import { drawnValues } from "./drawing/images/values.ts";
import type { Block } from "./drawing/layout/block.ts";
import { grid, inRows } from "./drawing/layout/grid.ts";
import { numberText } from "./drawing/text/number_text.ts";
import { flatObject } from "./panels/flat_object.ts";
import { complexPanel } from "./panels/object_panels.ts";
import { valuePanel } from "./panels/value_panel.ts";

/** What is known of a probe. */
export interface ProbeFigureOptions {
  /** Height and width of a pixel of the probe in metres; left out where they are not known. */
  readonly pixelSize?: PixelSize;
}

/**
 * Draws the modes of a probe. Above: the wave on the sample, hue its phase, lightness its amplitude. Below: the intensity
 * that it makes on the detector without a sample, in the far field, on a logarithmic scale over five decades, DC in the
 * middle.
 *
 * @param modes Complex amplitudes of the modes, of one size, strongest first by custom.
 *
 * @example
 * ```ts
 * import { probeFigure } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const mode = { height: 2, width: 2, re: Float32Array.of(1, 2, 3, 4), im: new Float32Array(4) };
 * assertEquals(probeFigure([mode], { pixelSize: { height: 8e-9, width: 8e-9 } }).title, "Probe");
 * ```
 */
export function probeFigure(modes: readonly ComplexImage[], { pixelSize }: ProbeFigureOptions = {}): Figure {
  const powers = modes.map(powerOf);
  const whole = powers.reduce((sum, power) => sum + power, 0);
  const shares = powers.map((power) => whole > 0 ? `${numberText(100 * power / whole)} %` : "no power");
  const columns = modes.map((mode, index) => [
    complexPanel(flatObject(mode, null, NO_RAMP), {
      title: modes.length === 1 ? "On the sample" : `Mode ${index + 1}: ${shares[index]}`,
      bar: { pixelSize },
      side: SIDE,
    }),
    detectorPanel(mode, modes.length === 1 ? "On the detector" : `Mode ${index + 1} on the detector`),
  ]);
  const rows = inRows(columns, MOST_COLUMNS).flatMap((some) =>
    [0, 1].map((plane) => some.map((pair) => pair[plane] ?? null))
  );
  const drawing = grid(modes.length === 1 ? columns : rows);
  const listed = shares.map((share, index) => `mode ${index + 1} has ${share}`).join(", ");
  return figure(drawing.content, drawing, {
    title: "Probe",
    description: modes.length === 0
      ? "No mode is known."
      : `Complex amplitude on the sample and intensity on the detector: ${listed}${
        modes.length > 1 ? " of the power" : ""
      }.`,
  });
}

// --- internal ---

const [SIDE, MOST_COLUMNS, DECADES] = [170, 4, 5];
const NO_RAMP = { x: 0, y: 0, offset: 0 };

function powerOf({ re, im }: ComplexImage): number {
  let sum = 0;
  for (let p = 0; p < re.length; p++) {
    const power = (re[p] ?? 0) ** 2 + (im[p] ?? 0) ** 2;
    if (Number.isFinite(power)) sum += power;
  }
  return sum;
}

function detectorPanel(mode: ComplexImage, title: string): Block {
  const finite = (values: Float32Array): Float32Array => values.map((value) => Number.isFinite(value) ? value : 0);
  const { re, im, height, width } = spectrum({ ...mode, re: finite(mode.re), im: finite(mode.im) });
  const intensity: RealImage = { height, width, data: re.map((real, p) => real ** 2 + (im[p] ?? 0) ** 2) };
  const most = intensity.data.reduce((greatest, value) => Math.max(greatest, value), 0);
  const scale = logScale(most > 0 ? { low: most * 10 ** -DECADES, high: most } : null);
  const values = { ...intensity, data: intensity.data.map((value) => Math.max(value, scale.low)) };
  return valuePanel({ title, values: drawnValues(rowsOf(values), null), map: "sequential", scale, side: SIDE });
}
