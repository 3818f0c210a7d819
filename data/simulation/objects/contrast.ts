/**
 * How strongly a made object absorbs and retards.
 *
 * @module
 */
import type { ComplexImage } from "../../complex_image.ts";

/** Contrast of an object; what is not given stays that of the object. */
export interface Contrast {
  /** Least and greatest amplitude, 0 or more; equal for an object that absorbs nothing, or the same everywhere. */
  readonly amplitudeRange?: readonly [least: number, greatest: number];
  /** Greatest phase less the least, in radians: phases lie around 0. */
  readonly phaseContrast?: number;
}

/**
 * Makes an object of two maps: their values, whatever they are, become amplitudes and phases in proportion.
 *
 * @param maps Real parts are the map of amplitudes, imaginary parts that of phases; they become the object.
 * @param contrast Amplitudes and phases of the least and greatest values.
 * @returns The object, which is the argument.
 */
export function objectOfMaps(maps: ComplexImage, contrast: Required<Contrast>): ComplexImage {
  const { amplitudeRange, phaseContrast } = contrast;
  const amplitudeOf = proportion(maps.re, amplitudeRange);
  const phaseOf = proportion(maps.im, [-phaseContrast / 2, phaseContrast / 2]);
  for (let i = 0; i < maps.re.length; i++) {
    const [amplitude, phase] = [amplitudeOf(maps.re[i] ?? 0), phaseOf(maps.im[i] ?? 0)];
    maps.re[i] = amplitude * Math.cos(phase);
    maps.im[i] = amplitude * Math.sin(phase);
  }
  return maps;
}

/**
 * Gives an object another contrast: amplitudes and phases, which lie within −π to π, stay in proportion.
 *
 * @param object The object, which is changed.
 * @param contrast What is wanted.
 * @returns The object, to the bit as it was where nothing is wanted.
 */
export function withContrast(object: ComplexImage, contrast: Contrast): ComplexImage {
  if (contrast.amplitudeRange === undefined && contrast.phaseContrast === undefined) return object;
  const { re, im } = object;
  for (let i = 0; i < re.length; i++) {
    const [a, b] = [re[i] ?? 0, im[i] ?? 0];
    re[i] = Math.hypot(a, b);
    im[i] = Math.atan2(b, a);
  }
  const [least, greatest] = extremes(im);
  return objectOfMaps(object, {
    amplitudeRange: contrast.amplitudeRange ?? extremes(re),
    phaseContrast: contrast.phaseContrast ?? greatest - least,
  });
}

/**
 * Refuses a contrast that no object has.
 *
 * @throws {RangeError} If amplitudes are negative or the other way round, all of them 0, or a number is not finite.
 */
export function requireContrast({ amplitudeRange = [0, 1], phaseContrast = 0 }: Contrast): void {
  const [least, greatest] = amplitudeRange;
  if (!(least >= 0 && greatest >= least && greatest > 0 && greatest < Infinity)) {
    throw new RangeError(
      "Cannot make an object as its amplitudes must go from 0 or more to a greater or equal one above 0: " +
        `current value is ${least} to ${greatest}`,
    );
  }
  if (phaseContrast >= 0 && phaseContrast < Infinity) return;
  throw new RangeError(
    `Cannot make an object as its phase contrast must be 0 rad or more: current value is ${phaseContrast}`,
  );
}

// --- internal ---

/** Values between the least and the greatest, in proportion; of values that are all equal, the greatest. */
function proportion(values: Float32Array, [from, to]: readonly [number, number]): (value: number) => number {
  const [least, greatest] = extremes(values);
  if (least === greatest) return () => to;
  return (value) => from + (to - from) * ((value - least) / (greatest - least));
}

function extremes(values: Float32Array): readonly [least: number, greatest: number] {
  let [least, greatest] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return [least, greatest];
}
