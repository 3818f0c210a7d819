/**
 * Pictures of what was reconstructed: pure functions, from arrays to the bytes of an image. Loads no tensorflow.js and
 * none of the readers of files.
 *
 * ```ts
 * import { phaseFigure } from "@exitwave/exitwave/figures";
 * import { assertEquals } from "@std/assert";
 *
 * const side = 64;
 * const phase = Float64Array.from({ length: side * side }, (_, pixel) => Math.sin(pixel / 7));
 * const [re, im] = [Math.cos, Math.sin].map((part) => Float32Array.from(phase, part)) as [Float32Array, Float32Array];
 * const object = { height: side, width: side, re, im };
 * const png = phaseFigure({ object, mask: new Uint8Array(side * side).fill(1), origin: { y: 0, x: 0 } });
 * assertEquals([...png.subarray(1, 4)], [0x50, 0x4e, 0x47]); // "PNG"
 * ```
 *
 * @module
 */

export { amplitudeFigure, comparisonFigure, phaseFigure } from "../recon/image/figures/figures.ts";
