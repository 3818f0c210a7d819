/**
 * From a frame of the detector to a pattern of a scan: which values are measurements, the dark frame, the square about the
 * beam, binning, padding. Buffers are used again for every frame.
 *
 * @module
 */
import type { Measurement } from "../../checks/pattern_array.ts";
import { binPixels } from "./bin_pixels.ts";
import { goodValues, type ValueRules } from "./good_values.ts";
import { emptyImage, type MaskedImage } from "./masked_image.ts";
import { padPixels } from "./pad_pixels.ts";
import { OUTSIDE, pixelMap, type PixelSquare } from "./pixel_map.ts";

/** How every frame is prepared. */
export interface FramePlan extends ValueRules {
  /** Rows of a frame. */
  readonly height: number;
  /** Columns of a frame. */
  readonly width: number;
  /** What the values are: of amplitudes the square is taken. */
  readonly measurement: Measurement;
  /** Valid pixels of all frames, height × width, 1 = valid; null where all are. */
  readonly mask: Uint8Array | null;
  /** Mean dark frame, height × width, which is subtracted; null where there is none. */
  readonly dark: Float64Array | null;
  /** The square that is cut out. */
  readonly square: PixelSquare;
  /** Pixels along a side that become one. */
  readonly bin: number;
  /** Side N of a pattern; what the square does not fill is masked. */
  readonly patchSize: number;
}

/** What was odd in the frames so far. */
export interface OddValues {
  /** Values that are not finite, in pixels that no mask and no mark had called bad. */
  notFinite: number;
  /** Values below zero, which were set to 0. */
  negative: number;
}

/** Prepares frames, one after the other. */
export class FramePreparer {
  /** What was odd in the frames so far. */
  readonly odd: OddValues = { notFinite: 0, negative: 0 };
  readonly #plan: FramePlan;
  readonly #map: Int32Array;
  readonly #isGood: (value: number) => boolean;
  readonly #square: MaskedImage;
  readonly #binned: MaskedImage;
  readonly #padded: MaskedImage;

  /** @param plan How every frame is prepared. */
  constructor(plan: FramePlan) {
    const { height, width, square, bin, patchSize } = plan;
    this.#plan = plan;
    this.#map = pixelMap(height, width, square);
    this.#isGood = goodValues(plan);
    this.#square = emptyImage(square.side);
    this.#binned = bin === 1 ? this.#square : emptyImage(square.side / bin);
    this.#padded = this.#binned.side === patchSize ? this.#binned : emptyImage(patchSize);
  }

  /**
   * Prepares a frame.
   *
   * @param values Its values as the file has them, height × width.
   * @param mask Its own valid pixels besides those of all frames; null where it has none.
   * @returns The pattern as intensities, DC at [N/2, N/2]; it is overwritten by the next one.
   */
  prepare(values: ArrayLike<number>, mask: ArrayLike<number> | null): MaskedImage {
    this.#cut(values, mask);
    if (this.#binned !== this.#square) binPixels(this.#square, this.#plan.bin, this.#binned);
    if (this.#padded !== this.#binned) padPixels(this.#binned, this.#padded);
    return this.#padded;
  }

  #cut(frame: ArrayLike<number>, own: ArrayLike<number> | null): void {
    const { mask, dark, measurement } = this.#plan;
    const { values, valid } = this.#square;
    const [map, isGood, squares] = [this.#map, this.#isGood, measurement === "amplitude"];
    for (let i = 0; i < map.length; i++) {
      const at = map[i] ?? OUTSIDE;
      values[i] = 0;
      valid[i] = 0;
      if (at === OUTSIDE || mask?.[at] === 0 || own?.[at] === 0) continue;
      const value = frame[at] ?? NaN;
      if (!isGood(value)) {
        if (!Number.isFinite(value)) this.odd.notFinite++;
        continue;
      }
      valid[i] = 1;
      const light = dark === null ? value : value - (dark[at] ?? 0);
      if (light < 0 && dark === null) this.odd.negative++;
      values[i] = light <= 0 ? 0 : squares ? light * light : light;
    }
  }
}
