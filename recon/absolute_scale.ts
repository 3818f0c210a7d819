/**
 * The absolute amplitude of a reconstruction. A network paints the object in the unit of the probe that it was trained with,
 * normalised; and patches that disagree are paler in their mean. Both are undone by one factor α of the whole image, by which
 * the patterns that the image gives with the scan's own probe are as bright as the measured ones.
 *
 * For a given image the Poisson likelihood of the counts k under the rates α²·λ has its maximum at α² = Σ k / Σ λ, in closed
 * form: variable projection (Golub and Pereyra 1973, doi:10.1137/0710036), with the likelihood in the place of squares.
 *
 * @module
 */
import { CentredFft2, type WaveField } from "../data/arrays/fft.ts";
import { type ComplexImage, zeroImage } from "../data/complex_image.ts";
import { samplePatch } from "../data/object_patch.ts";
import { patternImage, patternMask, type Patterns } from "../data/patterns.ts";
import type { Samples } from "../data/samples.ts";
import type { Reconstruction } from "./image/reconstruction.ts";
import { shownReconstruction } from "./notebook/shown_reconstruction.ts";

/** What an image was multiplied by. */
export interface AbsoluteScale {
  /** Factor of the amplitude. */
  readonly factor: number;
  /** Patterns that it was found with. */
  readonly patterns: number;
}

/** What an image is compared with. */
export interface AbsoluteScaleOptions {
  /** Samples that it was stitched from. */
  readonly samples: Pick<Samples, "patchSize" | "probeMask"> & { readonly patterns: ExposedPatterns };
  /** Modes of the probe, N × N each, in the unit of the file; the samples' mask is applied to them. */
  readonly modes: readonly ComplexImage[];
  /**
   * The field that asks for it.
   * @default "inference.varproScaling"
   */
  readonly field?: "inference.varproScaling" | "inference.refine" | "engine.start";
}

/** What must be known of patterns to compare an image with them. */
export type ExposedPatterns = Pick<Patterns, "count" | "frames" | "masks" | "numbers" | "x" | "y">;

/**
 * The factor that makes an image absolute: Σ over patterns and valid pixels of the measured intensity is that of Σ over modes
 * |F{mode · mask · factor · image}|². Patterns count whose light falls on the image, all but a hundredth of it; of more than
 * 1000 such some are taken, evenly.
 *
 * @param reconstruction The image.
 * @param options What it is compared with.
 * @throws {RangeError} If no pattern's light falls on the image, or the image is dark there.
 */
export function absoluteScale(reconstruction: Reconstruction, options: AbsoluteScaleOptions): AbsoluteScale {
  const { samples: { patterns }, field = "inference.varproScaling" } = options;
  const exposure = new ImageExposure(reconstruction, options);
  const lit = Array.from({ length: patterns.count }, (_, pattern) => pattern)
    .filter((pattern) => exposure.coverage(pattern) >= LEAST_COVERAGE);
  const every = Math.ceil(lit.length / MOST_PATTERNS);
  const chosen = lit.filter((_, i) => i % every === 0);
  if (chosen.length === 0) throw notCovered(field);
  let [measured, predicted] = [0, 0];
  for (const pattern of chosen) {
    measured += energyOf(patternImage(patterns, pattern), patternMask(patterns, pattern));
    predicted += exposure.energy(pattern);
  }
  const factor = Math.sqrt(measured / predicted);
  if (factor > 0 && factor < Infinity) return { factor, patterns: chosen.length };
  throw new RangeError(
    `Cannot restore the absolute amplitude as image and patterns must not be dark: the factor is ${factor}; leave out ` +
      field,
  );
}

/** An image times a factor. */
export function scaledImage(reconstruction: Reconstruction, factor: number): Reconstruction {
  const { object: { re, im, ...size } } = reconstruction;
  const scaled = (part: Float32Array): Float32Array => part.map((value) => value * factor);
  return shownReconstruction({ ...reconstruction, object: { ...size, re: scaled(re), im: scaled(im) } });
}

// --- internal ---

/** Share of a pattern's light that must fall on the image. */
const LEAST_COVERAGE = 0.99;

/** More patterns tell no more. */
const MOST_PATTERNS = 1000;

function notCovered(field: string): RangeError {
  return new RangeError(
    "Cannot restore the absolute amplitude as no pattern's light falls on the image with less than a hundredth beside it: " +
      `${
        field === "engine.start" ? "" : "give a greater inference.crop, up to the side of the patterns, or "
      }leave out ${field}`,
  );
}

function energyOf(amplitude: Float32Array, mask: Uint8Array | null): number {
  return amplitude.reduce((sum, value, p) => mask && !mask[p] ? sum : sum + value * value, 0);
}

/** Exposes an image to a probe at the places of patterns. */
class ImageExposure {
  readonly #patterns: ExposedPatterns;
  readonly #modes: readonly ComplexImage[];
  /** The image, and in a second one what is covered of it, with a border where nothing is. */
  readonly #images: readonly [ComplexImage, ComplexImage];
  /** Scan coordinate of their first pixel. */
  readonly #origin: { readonly y: number; readonly x: number };
  /** Σ over modes |mode|², its sum being 1. */
  readonly #light: Float64Array;
  readonly #patch: ComplexImage;
  readonly #wave: WaveField;
  readonly #fft: CentredFft2;

  constructor({ object, mask, origin }: Reconstruction, { samples, modes }: AbsoluteScaleOptions) {
    const { patchSize, patterns, probeMask } = samples;
    const pixels = patchSize ** 2;
    const masked = (part: Float32Array): Float32Array => part.map((value, p) => value * (probeMask[p] ?? 1));
    this.#patterns = patterns;
    this.#modes = modes.map((mode) => ({ ...mode, re: masked(mode.re), im: masked(mode.im) }));
    const border = patchSize;
    const covered = { ...object, re: Float32Array.from(mask), im: new Float32Array(mask.length) };
    this.#images = [framed(object, border), framed(covered, border)];
    this.#origin = { y: origin.y - border, x: origin.x - border };
    this.#light = lightOf(this.#modes, pixels);
    this.#patch = zeroImage(patchSize, patchSize);
    this.#wave = { re: new Float64Array(pixels), im: new Float64Array(pixels) };
    this.#fft = new CentredFft2(patchSize);
  }

  /** Share of a pattern's light that falls on the image. */
  coverage(pattern: number): number {
    const { re } = this.#sample(1, pattern);
    return this.#light.reduce((sum, light, p) => sum + light * (re[p] ?? 0), 0);
  }

  /** Energy that reaches the valid pixels of a pattern. */
  energy(pattern: number): number {
    const patch = this.#sample(0, pattern);
    const mask = patternMask(this.#patterns, pattern);
    return this.#modes.reduce((sum, mode) => {
      this.#expose(mode, patch);
      // The transform keeps the energy: without a mask there is no need of it.
      if (mask) this.#fft.transform(this.#wave);
      const { re, im } = this.#wave;
      return sum + re.reduce((own, a, p) => mask && !mask[p] ? own : own + a * a + (im[p] ?? 0) ** 2, 0);
    }, 0);
  }

  #sample(image: 0 | 1, pattern: number): ComplexImage {
    const { x, y } = this.#patterns;
    const place = { x: (x[pattern] ?? NaN) - this.#origin.x, y: (y[pattern] ?? NaN) - this.#origin.y };
    samplePatch(this.#images[image], { ...place, size: this.#patch.height }, this.#patch);
    return this.#patch;
  }

  #expose(mode: ComplexImage, patch: ComplexImage): void {
    const { re, im } = this.#wave;
    for (let p = 0; p < re.length; p++) {
      const [a, b, c, d] = [mode.re[p] ?? 0, mode.im[p] ?? 0, patch.re[p] ?? 0, patch.im[p] ?? 0];
      re[p] = a * c - b * d;
      im[p] = a * d + b * c;
    }
  }
}

function lightOf(modes: readonly ComplexImage[], pixels: number): Float64Array {
  const light = new Float64Array(pixels).map((_, p) =>
    modes.reduce((sum, { re, im }) => sum + (re[p] ?? 0) ** 2 + (im[p] ?? 0) ** 2, 0)
  );
  const total = light.reduce((sum, value) => sum + value, 0);
  return light.map((value) => value / total);
}

/** An image with zeros around it. */
function framed({ height, width, re, im }: ComplexImage, border: number): ComplexImage {
  const image = zeroImage(height + 2 * border, width + 2 * border);
  for (let row = 0; row < height; row++) {
    const to = (row + border) * image.width + border;
    image.re.set(re.subarray(row * width, (row + 1) * width), to);
    image.im.set(im.subarray(row * width, (row + 1) * width), to);
  }
  return image;
}
