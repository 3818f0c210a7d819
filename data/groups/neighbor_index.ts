/**
 * Which scan positions are near which, by an index that is made once for a scan: a search costs the logarithm of the
 * number of positions.
 *
 * @module
 */
import Flatbush from "../../packages/flatbush.ts";
import { type IsOut, PlaceTree } from "./place_tree.ts";
import type { Places } from "./places.ts";

/** What is looked for around a position. */
export interface NearOptions {
  /** So many patterns at most. */
  readonly count: number;
  /**
   * None further away, in steps.
   *
   * @default {Infinity}
   */
  readonly within?: number;
  /**
   * Whether patterns of one place are neighbours of each other. Without, a place has one neighbour to give, and patterns of
   * the same place as the one in the middle are none.
   *
   * @default {true}
   */
  readonly repeats?: boolean;
  /**
   * Which places count, told by one of their patterns.
   *
   * @default all do
   */
  readonly accept?: (pattern: number) => boolean;
}

/** What is looked for apart from each other, in object pixels. */
export interface ApartOptions {
  /** So many patterns at most. */
  readonly count: number;
  /** None nearer to the one in the middle, or to each other; above 0. */
  readonly least: number;
  /** None further away from the one in the middle. */
  readonly greatest: number;
}

/**
 * Neighbours of scan positions. Several patterns may have been taken at one place.
 */
export class NeighborIndex {
  readonly #tree: Flatbush;
  /** Number of each pattern's place. */
  readonly #placeOf: Int32Array;
  /** Number of each pattern among those of its place. */
  readonly #rank: Int32Array;
  /** Patterns of each place, ascending. */
  readonly #patterns: readonly (readonly number[])[];
  /** Places in steps. */
  readonly #places: Places;
  /** Places in object pixels. */
  readonly #pixels: Places;
  readonly #steps: { readonly x: number; readonly y: number };
  /** Made when patterns apart are asked for. */
  #boxes: PlaceTree | null = null;

  /**
   * Makes the index.
   *
   * @param positions One for each pattern; at least one.
   * @param steps Pixels by which columns and rows are divided before distances are measured.
   */
  constructor({ x, y }: Places, steps: { readonly x: number; readonly y: number } = { x: 1, y: 1 }) {
    const places = new Map<string, number>();
    const patterns: number[][] = [];
    this.#placeOf = new Int32Array(x.length);
    this.#rank = new Int32Array(x.length);
    x.forEach((column, pattern) => {
      const key = `${column} ${y[pattern]}`;
      const place = places.get(key) ?? patterns.push([]) - 1;
      places.set(key, place);
      this.#placeOf[pattern] = place;
      this.#rank[pattern] = (patterns[place]?.push(pattern) ?? NaN) - 1;
    });
    this.#patterns = patterns;
    const ofPlaces = (values: Float64Array): Float64Array =>
      Float64Array.from(patterns, ([first = NaN]) => values[first] ?? NaN);
    [this.#pixels, this.#steps] = [{ x: ofPlaces(x), y: ofPlaces(y) }, steps];
    this.#places = {
      x: this.#pixels.x.map((column) => column / steps.x),
      y: this.#pixels.y.map((row) => row / steps.y),
    };
    this.#tree = new Flatbush(patterns.length);
    this.#places.x.forEach((column, place) => this.#tree.add(column, this.#places.y[place] ?? NaN));
    this.#tree.finish();
  }

  /**
   * The patterns nearest to one, without itself, in the order of their distance; those of equal distance in the order of
   * the file. Of a place that is another's several patterns come one after the other, beginning with another one for each
   * pattern that asks.
   *
   * @param pattern The pattern in the middle.
   * @param options How many, and how far.
   * @returns As many as are wanted, or all that there are.
   */
  near(pattern: number, { count, within = Infinity, repeats = true, accept = () => true }: NearOptions): number[] {
    const [place, rank] = [this.#placeOf[pattern] ?? NaN, this.#rank[pattern] ?? NaN];
    const own = repeats && accept(pattern) ? this.#take(place, rank + 1, count) : [];
    const found = own.filter((other) => other !== pattern);
    if (found.length >= count) return found.slice(0, count);
    const others = (other: number): boolean => other !== place && accept(this.#patterns[other]?.[0] ?? NaN);
    for (const other of this.#placesNear(place, { count: count - found.length, within, others })) {
      found.push(...this.#take(other, rank, repeats ? count - found.length : 1));
      if (found.length >= count) break;
    }
    return found;
  }

  /**
   * The nearest patterns to one that are apart from it and from each other: each the nearest that is, those of equal
   * distance in the order of the file. What is nearest is measured in steps. A place has one pattern to give.
   *
   * @param pattern The pattern in the middle.
   * @param options How many, how far away, and how far apart.
   * @returns As many as are wanted, or all that there are.
   */
  apart(pattern: number, { count, least, greatest }: ApartOptions): number[] {
    const [place, rank] = [this.#placeOf[pattern] ?? NaN, this.#rank[pattern] ?? NaN];
    const { x, y } = this.#pixels;
    const column = x[place] ?? NaN;
    const row = y[place] ?? NaN;
    const kept = [place];
    const isOut: IsOut = (left, top, right, bottom) => {
      const across = Math.max(0, left - column, column - right);
      if (compareLength(across, Math.max(0, top - row, row - bottom), greatest) > 0) return true;
      for (const one of kept) {
        const far = Math.max((x[one] ?? NaN) - left, right - (x[one] ?? NaN));
        const high = Math.max((y[one] ?? NaN) - top, bottom - (y[one] ?? NaN));
        if (compareLength(far, high, least) < 0) return true;
      }
      return false;
    };
    const found: number[] = [];
    this.#boxes ??= new PlaceTree(this.#pixels, this.#steps);
    for (const other of this.#boxes.nearest(place, isOut)) {
      kept.push(other);
      found.push(...this.#take(other, rank, 1));
      if (found.length === count) break;
    }
    return found;
  }

  // --- internal ---

  /** Patterns of a place, from the `from`th on and around. */
  #take(place: number, from: number, count: number): number[] {
    const patterns = this.#patterns[place] ?? [];
    const taken: number[] = [];
    for (let k = 0; k < Math.min(count, patterns.length); k++) {
      taken.push(patterns[(from + k) % patterns.length] ?? NaN);
    }
    return taken;
  }

  /** Some of the other places by distance, at least `count` of them if there are. */
  #placesNear(place: number, { count, within, others }: OtherPlaces): number[] {
    const { x, y } = this.#places;
    const [column, row] = [x[place] ?? NaN, y[place] ?? NaN];
    const square = (other: number): number => ((x[other] ?? NaN) - column) ** 2 + ((y[other] ?? NaN) - row) ** 2;
    // The tree gives those of equal distance in an order of its own, so all of the last distance have to be there.
    for (let wanted = count + MORE;; wanted *= 2) {
      const found = this.#tree.neighbors(column, row, wanted, within, others);
      const complete = found.length < wanted || square(found[count - 1] ?? NaN) < square(found.at(-1) ?? NaN);
      if (complete) return found.sort((a, b) => square(a) - square(b) || a - b);
    }
  }
}

interface OtherPlaces extends Required<Pick<NearOptions, "count" | "within">> {
  /** Which places are wanted. */
  readonly others: (place: number) => boolean;
}

/**
 * Whether a way is shorter (below 0), longer (above 0) or as long as a length. Squares tell it, but for those that rounding
 * may have changed.
 */
function compareLength(across: number, down: number, length: number): number {
  const difference = across * across + down * down - length * length;
  return Math.abs(difference) > 1e-9 * length * length ? difference : Math.hypot(across, down) - length;
}

/** Positions on a grid have up to so many of equal distance near them. */
const MORE = 8;
