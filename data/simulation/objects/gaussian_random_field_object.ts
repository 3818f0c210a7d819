/**
 * Gaussian random fields: structure without edges, at all scales at once, by a power law.
 *
 * @module
 */
import { CentredFft2 } from "../../arrays/fft.ts";
import { requireMemory } from "../../checks/memory.ts";
import { type ComplexImage, zeroImage } from "../../complex_image.ts";
import { Random } from "../../random/random.ts";
import { objectOfMaps } from "./contrast.ts";

/** Size, seed and spectrum of an object. */
export interface GaussianRandomFieldOptions {
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
  readonly seed: number;
  /** Exponent of the power spectrum: power is proportional to the spatial frequency to it. */
  readonly spectralIndex: number;
}

/**
 * Makes an object of two independent fields: amplitudes from 0.5 to 1, phases from −1 to 1 rad.
 *
 * @param options Size, seed and spectrum.
 * @returns The object.
 * @throws {RangeError} If there is not the memory for its transform, whose sides are powers of two.
 */
export function gaussianRandomFieldObject(options: GaussianRandomFieldOptions): ComplexImage {
  const { height, width } = options;
  const [rows, columns] = [height, width].map((side) => Math.max(2, 2 ** Math.ceil(Math.log2(side)))) as [
    number,
    number,
  ];
  requireMemory(
    16 * rows * columns + 8 * height * width,
    "Cannot make an object as",
    `a Gaussian random field of ${height} × ${width} px`,
  );
  const field = { re: new Float64Array(rows * columns), im: new Float64Array(rows * columns) };
  fillSpectrum(field, { ...options, height: rows, width: columns });
  // Real and imaginary part of a field whose spectrum has no symmetry are two independent real ones.
  new CentredFft2(rows, columns).transform(field);
  const maps = zeroImage(height, width);
  for (let row = 0; row < height; row++) {
    const line = [row * columns, row * columns + width] as const;
    maps.re.set(field.re.subarray(...line), row * width);
    maps.im.set(field.im.subarray(...line), row * width);
  }
  return objectOfMaps(maps, { amplitudeRange: [0.5, 1], phaseContrast: 2 });
}

// --- internal ---

interface Spectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Complex white noise times the root of the power; none at frequency 0, which would be a constant. */
function fillSpectrum({ re, im }: Spectrum, { height, width, seed, spectralIndex }: GaussianRandomFieldOptions): void {
  const random = new Random(seed, "object");
  for (let i = 0; i < re.length; i++) {
    const [row, column] = [Math.floor(i / width) / height - 0.5, i % width / width - 0.5];
    const frequency = Math.hypot(row, column);
    const size = frequency > 0 ? (frequency / 0.5) ** (spectralIndex / 2) : 0;
    re[i] = size * random.normal();
    im[i] = size * random.normal();
  }
}
