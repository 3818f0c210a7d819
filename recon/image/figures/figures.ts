/**
 * Reconstructions as PNG images in grey, one image pixel an object pixel, row 0 at the top, a scale bar below.
 *
 * @module
 */
import type { ComplexImage } from "../../../data/complex_image.ts";
import type { PixelSize } from "../../../data/experiment.ts";
import type { Aligned } from "../align.ts";
import type { Ramp } from "../fit_ramp.ts";
import { objectRamp } from "../object_ramp.ts";
import type { Reconstruction } from "../reconstruction.ts";
import { type GreyFigure, greyFigure, type SizedLevels } from "./grey_figure.ts";
import { greyRange, greyRows } from "./grey_levels.ts";
import { amplitudeRows, phaseRows } from "./image_rows.ts";
import { panelLevels } from "./panel_figure.ts";
import { withScaleBar } from "./scale_bar.ts";

/** Options of {@link greyObjectFigure}. */
export interface GreyObjectOptions {
  /**
   * Pixels are repeated until each side has this many; 1 leaves an object pixel an image pixel.
   *
   * @default {1}
   */
  readonly leastSide?: number;
  /** What phases are without; left out, the offset and the ramp that fit. */
  readonly ramp?: Ramp;
}

/**
 * The amplitude: black and white are its percentiles 0.5 and 99.5, what the scan does not cover is mid-grey. Below is a
 * strip with a scale bar, in pixels where their size is not known; an image too narrow for it has none.
 *
 * @returns Bytes of an 8-bit PNG file.
 *
 * @example
 * ```ts
 * import { amplitudeFigure } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const object = { height: 1, width: 2, re: Float32Array.of(1, 2), im: new Float32Array(2) };
 * const png = amplitudeFigure({ object, mask: Uint8Array.of(1, 1), origin: { y: 0, x: 0 } });
 * assertEquals([...png.subarray(1, 4)], [0x50, 0x4e, 0x47]); // "PNG"
 * ```
 */
export function amplitudeFigure(reconstruction: Reconstruction): Uint8Array {
  return barredFigure(objectLevels(reconstruction, "amplitude"), reconstruction.pixelSize);
}

/**
 * The phase without its global offset and linear ramp, which diffraction does not fix: black and white are its
 * percentiles 0.5 and 99.5, what the scan does not cover is mid-grey. Below is a scale bar as {@link amplitudeFigure} has.
 *
 * @param ramp That offset and ramp, where they were fitted already.
 * @returns Bytes of an 8-bit PNG file.
 *
 * @example
 * ```ts
 * import { phaseFigure } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const object = { height: 1, width: 2, re: Float32Array.of(1, 1), im: Float32Array.of(0, 0.5) };
 * const png = phaseFigure({ object, mask: Uint8Array.of(1, 1), origin: { y: 0, x: 0 } });
 * assertEquals([...png.subarray(1, 4)], [0x50, 0x4e, 0x47]); // "PNG"
 * ```
 */
export function phaseFigure(reconstruction: Reconstruction, ramp?: Ramp): Uint8Array {
  return barredFigure(objectLevels(reconstruction, "phase", ramp), reconstruction.pixelSize);
}

/**
 * {@link amplitudeFigure} or {@link phaseFigure} without the scale bar, with its size.
 *
 * @param options Size, and what phases are without.
 */
export function greyObjectFigure(
  reconstruction: Reconstruction,
  part: "amplitude" | "phase",
  { leastSide = 1, ramp }: GreyObjectOptions = {},
): GreyFigure {
  const { levels, ...size } = objectLevels(reconstruction, part, ramp);
  return greyFigure(levels, size, leastSide);
}

/**
 * Reconstruction (left) beside the known object (right), amplitude above phase, over the region that `evaluate` compares
 * and on the grey scale of the known object. Below is a scale bar as {@link amplitudeFigure} has.
 *
 * @param aligned Both images, as `align` gives them.
 * @returns Bytes of an 8-bit PNG file.
 *
 * @example
 * ```ts
 * import { align, comparisonFigure } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const re = Float32Array.from({ length: 1024 }, (_, p) => 1 + 0.3 * Math.sin(p / 7));
 * const object = { height: 32, width: 32, re, im: new Float32Array(1024) };
 * const truth = { object, mask: new Uint8Array(1024).fill(1), origin: { y: 0, x: 0 } };
 * assertEquals([...comparisonFigure(align(truth, truth)).subarray(1, 4)], [0x50, 0x4e, 0x47]); // "PNG"
 * ```
 */
export function comparisonFigure(aligned: Aligned): Uint8Array {
  const all = new Uint8Array(aligned.truth.height * aligned.truth.width).fill(1);
  const rows = [amplitudeRows, (object: ComplexImage) => phaseRows(object, NO_RAMP)].map((part) => {
    const range = greyRange(part(aligned.truth), all);
    return [aligned.reconstruction, aligned.truth].map((object) => greyRows(part(object), all, range));
  });
  return barredFigure(panelLevels(rows, aligned.truth), aligned.pixelSize);
}

// --- internal ---

function objectLevels({ object, mask }: Reconstruction, part: "amplitude" | "phase", ramp?: Ramp): SizedLevels {
  const image = part === "amplitude" ? amplitudeRows(object) : phaseRows(object, ramp ?? objectRamp(object, mask));
  return { levels: greyRows(image, mask, greyRange(image, mask)), height: image.height, width: image.width };
}

function barredFigure(image: SizedLevels, pixel: PixelSize | undefined): Uint8Array {
  const { levels, ...size } = withScaleBar(image, pixel?.width);
  return greyFigure(levels, size).png;
}

const NO_RAMP: Ramp = { x: 0, y: 0, offset: 0 };
