/**
 * An image that is made in the course of a run.
 *
 * @module
 */

/** One image, of the object as a network paints it, or of what an engine has of object and probe. */
export interface LoggedImage {
  /** What it shows, such as `patch_00012/amplitude`, `stitched/phase` or `object/phase`. */
  readonly tag: string;
  /** Height in pixels. */
  readonly height: number;
  /** Width in pixels. */
  readonly width: number;
  /** Bytes of an 8-bit grey PNG file. */
  readonly png: Uint8Array<ArrayBuffer>;
}
