/**
 * Labels: what the network should find for each pattern, cut from a known object.
 *
 * @module
 */
import type { SciencePayload } from "../config/payload.ts";
import { type ComplexImage, zeroImage } from "./complex_image.ts";
import { patchFits, samplePatch } from "./object_patch.ts";
import type { Positions } from "./positions.ts";
import type { ScanDescription } from "./scan.ts";
import { sharedFloats } from "./arrays/shared_floats.ts";
import { takeRows } from "./arrays/take_rows.ts";

/** Amplitude and phase of the object patch of each sample. */
export interface Labels {
  /** (count, N, N). */
  readonly amp: Float32Array;
  /** (count, N, N) in radians, −π to π. */
  readonly phase: Float32Array;
}

/** What labels of P patterns are cut from. */
export interface LabelSource {
  /** The known objects, one of each scan. */
  readonly objects: readonly ComplexImage[];
  /** (P) number of the object that each patch is cut from; null where there is one object. */
  readonly objectOf: Int32Array | null;
  /** (P) columns of the patch centres in object pixels. */
  readonly x: Float64Array;
  /** (P) rows of the patch centres in object pixels. */
  readonly y: Float64Array;
  /** Side N of a patch. */
  readonly patchSize: number;
  /** Whether the mean phase of each patch is removed. */
  readonly phaseSubtraction: boolean;
}

/** Whether a model learns from labels: a supervised one does, and one whose loss has the known object in it. */
export function needsLabels({ mode, realspaceMaeWeight }: SciencePayload["model"]): boolean {
  return mode === "supervised" || realspaceMaeWeight > 0;
}

/**
 * What the labels of some patterns are cut from.
 *
 * @param scan The scan, with its object.
 * @param indices Numbers of the patterns.
 * @param config The `data` section.
 * @throws {Error} If the scan has no object.
 * @throws {RangeError} If a patch reaches beyond the object; the message names the first.
 */
export function labelSource(
  scan: ScanDescription,
  indices: Int32Array,
  config: SciencePayload["data"],
): LabelSource {
  const { object, patchSize } = scan;
  const places = labelPositions(scan);
  if (!object) {
    throw new Error(
      `Cannot make labels from ${scan.path} as it has no objectGuess that can be used: supervised training and ` +
        "model.realspaceMaeWeight need a known object, which data.labels (--labels) may name",
    );
  }
  const [x, y] = [takeRows(places.x, indices, 1), takeRows(places.y, indices, 1)];
  const beyond = x.findIndex((column, i) => !patchFits(object, { x: column, y: y[i] ?? NaN, size: patchSize }));
  const { phaseSubtraction } = config;
  if (beyond < 0) return { objects: [object], objectOf: null, x, y, patchSize, phaseSubtraction };
  const size = `${object.width} × ${object.height} object`;
  throw new RangeError(
    `Cannot make labels from ${scan.path} as patch ${indices[beyond]} reaches beyond the ${size}: its centre is ` +
      `(${short(x[beyond] ?? NaN)}, ${short(y[beyond] ?? NaN)}); the object must be known wherever a patch is, and ` +
      "coordinates begin at its first pixel",
  );
}

/**
 * Cuts the object patches of some patterns, for threads to share. With `data.phaseSubtraction` the mean phase of each patch,
 * the direction of the mean of exp(iφ), is removed: diffraction does not depend on it, so no network could learn it.
 *
 * @param source What they are cut from.
 * @param patterns Numbers among its patterns.
 */
export function cutLabels(source: LabelSource, patterns: Int32Array): Labels {
  const { objects, objectOf, patchSize, phaseSubtraction } = source;
  const pixels = patchSize * patchSize;
  const amp = sharedFloats(patterns.length * pixels);
  const phase = sharedFloats(patterns.length * pixels);
  const patch = zeroImage(patchSize, patchSize);
  patterns.forEach((pattern, place) => {
    const object = objects[objectOf?.[pattern] ?? 0];
    if (!object) throw new RangeError(`Cannot cut the label of pattern ${pattern} as its object is not there`);
    samplePatch(object, { x: source.x[pattern] ?? NaN, y: source.y[pattern] ?? NaN, size: patchSize }, patch);
    const mean = phaseSubtraction ? meanPhase(patch.re, patch.im) : 0;
    const [cos, sin] = [Math.cos(mean), Math.sin(mean)];
    for (let i = 0; i < pixels; i++) {
      const [re, im] = [patch.re[i] ?? 0, patch.im[i] ?? 0];
      amp[place * pixels + i] = Math.hypot(re, im);
      phase[place * pixels + i] = Math.atan2(im * cos - re * sin, re * cos + im * sin);
    }
  });
  return { amp, phase };
}

/**
 * Numbers of the patterns whose patch touches a pixel of the object that is not finite, ascending: they have no labels.
 *
 * @param scan Object and places; patches that reach beyond the object are none of these.
 */
export function unknownPatches(
  scan: Pick<ScanDescription, "object" | "x" | "y" | "patchSize" | "truth" | "objectOrigin">,
): Int32Array {
  const { object, patchSize } = scan;
  const { x, y } = labelPositions(scan);
  if (!object || allFinite(object)) return new Int32Array();
  const patch = zeroImage(patchSize, patchSize);
  const touches = (index: number): boolean =>
    samplePatch(object, { x: x[index] ?? NaN, y: y[index] ?? NaN, size: patchSize }, patch) && !allFinite(patch);
  return Int32Array.from(x.keys()).filter(touches);
}

/**
 * Where on the object patterns were recorded, as far as anybody knows: what a pattern shows is no matter of what a stage
 * says.
 */
export function labelPositions(
  { x, y, truth, objectOrigin }: Pick<ScanDescription, "x" | "y" | "truth" | "objectOrigin">,
): Positions {
  const places = truth?.positions ?? { x, y };
  if (!objectOrigin) return places;
  return { x: places.x.map((value) => value - objectOrigin.x), y: places.y.map((value) => value - objectOrigin.y) };
}

/** Whether the patch of any pattern lies within the object and is finite everywhere. */
export function hasKnownPatch(
  { object, x, y, patchSize }: Pick<ScanDescription, "object" | "x" | "y" | "patchSize">,
): boolean {
  if (!object) return false;
  const patch = zeroImage(patchSize, patchSize);
  return x.some((column, i) =>
    samplePatch(object, { x: column, y: y[i] ?? NaN, size: patchSize }, patch) && allFinite(patch)
  );
}

// --- internal ---

function short(value: number): number {
  return Number(value.toPrecision(6));
}

function allFinite({ re, im }: ComplexImage): boolean {
  return re.every(Number.isFinite) && im.every(Number.isFinite);
}

function meanPhase(re: Float32Array, im: Float32Array): number {
  let [sumRe, sumIm] = [0, 0];
  for (let i = 0; i < re.length; i++) {
    const [x, y] = [re[i] ?? 0, im[i] ?? 0];
    const modulus = Math.hypot(x, y);
    if (modulus === 0) continue;
    sumRe += x / modulus;
    sumIm += y / modulus;
  }
  return Math.atan2(sumIm, sumRe);
}
