/**
 * Colours of values. In every map lightness is a straight line, or two that meet: equal steps look equal, and the order is
 * that of a grey print and of colour-blind eyes.
 *
 * @module
 */
import { type Oklch, rgbOf } from "./oklch.ts";

/** A map: black to white; dark blue to light yellow; round a circle; about a middle. */
export type MapName = "grey" | "sequential" | "cyclic" | "diverging";

/** Colours in a map. */
export const MAP_COLOURS = 255;

/**
 * The colours of a map, from the lowest value to the highest. There are 255, so that an image has one more for what has no
 * value.
 *
 * @returns Red, green and blue of each, from 0 to 255, one after the other.
 */
export function colourMap(name: MapName): Uint8Array {
  const colours = new Uint8Array(3 * MAP_COLOURS);
  for (let index = 0; index < MAP_COLOURS; index++) {
    colours.set(rgbOf(MAPS[name](index / (MAP_COLOURS - 1))), 3 * index);
  }
  return colours;
}

// --- internal ---

/** Colour at a place in a map, from 0 to 1: such as screens have, none is cut off. */
const MAPS: Readonly<Record<MapName, (place: number) => Oklch>> = {
  // From the darkest grey on that differs from the next in 8 bits.
  grey: (place) => ({ lightness: 0.12 + 0.88 * place, chroma: 0, hue: 0 }),
  sequential: (place) => ({
    lightness: 0.22 + 0.74 * place,
    chroma: 0.06 + 0.026 * Math.sin(Math.PI * place),
    hue: 275 - 165 * place,
  }),
  cyclic: (place) => {
    const [turn, hue] = place < 0.5 ? [2 * place, 252] : [2 - 2 * place, 58];
    return { lightness: 0.93 - 0.65 * turn, chroma: 0.11 * Math.sin(Math.PI * turn), hue };
  },
  diverging: (place) => {
    const [side, hue] = place < 0.5 ? [1 - 2 * place, 258] : [2 * place - 1, 27];
    return { lightness: 0.97 - 0.6 * side, chroma: 0.14 * Math.sin((Math.PI / 2) * side), hue };
  },
};
