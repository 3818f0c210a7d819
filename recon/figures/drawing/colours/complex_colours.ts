/**
 * Colours of complex numbers: hue is the phase, lightness the amplitude. Chroma is what all hues can have at a lightness, so
 * that a grey print shows the amplitude alone.
 *
 * @module
 */
import { mostChroma, rgbOf } from "./oklch.ts";

/** Steps of the amplitude and of the phase in the table. */
export const [AMPLITUDE_STEPS, PHASE_STEPS] = [96, 180];

/**
 * The colours: row i is the amplitude i / 95 of the greatest, column j the phase −π + 2π j / 180.
 *
 * @returns Red, green and blue of each, from 0 to 255, one after the other, 96 × 180 × 3.
 */
export function complexColours(): Uint8Array {
  const table = new Uint8Array(3 * AMPLITUDE_STEPS * PHASE_STEPS);
  for (let i = 0; i < AMPLITUDE_STEPS; i++) {
    const lightness = LIGHTEST * i / (AMPLITUDE_STEPS - 1);
    const chroma = HUES.reduce((least, hue) => mostChroma({ lightness, hue, wanted: least }), Infinity);
    for (let j = 0; j < PHASE_STEPS; j++) {
      const hue = RED - 180 + 360 * j / PHASE_STEPS;
      table.set(rgbOf({ lightness, chroma, hue }), 3 * (i * PHASE_STEPS + j));
    }
  }
  return table;
}

/**
 * Where in {@link complexColours} a number is.
 *
 * @param share Its amplitude, 1 the greatest that is shown; what is more is shown as that.
 * @param phase Its phase in radians.
 * @returns Index of the colour's red part.
 */
export function complexPlace(share: number, phase: number): number {
  const i = Math.round((AMPLITUDE_STEPS - 1) * Math.min(1, Math.max(0, share)));
  const j = Math.round((phase / (2 * Math.PI) + 0.5) * PHASE_STEPS);
  return 3 * (i * PHASE_STEPS + ((j % PHASE_STEPS) + PHASE_STEPS) % PHASE_STEPS);
}

// --- internal ---

/** Lightness of the greatest amplitude: there, all hues have most chroma. */
const LIGHTEST = 0.78;
/** Hue of phase 0. */
const RED = 29;
const HUES = Array.from({ length: 36 }, (_, step) => 10 * step);
