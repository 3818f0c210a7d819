/**
 * Probes that are made, by what was asked for.
 *
 * @module
 */
import type { ComplexImage } from "../../complex_image.ts";
import { Random } from "../../random/random.ts";
import { diskProbe } from "./disk_probe.ts";
import { farthestFocus, propagate } from "./fresnel.ts";
import { gaussianProbe } from "./gaussian_probe.ts";
import { hermiteModes } from "../../arrays/hermite_modes.ts";
import { givenModes, requireShares } from "./mode_shares.ts";
import type { Optics } from "./optics.ts";
import type { MadeProbe, ProbeRecipe, ZernikeRecipe, ZonePlateRecipe } from "./probe_recipe.ts";
import { pupilProbe } from "./pupil_probe.ts";
import { speckleProbe } from "./speckle_probe.ts";
import { type Aberrations, MOST_NOLL } from "./zernike.ts";

/** Probes that are made of nothing but their size. */
export const MADE_PROBES: readonly MadeProbe[] = ["disk", "gaussian", "zonePlate", "zernike", "speckle"];

/** Whether a probe needs wavelength and pixel. */
export function needsOptics({ kind, defocus = 0 }: ProbeRecipe): boolean {
  return kind === "zonePlate" || kind === "zernike" || defocus !== 0;
}

/** What a probe is made for. */
export interface ProbeOptions {
  /** Side N in pixels. */
  readonly patchSize: number;
  readonly seed: number;
  /** Wavelength and pixel, asked for where they are needed. */
  readonly optics: () => Optics;
}

/**
 * Makes the modes of a probe, N × N each.
 *
 * @param recipe What is wanted.
 * @param options What it is made for.
 * @throws {RangeError} If a number makes no sense.
 */
export function makeProbe(recipe: ProbeRecipe, options: ProbeOptions): readonly ComplexImage[] {
  const { modeShares } = recipe;
  if (modeShares) requireShares(modeShares);
  const { modes, defocus } = inFocus(recipe, options);
  const moved = defocus === 0 ? modes : modes.map((mode) => propagate(mode, defocus, options.optics()));
  if (!modeShares) return moved;
  const [first] = moved;
  return moved.length === 1 && first ? hermiteModes(first, modeShares) : givenModes(moved, modeShares);
}

// --- internal ---

interface Focused {
  readonly modes: readonly ComplexImage[];
  readonly defocus: number;
}

/** Object pixels of the outermost zone, and share of the farthest defocus, so that the beam is N/4 pixels broad. */
const [ZONE_PIXELS, DEFOCUS_SHARE] = [3, 0.75] as const;

function inFocus(recipe: ProbeRecipe, { patchSize, seed, optics }: ProbeOptions): Focused {
  const { defocus = 0 } = recipe;
  const within = { most: patchSize, unit: "pixels" };
  switch (recipe.kind) {
    case "given":
      return { modes: recipe.modes, defocus };
    case "disk": {
      const diameter = positive("diameter", recipe.diameter ?? patchSize / 2, within);
      return { modes: [diskProbe(patchSize, { diameter })], defocus };
    }
    case "gaussian": {
      const fwhm = positive("full width at half maximum", recipe.fwhm ?? patchSize / 5, within);
      return { modes: [gaussianProbe(patchSize, { fwhm })], defocus };
    }
    case "speckle": {
      const diameter = positive("diameter", recipe.diameter ?? 5 * patchSize / 8, within);
      const grain = positive("grain", recipe.grain ?? patchSize / 16, within);
      return { modes: [speckleProbe(patchSize, { diameter, grain, seed })], defocus };
    }
    case "zonePlate":
    case "zernike":
      return throughLens(recipe, { patchSize, seed, optics });
  }
}

function throughLens(recipe: ZonePlateRecipe | ZernikeRecipe, { patchSize, seed, optics }: ProbeOptions): Focused {
  const { wavelength, pixel } = optics();
  const aperture = recipe.kind === "zonePlate"
    ? wavelength / (2 * positive("outermost zone", recipe.outermostZone ?? ZONE_PIXELS * pixel, { unit: "m" }))
    : positive("numerical aperture", recipe.numericalAperture ?? wavelength / (2 * ZONE_PIXELS * pixel));
  // A detector pixel is λ/(N·pixel) of angle.
  const radius = aperture * patchSize * pixel / wavelength;
  if (!(radius >= 1 && radius <= patchSize / 2)) {
    const bounds = [wavelength / (patchSize * pixel), wavelength / (2 * pixel)].map((value) => shown(value));
    const given = recipe.kind === "zonePlate"
      ? `of an outermost zone of ${shown(wavelength / 2 / aperture)} m`
      : "given";
    throw new RangeError(
      `Cannot make a probe as its numerical aperture must be from ${bounds.join(" to ")} for ${patchSize} pixels of ` +
        `${shown(pixel)} m: current value is ${shown(aperture)}, that ${given}`,
    );
  }
  const centralStop = recipe.kind === "zonePlate" ? stopOf(recipe) : 0;
  const aberrations = recipe.aberrations ?? (recipe.kind === "zernike" ? randomAberrations(seed) : {});
  requireAberrations(aberrations);
  const probe = pupilProbe(patchSize, { radius, centralStop, aberrations });
  return {
    modes: [probe],
    defocus: recipe.defocus ?? DEFOCUS_SHARE * farthestFocus(patchSize, { wavelength, pixel }),
  };
}

function stopOf({ centralStop = 0.4 }: ZonePlateRecipe): number {
  if (centralStop >= 0 && centralStop < 0.95) return centralStop;
  throw new RangeError(
    `Cannot make a probe as its central stop must be from 0 to 0.95 of the zone plate: current value is ${centralStop}`,
  );
}

function randomAberrations(seed: number): Aberrations {
  const random = new Random(seed, "probe");
  const drawn = Array.from({ length: 11 }, () => random.normal());
  const size = Math.sqrt(drawn.reduce((sum, value) => sum + value * value, 0));
  return Object.fromEntries(drawn.map((value, i) => [5 + i, value / size]));
}

function requireAberrations(aberrations: Aberrations): void {
  for (const [noll, radians] of Object.entries(aberrations)) {
    const number = Number(noll);
    if (Number.isInteger(number) && number >= 1 && number <= MOST_NOLL && Number.isFinite(radians)) continue;
    throw new RangeError(
      `Cannot make a probe as its aberrations must be finite numbers of radians by Noll's numbers 1 to ${MOST_NOLL}: ` +
        `current value is ${noll}: ${radians}`,
    );
  }
}

function positive(name: string, value: number, { most, unit = "" }: { most?: number; unit?: string } = {}): number {
  if (value > 0 && value <= (most ?? Number.MAX_VALUE)) return value;
  const bound = most === undefined ? "" : ` and at most ${most}${unit && ` ${unit}`}`;
  throw new RangeError(`Cannot make a probe as its ${name} must be above 0${bound}: current value is ${value}`);
}

function shown(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
