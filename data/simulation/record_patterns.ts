/**
 * Recording a scene pattern by pattern: what a detector counts of each exit wave.
 *
 * @module
 */
import { CentredFft2 } from "../arrays/fft.ts";
import { type ComplexImage, zeroImage } from "../complex_image.ts";
import { samplePatch } from "../object_patch.ts";
import type { Positions } from "../positions.ts";
import type { Detector } from "./noise/detector.ts";

/** What is recorded: a probe that steps over an object. */
export interface Scene {
  /** Modes of the probe, N × N each, whose intensities add up on the detector. */
  readonly beam: readonly ComplexImage[];
  /** Object, as large as the positions need. */
  readonly object: ComplexImage;
  /** Where the beam goes. */
  readonly places: Positions;
}

/** Records the patterns of a scene in their order, with the memory of one. */
export class PatternRecorder {
  readonly #scene: Scene;
  readonly #detector: Detector;
  readonly #fft: CentredFft2;
  readonly #wave: { readonly re: Float64Array; readonly im: Float64Array };
  readonly #patch: ComplexImage;
  readonly #expected: Float64Array;

  /**
   * @param scene The scene.
   * @param detector What counts the photons.
   */
  constructor(scene: Scene, detector: Detector) {
    const size = scene.beam[0]?.height ?? 0;
    this.#scene = scene;
    this.#detector = detector;
    this.#fft = new CentredFft2(size);
    this.#wave = { re: new Float64Array(size * size), im: new Float64Array(size * size) };
    this.#patch = zeroImage(size, size);
    this.#expected = new Float64Array(size * size);
  }

  /**
   * Adds the energy of a pattern before it is scaled. The transform is unitary: it is that of the exit waves, and no
   * transform is needed to know it.
   *
   * @param sum The energy of those before.
   */
  addEnergy(pattern: number, sum: number): number {
    this.#lookAt(pattern);
    for (const mode of this.#scene.beam) {
      const { re, im } = this.#exitWave(mode);
      for (let i = 0; i < re.length; i++) sum += (re[i] ?? 0) ** 2 + (im[i] ?? 0) ** 2;
    }
    return sum;
  }

  /**
   * Counts the photons of the next pattern.
   *
   * @param pattern Its number; patterns come in their order, as chance goes from one to the next.
   * @param scale Photons a unit of energy.
   * @param into Gets the square roots of the counts, N × N.
   */
  record(pattern: number, scale: number, into: Float32Array): void {
    this.#lookAt(pattern);
    const expected = this.#expected.fill(0);
    for (const mode of this.#scene.beam) {
      const wave = this.#exitWave(mode);
      this.#fft.transform(wave);
      for (let i = 0; i < expected.length; i++) {
        const intensity = (wave.re[i] ?? 0) ** 2 + (wave.im[i] ?? 0) ** 2;
        expected[i] = (expected[i] ?? 0) + scale * intensity;
      }
    }
    this.#detector.record(expected, into);
  }

  #lookAt(pattern: number): void {
    const { object, places } = this.#scene;
    const place = { x: places.x[pattern] ?? NaN, y: places.y[pattern] ?? NaN, size: this.#patch.height };
    if (!samplePatch(object, place, this.#patch)) throw patchBeyond(object, pattern, places);
  }

  #exitWave(mode: ComplexImage): { readonly re: Float64Array; readonly im: Float64Array } {
    const [wave, patch] = [this.#wave, this.#patch];
    for (let i = 0; i < wave.re.length; i++) {
      const [a, b, c, d] = [mode.re[i] ?? 0, mode.im[i] ?? 0, patch.re[i] ?? 0, patch.im[i] ?? 0];
      wave.re[i] = a * c - b * d;
      wave.im[i] = a * d + b * c;
    }
    return wave;
  }
}

/**
 * Photons a unit of energy, by which the mean pattern has so many.
 *
 * @param energies Sum of the energies of all patterns.
 * @throws {RangeError} If no light comes through.
 */
export function photonScale(energies: number, { places }: Scene, photons: number): number {
  if (energies > 0 && energies < Infinity) return photons / (energies / places.x.length);
  throw new RangeError(`Cannot simulate a scan as probe and object let no light through: their energy is ${energies}`);
}

/** The error that a patch reaches beyond the object. */
export function patchBeyond(
  object: { readonly height: number; readonly width: number },
  patch: number,
  { x, y }: Positions,
): Error {
  const size = `${object.width} × ${object.height} object`;
  const [column, row] = [x, y].map((axis) => Number((axis[patch] ?? NaN).toPrecision(6)));
  return new RangeError(
    `Cannot simulate a scan as patch ${patch} reaches beyond the ${size}: its centre is (${column}, ${row}); ` +
      "give a larger object, or other positions",
  );
}
