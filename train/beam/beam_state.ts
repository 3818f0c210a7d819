/**
 * Probe and positions while they are looked for.
 *
 * @module
 */
import { modeIntensity } from "../../data/arrays/orthogonal_modes.ts";
import type { Positions } from "../../data/positions.ts";
import type { Samples } from "../../data/samples.ts";
import type { FoundBeam } from "./found_beam.ts";
import type { Patches } from "./object_canvas.ts";
import type { SweepGradients } from "./sweep_gradients.ts";

/** Where patterns lie: whole pixels, and the rest. */
export interface PatternPlaces {
  /** Whole pixels. */
  readonly places: readonly { readonly x: number; readonly y: number }[];
  /** Columns and rows (B, 2) from there, within half a pixel. */
  readonly offsets: Float32Array;
}

/** Probe and positions, and how they move. */
export class BeamState {
  /** Modes P of the probe. */
  readonly modes: number;
  /** Side N of the probe. */
  readonly size: number;
  /** Real and imaginary parts of all modes, P · N · N. */
  readonly probe: { readonly re: Float32Array; readonly im: Float32Array };
  /** Power of the probe under its mask, which stays. */
  readonly power: number;
  readonly #given: Positions;
  readonly #corrections: Positions;
  readonly #mask: Float32Array;
  readonly #unit: number;
  readonly #bound: number;

  /**
   * @param samples The samples, of a pattern each.
   * @param options What a prediction is multiplied by, beside the probe, and how far corrections may go.
   */
  constructor(
    { probe, probeMask, patchSize, patterns: { x, y } }: Samples,
    { unit, bound }: { readonly unit: number; readonly bound: number },
  ) {
    const joined = (part: "re" | "im"): Float32Array => {
      const values = new Float32Array(probe.length * patchSize ** 2);
      probe.forEach((mode, index) => values.set(mode[part], index * patchSize ** 2));
      return values;
    };
    [this.modes, this.size] = [probe.length, patchSize];
    this.probe = { re: joined("re"), im: joined("im") };
    [this.#mask, this.#unit, this.#bound] = [probeMask, unit, bound];
    this.#given = { x, y };
    this.#corrections = { x: new Float64Array(x.length), y: new Float64Array(y.length) };
    this.power = this.#power();
  }

  /**
   * Where patterns lie now.
   *
   * @param members Their numbers.
   */
  placesOf(members: Int32Array): PatternPlaces {
    const offsets = new Float32Array(2 * members.length);
    const places = Array.from(members, (member, k) => {
      const [x, y] = (["x", "y"] as const).map((axis, at) => {
        const place = (this.#given[axis][member] ?? NaN) + (this.#corrections[axis][member] ?? NaN);
        offsets[2 * k + at] = place - Math.round(place);
        return Math.round(place);
      });
      return { x: x ?? NaN, y: y ?? NaN };
    });
    return { places, offsets };
  }

  /**
   * Light on the pixels of a patch in the unit of squared predictions.
   *
   * @param side Side of the patch, at least that of the probe.
   */
  light(side: number): Float32Array {
    const light = new Float32Array(side * side);
    const margin = (side - this.size) / 2;
    this.#intensity().forEach((value, p) => {
      const row = Math.floor(p / this.size) + margin;
      light[row * side + p % this.size + margin] = value * this.#unit ** 2;
    });
    return light;
  }

  /** Moves the probe against its gradient, its power staying what it is. */
  moveProbe({ probe }: SweepGradients, object: Patches, share: number): void {
    const step = share / (2 * this.#unit ** 2 * brightest(object, this.size));
    for (const part of ["re", "im"] as const) {
      this.probe[part].forEach((value, i) => this.probe[part][i] = value - step * (probe[part][i] ?? 0));
    }
    const factor = Math.sqrt(this.power / this.#power());
    for (const part of ["re", "im"] as const) {
      this.probe[part].forEach((value, i) => this.probe[part][i] = factor * value);
    }
  }

  /** Moves positions against their gradients: one that is typical of the batch moves it by so many pixels, none twice as far. */
  movePositions(members: Int32Array, { offsets }: SweepGradients, pixels: number): void {
    const typical = Math.sqrt(offsets.reduce((sum, value) => sum + value ** 2, 0) / offsets.length);
    if (!(typical > 0)) return;
    members.forEach((member, k) =>
      (["x", "y"] as const).forEach((axis, at) => {
        const steps = Math.max(-2, Math.min(2, (offsets[2 * k + at] ?? 0) / typical));
        const moved = (this.#corrections[axis][member] ?? NaN) - pixels * steps;
        this.#corrections[axis][member] = Math.max(-this.#most, Math.min(this.#most, moved));
      })
    );
  }

  /** What was found. */
  found(): FoundBeam {
    const centred = (axis: Float64Array): Float64Array => {
      const mean = axis.reduce((sum, value) => sum + value, 0) / axis.length;
      return axis.map((value) => Math.max(-this.#most, Math.min(this.#most, value - mean)));
    };
    return { probe: this.probe, corrections: { x: centred(this.#corrections.x), y: centred(this.#corrections.y) } };
  }

  /** Corrections reach the bound at infinite parameters alone. */
  get #most(): number {
    return 0.99 * this.#bound;
  }

  #intensity(): Float64Array {
    const pixels = this.size ** 2;
    const modes = Array.from({ length: this.modes }, (_, mode) => ({
      re: this.probe.re.subarray(mode * pixels, (mode + 1) * pixels),
      im: this.probe.im.subarray(mode * pixels, (mode + 1) * pixels),
    }));
    return modeIntensity(modes).map((value, p) => value * (this.#mask[p] ?? 0) ** 2);
  }

  #power(): number {
    return this.#intensity().reduce((sum, value) => sum + value, 0);
  }
}

// --- internal ---

/** Greatest Σ |O|² over the patches, of any pixel. */
function brightest({ re, im }: Patches, size: number): number {
  const pixels = (size + 2) ** 2;
  const sums = new Float64Array(pixels);
  re.forEach((value, i) => sums[i % pixels] = (sums[i % pixels] ?? 0) + value ** 2 + (im[i] ?? 0) ** 2);
  return sums.reduce((most, value) => Math.max(most, value), 0);
}
