/**
 * The size of an object pixel, without which positions cannot be said in metres.
 *
 * @module
 */
import type { Experiment, PixelSize } from "../experiment.ts";

/**
 * The size of an object pixel.
 *
 * @param experiment What is known of the experiment.
 * @param what What cannot be written without, such as `scan a.cxi as CXI`.
 * @param instead Endings of what can.
 * @throws {RangeError} If it is not known.
 */
export function requireObjectPixel({ objectPixel }: Experiment, what: string, instead: string): PixelSize {
  if (objectPixel) return objectPixel;
  throw new RangeError(
    `Cannot write ${what}, which wants metres, as the size of an object pixel is not known: current value is null; ` +
      `import the scan with --pixel-size, or with --energy, --distance and --detector-pixel, or write .${instead}`,
  );
}
