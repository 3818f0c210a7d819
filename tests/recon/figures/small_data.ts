/**
 * Small things to draw.
 *
 * @module
 */
import type { ComplexImage } from "../../../data/complex_image.ts";
import type { Positions } from "../../../data/positions.ts";
import type { RealImage } from "../../../data/real_image.ts";
import type { Reconstruction } from "../../../recon/image/reconstruction.ts";

/** A name that must stay text. */
export const HOSTILE = `</text><script>alert("1")</script>&'`;

/** Pixels of 8 nm. */
export const PIXEL = { height: 8e-9, width: 8e-9 };

/** A wave of an amplitude and a phase. */
export function wave(
  height: number,
  width: number,
  polar: (row: number, column: number) => readonly [amplitude: number, phase: number],
): ComplexImage {
  const values = Array.from({ length: height * width }, (_, p) => polar(Math.floor(p / width), p % width));
  return {
    height,
    width,
    re: Float32Array.from(values, ([amplitude, phase]) => amplitude * Math.cos(phase)),
    im: Float32Array.from(values, ([amplitude, phase]) => amplitude * Math.sin(phase)),
  };
}

/** A real image. */
export function image(height: number, width: number, value: (row: number, column: number) => number): RealImage {
  const data = Float64Array.from({ length: height * width }, (_, p) => value(Math.floor(p / width), p % width));
  return { height, width, data };
}

/** An object that a scan covers wholly. */
export function whole(object: ComplexImage): Reconstruction {
  return { object, mask: new Uint8Array(object.re.length).fill(1), origin: { y: 0, x: 0 } };
}

/** A scan of rows of `columns` positions, 4 px apart. */
export function positions(rows: number, columns: number): Positions {
  const [x, y] = [(p: number) => 4 * (p % columns), (p: number) => 4 * Math.floor(p / columns)].map((of) =>
    Float64Array.from({ length: rows * columns }, (_, p) => of(p))
  ) as [Float64Array, Float64Array];
  return { x, y };
}
