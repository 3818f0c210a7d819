/**
 * One object for all patterns of a scan, on the pixels of its positions: patches are cut out of it, and what they lack is
 * laid back.
 *
 * @module
 */
import { requireMemory } from "../../data/checks/memory.ts";
import type { Positions } from "../../data/positions.ts";

/** Patches of an object, P · L · L values. */
export interface Patches {
  /** Real parts. */
  readonly re: Float32Array;
  /** Imaginary parts. */
  readonly im: Float32Array;
}

/** A complex image that holds the patches of all positions. */
export class ObjectCanvas {
  readonly #width: number;
  readonly #left: number;
  readonly #top: number;
  readonly #side: number;
  readonly #re: Float32Array;
  readonly #im: Float32Array;
  /** For the light on each pixel of patches that are laid back together; 0 in between. */
  readonly #light: Float32Array;

  /**
   * Makes an empty object of one amplitude.
   *
   * @param positions Centres of patches, in object pixels.
   * @param options Side L of a patch, how far centres move at most, and the amplitude.
   * @throws {RangeError} If it is larger than the memory that is free.
   */
  constructor(
    { x, y }: Positions,
    { side, reach, amplitude }: { readonly side: number; readonly reach: number; readonly amplitude: number },
  ) {
    const margin = side / 2 + Math.ceil(reach) + 1;
    const [left, right] = [Math.floor(least(x)) - margin, Math.ceil(-least(x.map((v) => -v))) + margin];
    const [top, bottom] = [Math.floor(least(y)) - margin, Math.ceil(-least(y.map((v) => -v))) + margin];
    const [width, height] = [right - left + 1, bottom - top + 1];
    const what = `an object of ${height} × ${width} px`;
    requireMemory(
      12 * width * height,
      "Cannot look for the beam as",
      what,
      "check the unit of the positions, or set training.beamSweeps to 0",
    );
    [this.#width, this.#left, this.#top, this.#side] = [width, left, top, side];
    this.#re = new Float32Array(width * height).fill(amplitude);
    this.#im = new Float32Array(width * height);
    this.#light = new Float32Array(width * height);
  }

  /**
   * Cuts patches out.
   *
   * @param places Whole pixels at their centres.
   */
  cut(places: readonly { readonly x: number; readonly y: number }[]): Patches {
    const size = places.length * this.#side ** 2;
    const patches = { re: new Float32Array(size), im: new Float32Array(size) };
    this.#visit(places, (row, at) => {
      patches.re.set(this.#re.subarray(at, at + this.#side), row);
      patches.im.set(this.#im.subarray(at, at + this.#side), row);
    });
    return patches;
  }

  /**
   * Moves the object against gradients of its patches, as far as the light allows: a pixel that all of them light by the
   * power of the brightest moves by `share` of what would make up for an error of its own.
   *
   * @param places Where they were cut out.
   * @param gradients Gradients of Σ (A − x)² by the patches, per unit of light.
   * @param light Light on the pixels of a patch, L · L.
   * @param share How far.
   */
  descend(
    places: readonly { readonly x: number; readonly y: number }[],
    gradients: Patches,
    { light, share }: { readonly light: Float32Array; readonly share: number },
  ): void {
    this.#visit(places, (row, at) => {
      const from = row % light.length;
      for (let i = 0; i < this.#side; i++) this.#light[at + i] = (this.#light[at + i] ?? 0) + (light[from + i] ?? 0);
    });
    let most = 0;
    this.#visit(places, (_, at) => {
      for (let i = 0; i < this.#side; i++) most = Math.max(most, this.#light[at + i] ?? 0);
    });
    const step = share / (2 * most);
    this.#visit(places, (row, at) => {
      this.#light.fill(0, at, at + this.#side);
      for (let i = 0; i < this.#side; i++) {
        this.#re[at + i] = (this.#re[at + i] ?? 0) - step * (gradients.re[row + i] ?? 0);
        this.#im[at + i] = (this.#im[at + i] ?? 0) - step * (gradients.im[row + i] ?? 0);
      }
    });
  }

  /** Calls for each row of each patch with where it begins among the patches, and in the object. */
  #visit(
    places: readonly { readonly x: number; readonly y: number }[],
    visit: (row: number, at: number) => void,
  ): void {
    const side = this.#side;
    places.forEach(({ x, y }, patch) => {
      const first = (y - side / 2 - this.#top) * this.#width + x - side / 2 - this.#left;
      for (let row = 0; row < side; row++) visit((patch * side + row) * side, first + row * this.#width);
    });
  }
}

// --- internal ---

function least(values: Float64Array): number {
  return values.reduce((smallest, value) => Math.min(smallest, value), Infinity);
}
