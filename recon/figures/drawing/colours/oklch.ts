/**
 * Colours by lightness, chroma and hue in which equal steps look equal: OKLCh (Ottosson 2020, "A perceptual color space for
 * image processing"), and back to the sRGB of screens (IEC 61966-2-1).
 *
 * @module
 */

/** A colour as people see it. */
export interface Oklch {
  /** From 0, black, to 1, white. */
  readonly lightness: number;
  /** From 0, grey, to about 0.3. */
  readonly chroma: number;
  /** Hue in degrees: 29 red, 110 yellow, 142 green, 264 blue. */
  readonly hue: number;
}

/** Red, green and blue of a screen, from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/**
 * A colour of a screen. One that no screen has keeps lightness and hue and loses as much chroma as it must.
 *
 * @returns Whole numbers.
 */
export function rgbOf({ lightness, chroma, hue }: Oklch): Rgb {
  const [red, green, blue] = screenOf({ lightness, chroma: mostChroma({ lightness, hue, wanted: chroma }), hue });
  return [level(red), level(green), level(blue)];
}

/**
 * The chroma that is wanted, or the greatest that screens have at this lightness and hue where that is less.
 *
 * @param colour `wanted` may be infinite.
 */
export function mostChroma({ lightness, hue, wanted }: Omit<Oklch, "chroma"> & { readonly wanted: number }): number {
  if (wanted <= MOST && isShown(screenOf({ lightness, chroma: wanted, hue }))) return wanted;
  let [low, high] = [0, MOST];
  for (let halving = 0; halving < 16; halving++) {
    const chroma = (low + high) / 2;
    if (isShown(screenOf({ lightness, chroma, hue }))) low = chroma;
    else high = chroma;
  }
  return low;
}

/** How a colour of a screen is seen. */
export function oklchOf(rgb: Rgb): Oklch {
  const [red, green, blue] = rgb.map((part) => linear(part / 255)) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  const a = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s;
  const b = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s;
  return {
    lightness: 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
    chroma: Math.hypot(a, b),
    hue: ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360,
  };
}

/** A colour as `#rrggbb`. */
export function hexOf(rgb: Rgb): string {
  return `#${rgb.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

// --- internal ---

/** More chroma than any screen has. */
const MOST = 0.4;

/** Intensities of the screen from 0 to 1, gamma-coded; beyond where it has no such colour. */
function screenOf({ lightness, chroma, hue }: Oklch): [number, number, number] {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3;
  return [
    coded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    coded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    coded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s),
  ];
}

/** Whether a screen has the colour, to what rounding does not show. */
function isShown(parts: readonly number[]): boolean {
  return parts.every((part) => part >= -1e-4 && part <= 1 + 1e-4);
}

function coded(part: number): number {
  return part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055;
}

function linear(part: number): number {
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function level(part: number): number {
  return Math.round(255 * Math.min(1, Math.max(0, part)));
}
