/**
 * The canvas of an engine: the pixels of the object's frame that any patch of the scan covers.
 *
 * @module
 */
import { modeIntensity } from "../../../data/arrays/orthogonal_modes.ts";
import type { ComplexImage } from "../../../data/complex_image.ts";
import type { Positions } from "../../../data/positions.ts";
import type { Reconstruction } from "../../image/reconstruction.ts";
import { shownReconstruction } from "../../notebook/shown_reconstruction.ts";
import { type Canvas, fitCanvas } from "../../patches/canvas.ts";
import { Stitcher } from "../../patches/stitch.ts";
import type { EngineScan } from "./engine_scan.ts";
import { knownOnCanvas } from "./known_on_canvas.ts";

/** Where patches lie on a canvas. */
export interface CanvasPlaces {
  /** (B, 2) row and column of the first pixel. */
  readonly corners: Int32Array;
  /** (B, 2) parts of a pixel beyond, rows and columns, from 0 to below 1. */
  readonly fractions: Float32Array;
}

/** The canvas of a scan, and where its patches lie by now. */
export class EngineCanvas {
  /** Its frame. */
  readonly frame: Canvas;
  readonly #scan: EngineScan;
  #positions: Positions;

  /**
   * @param scan The scan.
   * @param margin How far positions may move from where the scan has them, in pixels; a whole number.
   * @throws {RangeError} If it is larger than memory allows.
   */
  constructor(scan: EngineScan, margin = 0) {
    this.#scan = scan;
    this.#positions = scan.positions;
    this.frame = fitCanvas(scan.positions.x, scan.positions.y, { crop: scan.patchSize, padding: margin });
  }

  /** (M) positions as they are by now, in object pixels. */
  get positions(): Positions {
    return this.#positions;
  }

  /**
   * Moves positions.
   *
   * @param positions All of them, in object pixels.
   * @throws {RangeError} If a patch would reach beyond the canvas.
   */
  move(positions: Positions): void {
    const { height, width, origin } = this.frame, half = this.#scan.patchSize / 2;
    for (
      const [axis, values, first, size] of [["x", positions.x, origin.x, width], [
        "y",
        positions.y,
        origin.y,
        height,
      ]] as const
    ) {
      const outside = values.findIndex((at) => !(at - half >= first && at + half <= first + size));
      if (outside < 0) continue;
      throw new RangeError(
        `Cannot move position ${outside} as its patch would reach beyond the canvas: current value is ${axis} = ${
          values[outside]
        }`,
      );
    }
    this.#positions = positions;
  }

  /** Where the patches of positions lie. */
  places(numbers: Int32Array): CanvasPlaces {
    return this.placesOf(this.#positions, numbers);
  }

  /** Where patches of other positions would lie. */
  placesOf({ x, y }: Positions, numbers: Int32Array): CanvasPlaces {
    const { patchSize } = this.#scan;
    const corners = new Int32Array(2 * numbers.length), fractions = new Float32Array(2 * numbers.length);
    numbers.forEach((number, k) => {
      const starts = [(y[number] ?? NaN) - this.frame.origin.y, (x[number] ?? NaN) - this.frame.origin.x];
      starts.forEach((centre, axis) => {
        const first = centre - patchSize / 2;
        const part = Math.fround(first - Math.floor(first));
        // A part of a pixel may be a whole one in single precision.
        corners[2 * k + axis] = Math.floor(first) + (part < 1 ? 0 : 1);
        fractions[2 * k + axis] = part < 1 ? part : 0;
      });
    });
    return { corners, fractions };
  }

  /**
   * The object that an engine starts from: 1 where nothing is known.
   *
   * @param known An image in the frame of the scan, known where its mask is 1; null where none is.
   */
  start(known: Reconstruction | null): ComplexImage {
    return knownOnCanvas(this.frame, known);
  }

  /**
   * The image that an object of the canvas is. It is covered where a network's would be: in the central squares of the
   * patches, where the probe has light.
   *
   * @param object The object.
   * @param probe Modes of the probe.
   */
  reconstruction(object: ComplexImage, probe: readonly ComplexImage[]): Reconstruction {
    const { height, width, origin } = this.frame;
    const covered = this.#covered(probe);
    const down = covered.origin.y - origin.y, across = covered.origin.x - origin.x;
    const mask = new Uint8Array(height * width);
    covered.mask.forEach((value, p) => {
      const [row, column] = [Math.floor(p / covered.object.width), p % covered.object.width];
      mask[(row + down) * width + column + across] = value;
    });
    const kept = (part: Float32Array): Float32Array => part.map((value, p) => mask[p] === 0 ? 0 : value);
    const { pixelSize } = this.#scan;
    const image = { height, width, re: kept(object.re), im: kept(object.im) };
    return shownReconstruction({ object: image, mask, origin, ...(pixelSize && { pixelSize }) });
  }

  #covered(probe: readonly ComplexImage[]): Reconstruction {
    const { patchSize, count } = this.#scan, positions = this.#positions;
    const crop = Math.max(2, 2 * Math.floor(patchSize / 4));
    const stitcher = new Stitcher(positions, { patchSize, crop, weights: Float32Array.from(modeIntensity(probe)) });
    const nothing = new Float32Array(patchSize ** 2);
    for (let position = 0; position < count; position++) stitcher.add({ re: nothing, im: nothing });
    return stitcher.finish();
  }
}
