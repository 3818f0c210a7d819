/**
 * Where a reconstruction fits on the truth: found on a part of both, of a size that does not grow with them.
 *
 * @module
 */
import type { ComplexImage } from "../../data/complex_image.ts";
import { type Displacement, findDisplacement, type FoundDisplacement } from "./find_displacement.ts";
import { type Laid, lay, type LayOptions, type Tilt } from "./lay.ts";
import type { Rectangle } from "./largest_rectangle.ts";
import { levelPhase } from "./remove_ambiguity.ts";

/** Where the search begins, and how far it goes. */
export interface FindPlaceOptions extends LayOptions {
  /** Greatest displacement from there along each axis, in whole pixels; null for almost a quarter of the shorter side. */
  readonly most: number | null;
}

/** A place and what was found there. */
export interface FoundPlace {
  /** Place in the reconstruction of the truth's pixel [0, 0], in pixels. */
  readonly place: Displacement;
  /** The reconstruction's ramp relative to the truth's. */
  readonly ramp: Tilt;
  /** The part of the region, by number, that shows it. */
  readonly part: number;
}

/**
 * Finds a better place than the given one, whole pixels from it.
 *
 * @returns Null where none is significantly better ({@link findDisplacement}).
 */
export function findPlace(
  reconstruction: ComplexImage,
  truth: ComplexImage,
  options: FindPlaceOptions,
): FoundPlace | null {
  for (const [part, region] of partsOf(options.region).entries()) {
    const step = firstStep(lay(reconstruction, truth, { ...options, region }), options.most);
    if (step?.significant) return { place: wholeSteps(options.place, step), ramp: step.ramp, part };
    // Where both agree as they lie there is nothing to be found; elsewhere this part may show nothing at all.
    if (step && step.agreement > CLEAR) return null;
  }
  return null;
}

/**
 * Finds the place between pixels. A displacement looks like a ramp in part, so that one is only known as well as the other:
 * both are found again until they stay.
 *
 * @param options Its place is at most a pixel or two off.
 * @returns A place whole pixels from the given one, unless one between them is significantly better.
 */
export function refinePlace(
  reconstruction: ComplexImage,
  truth: ComplexImage,
  options: LayOptions & FoundPlace,
): FoundPlace {
  const region = partsOf(options.region)[options.part] ?? options.region;
  let { place, ramp }: Pick<FoundPlace, "place" | "ramp"> = options;
  const stepFrom = (): FoundDisplacement | null => {
    const laid = lay(reconstruction, truth, { ...options, region, place, ramp });
    ramp = laid.ramp;
    return findDisplacement(laid.reconstruction, laid.truth, 1);
  };
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const step = stepFrom();
    if (!step) break;
    place = { y: place.y + step.y, x: place.x + step.x };
    if (Math.hypot(step.y, step.x) < TOLERANCE) break;
  }
  const between = place;
  place = wholeSteps(options.place, { y: place.y - options.place.y, x: place.x - options.place.x });
  return { place: stepFrom()?.significant ? between : place, ramp, part: options.part };
}

// --- internal ---

/** Longest side of the part that is looked at: enough for a hundredth of a pixel. */
const LONGEST = 512;

/** Agreement from which on two parts show the same. */
const CLEAR = 0.1;

/** Times, at most, that place and ramp are found between whole pixels. */
const MOST_STEPS = 12;

/** Change of the place, in pixels, below which it stays. */
const TOLERANCE = 0.003;

interface Step extends FoundDisplacement {
  readonly ramp: Tilt;
}

/** The middle of a region; where it is larger, also the middles of its quarters. */
function partsOf({ y, x, height, width }: Rectangle): Rectangle[] {
  const around = (row: number, column: number): Rectangle => {
    const [rows, columns] = [Math.min(height, LONGEST), Math.min(width, LONGEST)];
    return {
      y: y + Math.floor(row * (height - rows)),
      x: x + Math.floor(column * (width - columns)),
      height: rows,
      width: columns,
    };
  };
  const middle = around(1 / 2, 1 / 2);
  if (Math.max(height, width) <= LONGEST) return [middle];
  return [middle, around(1 / 4, 1 / 4), around(1 / 4, 3 / 4), around(3 / 4, 1 / 4), around(3 / 4, 3 / 4)];
}

/**
 * From where the coordinates lay a reconstruction to where it fits. Relative to the truth its ramp is found to a fraction
 * of a turn, but only while both overlap well; by itself always.
 */
function firstStep({ reconstruction, truth, ramp, image, taken }: Laid, most: number | null): Step | null {
  const level = levelPhase(image);
  const own = { y: taken.y + level.ramp.y, x: taken.x + level.ramp.x };
  const turns = Math.abs(own.x - ramp.x) * truth.width + Math.abs(own.y - ramp.y) * truth.height;
  const ways = [{ object: reconstruction, ramp }, ...(turns < Math.PI ? [] : [{ object: level.object, ramp: own }])];
  const found = ways.flatMap((way) => {
    const displacement = findDisplacement(way.object, truth, most);
    return displacement ? [{ ...displacement, ramp: way.ramp }] : [];
  });
  return found.sort((a, b) => b.agreement - a.agreement)[0] ?? null;
}

function wholeSteps(place: Displacement, step: Displacement): Displacement {
  return { y: place.y + Math.round(step.y), x: place.x + Math.round(step.x) };
}
