/**
 * Where patterns belong on a known object: each is compared with what the probe would make of the object at every place. It
 * needs no positions, and so tells what is wrong with those that there are: unit, axes, signs.
 *
 * @module
 */
import { type ComplexImage, zeroImage } from "../../complex_image.ts";
import { CentredFft2 } from "../../arrays/fft.ts";
import { samplePatch } from "../../object_patch.ts";
import type { Vector } from "./orientations.ts";

/** What made some patterns. */
export interface KnownParts {
  /** Probe, N × N; N a power of two. */
  readonly probe: ComplexImage;
  /** Object. */
  readonly object: ComplexImage;
}

/** Compares patterns with what a probe makes of an object. */
export class ObjectPlaces {
  readonly #scene: Scene;
  readonly #factor: number;
  readonly #coarse: readonly Prediction[];
  readonly #step: number;

  private constructor(scene: Scene, factor: number) {
    this.#scene = scene;
    this.#factor = factor;
    const { height, width } = roomOf(scene);
    this.#step = Math.max(1, Math.ceil(Math.sqrt((height * width) / MOST_PLACES)));
    const places = grid({ left: 0, top: 0, right: width, bottom: height }, this.#step);
    this.#coarse = places.map((place) => predict(scene, place));
  }

  /**
   * Makes what the patterns are compared with, a few thousand of them.
   *
   * @param parts Probe and object; where the object is not finite, it lets all light through.
   * @returns Null where the object is hardly larger than the probe.
   */
  static of({ probe, object }: KnownParts): ObjectPlaces | null {
    const factor = Math.max(1, probe.width / SIDE);
    const size = probe.width / factor;
    const scene = { size, probe: reduced(probe, factor), object: reduced(finite(object), factor) };
    const { height, width } = roomOf(scene);
    return height < 2 || width < 2 ? null : new ObjectPlaces({ ...scene, fft: new CentredFft2(size) }, factor);
  }

  /**
   * The place of a pattern anywhere on the object.
   *
   * @param pattern Amplitudes, N × N, DC in the centre.
   * @returns Patch centre in object pixels, to a pixel or two; a wrong one where the object looks alike in several places.
   */
  find(pattern: Float32Array): Vector {
    const { place } = best(this.#central(pattern), this.#coarse);
    return this.#centre(this.#around(pattern, place, this.#step, this.#step > 3 ? 2 : 1));
  }

  /**
   * The place of a pattern near another, between pixels.
   *
   * @param pattern Amplitudes, N × N, DC in the centre.
   * @param near Patch centre in object pixels.
   * @param reach Distance along either axis within which the place is looked for.
   */
  refine(pattern: Float32Array, near: Vector, reach: number): Vector {
    const { size } = this.#scene;
    const corner = { x: near.x / this.#factor - size / 2, y: near.y / this.#factor - size / 2 };
    const rough = this.#around(pattern, corner, Math.ceil(reach / this.#factor), 2);
    const whole = this.#around(pattern, rough, 1, 1);
    return this.#centre(this.#around(pattern, whole, 0.5, 0.25));
  }

  #around(pattern: Float32Array, { x, y }: Vector, reach: number, step: number): Vector {
    const box = clipped({ left: x - reach, top: y - reach, right: x + reach, bottom: y + reach }, roomOf(this.#scene));
    return best(this.#central(pattern), grid(box, step).map((one) => predict(this.#scene, one))).place;
  }

  #central(pattern: Float32Array): Float32Array {
    const { size } = this.#scene;
    return centralPart(pattern, size * this.#factor, size);
  }

  #centre({ x, y }: Vector): Vector {
    const { size } = this.#scene;
    return { x: (x + size / 2) * this.#factor, y: (y + size / 2) * this.#factor };
  }
}

// --- internal ---

/** Patterns are compared on their central square of so many pixels: the object is then looked at in coarser pixels. */
const SIDE = 64;
/** Places that all patterns are compared with at first. */
const MOST_PLACES = 1600;

interface Scene extends KnownParts {
  readonly size: number;
  readonly fft: CentredFft2;
}

interface Room {
  readonly height: number;
  readonly width: number;
}

/** Where the upper left corner of a patch may lie. */
function roomOf({ object, size }: Pick<Scene, "object" | "size">): Room {
  return { height: object.height - size, width: object.width - size };
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Prediction {
  /** Upper left corner of the patch. */
  readonly place: Vector;
  /** Amplitude, of norm 1. */
  readonly amplitude: Float32Array;
}

function grid({ left, top, right, bottom }: Box, step: number): Vector[] {
  const places: Vector[] = [];
  for (let y = top; y <= bottom; y += step) for (let x = left; x <= right; x += step) places.push({ x, y });
  return places;
}

function clipped({ left, top, right, bottom }: Box, { height, width }: Room): Box {
  const within = (value: number, most: number): number => Math.min(Math.max(value, 0), most);
  const [least, most] = [within(left, width), within(right, width)];
  return { left: least, right: most, top: within(top, height), bottom: within(bottom, height) };
}

/** What the probe makes of the object at a place. Thousands are made, so that no pixel costs a call. */
function predict({ probe, object, size, fft }: Scene, place: Vector): Prediction {
  const patch = zeroImage(size, size);
  samplePatch(object, { x: place.x + size / 2, y: place.y + size / 2, size }, patch);
  const re = new Float64Array(size * size);
  const im = new Float64Array(size * size);
  for (let p = 0; p < re.length; p++) {
    const a = patch.re[p] ?? 0;
    const b = patch.im[p] ?? 0;
    const c = probe.re[p] ?? 0;
    const d = probe.im[p] ?? 0;
    re[p] = a * c - b * d;
    im[p] = a * d + b * c;
  }
  fft.transform({ re, im });
  return { place, amplitude: normalisedModulus(re, im) };
}

/** Averages of factor × factor pixels. */
function reduced(image: ComplexImage, factor: number): ComplexImage {
  if (factor === 1) return image;
  const small = zeroImage(Math.floor(image.height / factor), Math.floor(image.width / factor));
  for (let row = 0; row < small.height * factor; row++) {
    for (let column = 0; column < small.width * factor; column++) {
      const to = Math.floor(row / factor) * small.width + Math.floor(column / factor);
      const from = row * image.width + column;
      small.re[to] = (small.re[to] ?? 0) + (image.re[from] ?? 0) / factor ** 2;
      small.im[to] = (small.im[to] ?? 0) + (image.im[from] ?? 0) / factor ** 2;
    }
  }
  return small;
}

/** What is not known of an object lets all light through. */
function finite({ height, width, re, im }: ComplexImage): ComplexImage {
  const known = re.map((value, p) => Number.isFinite(value + (im[p] ?? NaN)) ? 1 : 0);
  return {
    ...{ height, width },
    re: re.map((value, p) => known[p] ? value : 1),
    im: im.map((value, p) => known[p] ? value : 0),
  };
}

function centralPart(pattern: Float32Array, side: number, size: number): Float32Array {
  const start = (side - size) / 2;
  const part = new Float32Array(size * size);
  for (let row = 0; row < size; row++) {
    const from = (start + row) * side + start;
    part.set(pattern.subarray(from, from + size), row * size);
  }
  return part;
}

/** The modulus, of norm 1: what its pixels tell but for how bright it is. */
function normalisedModulus(re: Float64Array, im: Float64Array): Float32Array {
  const amplitude = new Float32Array(re.length);
  let sum = 0;
  for (let p = 0; p < re.length; p++) {
    const square = (re[p] ?? 0) ** 2 + (im[p] ?? 0) ** 2;
    amplitude[p] = Math.sqrt(square);
    sum += square;
  }
  const norm = Math.sqrt(sum) || 1;
  for (let p = 0; p < amplitude.length; p++) amplitude[p] = (amplitude[p] ?? 0) / norm;
  return amplitude;
}

function best(wanted: Float32Array, predictions: readonly Prediction[]): Prediction {
  let [found, most] = [predictions[0], -Infinity];
  for (const prediction of predictions) {
    let agreement = 0;
    for (let p = 0; p < wanted.length; p++) agreement += (wanted[p] ?? 0) * (prediction.amplitude[p] ?? 0);
    if (agreement > most) [found, most] = [prediction, agreement];
  }
  if (!found) throw new RangeError("Cannot place a pattern as there are no places: current value is 0");
  return found;
}
