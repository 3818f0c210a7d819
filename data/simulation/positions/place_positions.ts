/**
 * Simulated scan positions: a pattern of points, laid on an object.
 *
 * @module
 */
import type { Positions } from "../../positions.ts";
import { Random } from "../../random/random.ts";
import { concentricCircles, fermatSpiral } from "./circles.ts";
import type { PositionsRecipe } from "./positions_recipe.ts";
import { DEFAULT_JITTER } from "./scan_step.ts";

/** What positions must fit. */
export interface PlacePositionsOptions {
  readonly recipe: PositionsRecipe;
  readonly count: number;
  /** Side N of a patch in pixels. */
  readonly patchSize: number;
  readonly seed: number;
  /** Distance of neighbours in pixels; null for N/8, or less where the object is too small for that. */
  readonly step: number | null;
  /** Pixels that are kept free around all patches. */
  readonly margin: number;
  /** The object, if its size is known already: no patch reaches beyond it. */
  readonly object?: { readonly height: number; readonly width: number };
}

/**
 * Makes positions: in the middle of the object, or so that the first pixel of the object is the first that is seen.
 *
 * @param options What they must fit.
 * @returns The positions, in the order in which they are scanned.
 * @throws {RangeError} If the object is smaller than a patch, or than positions of the step need.
 */
export function placePositions(options: PlacePositionsOptions): Positions {
  const { recipe, count, seed } = options;
  if (recipe.kind === "fermat") return placeCircles(fermatSpiral(count), options);
  if (recipe.kind === "concentric") return placeCircles(concentricCircles(count), options);
  const jitter = recipe.kind === "jitter" ? recipe.jitter ?? DEFAULT_JITTER : 0;
  const columns = Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  const across = gridAxis(columns, jitter, { ...options, length: options.object?.width });
  const down = gridAxis(rows, jitter, { ...options, length: options.object?.height });
  const random = new Random(seed, "positions");
  const place = ({ first, step }: Axis, i: number): number => first + step * (i + jitter * (2 * random.uniform() - 1));
  const column = (i: number): number => {
    const turned = recipe.kind === "snake" && Math.floor(i / columns) % 2 === 1;
    return turned ? columns - 1 - i % columns : i % columns;
  };
  return {
    x: Float64Array.from({ length: count }, (_, i) => place(across, column(i))),
    y: Float64Array.from({ length: count }, (_, i) => place(down, Math.floor(i / columns))),
  };
}

// --- internal ---

interface Axis {
  readonly first: number;
  readonly step: number;
}

interface Room extends PlacePositionsOptions {
  /** Pixels of the object along the axis. */
  readonly length: number | undefined;
}

function gridAxis(points: number, jitter: number, room: Room): Axis {
  const { first, step } = fit(points - 1 + 2 * jitter, room);
  return { first: first + jitter * step, step };
}

function placeCircles(points: Positions, options: PlacePositionsOptions): Positions {
  const { object } = options;
  const extremes = (axis: Float64Array): readonly [number, number] => [
    axis.reduce((least, value) => Math.min(least, value), Infinity),
    axis.reduce((most, value) => Math.max(most, value), -Infinity),
  ];
  const [[left, right], [top, bottom]] = [extremes(points.x), extremes(points.y)];
  const across = fit(right - left, { ...options, length: object?.width });
  const down = fit(bottom - top, { ...options, length: object?.height });
  const step = Math.min(across.step, down.step);
  // The smaller step leaves more room along the other axis.
  const lay = (axis: Float64Array, least: number, span: number, own: Axis): Float64Array => {
    const first = own.first + (own.step - step) * span / 2;
    return axis.map((value) => first + step * (value - least));
  };
  return { x: lay(points.x, left, right - left, across), y: lay(points.y, top, bottom - top, down) };
}

/** Centres may lie from N/2 to length − N/2; so many steps are put in the middle of that. */
function fit(steps: number, { patchSize, margin, length, step: wanted }: Room): Axis {
  const usual = wanted ?? patchSize / 8;
  if (length === undefined) return { first: patchSize / 2 + margin, step: usual };
  const room = length - patchSize - 2 * margin;
  if (room < 0) {
    throw new RangeError(`Cannot scan an object of ${length} pixels as a patch is larger: patchSize is ${patchSize}`);
  }
  if (wanted !== null && steps * wanted > room) {
    throw new RangeError(
      `Cannot scan an object of ${length} pixels as positions of step ${shown(wanted)} px take ` +
        `${shown(steps * wanted + patchSize)} px: take fewer patterns, a smaller step or a larger object`,
    );
  }
  const step = steps > 0 ? Math.min(usual, room / steps) : usual;
  return { first: patchSize / 2 + margin + (room - steps * step) / 2, step };
}

function shown(value: number): number {
  return Number(value.toPrecision(6));
}
