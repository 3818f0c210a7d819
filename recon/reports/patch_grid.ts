/**
 * A picture of some patches side by side, to see at a glance what a network paints.
 *
 * @module
 */
import type { GreyFigure } from "../image/figures/grey_figure.ts";
import { panelFigure } from "../image/figures/panel_figure.ts";
import { patchLevels } from "./patch_levels.ts";
import type { PredictedPatches } from "../patches/predict_patches.ts";

/** Keeps a few patches of those that pass by. */
export class PatchGrid {
  readonly #patchSize: number;
  readonly #chosen: ReadonlySet<number>;
  readonly #kept: { readonly amp: Float32Array; readonly phase: Float32Array }[] = [];

  /**
   * @param count Patches among which to choose, from the first on: at most 16, spread evenly.
   * @param patchSize Side N of a patch, in pixels.
   */
  constructor(count: number, patchSize: number) {
    const shown = Math.min(count, 2 * COLUMNS);
    this.#patchSize = patchSize;
    // The middles of equal parts: neither end of a scan is typical of it.
    this.#chosen = new Set(Array.from({ length: shown }, (_, k) => Math.floor((k + 0.5) * count / shown)));
  }

  /** Keeps those of the next batch that were chosen. */
  add({ first, size, amp, phase }: PredictedPatches): void {
    const area = this.#patchSize ** 2;
    for (let b = 0; b < size; b++) {
      if (!this.#chosen.has(first + b)) continue;
      const cut = (values: Float32Array): Float32Array => values.slice(b * area, (b + 1) * area);
      this.#kept.push({ amp: cut(amp), phase: cut(phase) });
    }
  }

  /**
   * The patches in their order, eight in a row, the phases below their amplitudes. All amplitudes are on one grey
   * scale, and so are all phases, which are shown as painted, not levelled.
   */
  figure(): GreyFigure {
    const size = this.#patchSize;
    const amplitudes = patchLevels(this.#kept.map(({ amp }) => amp), size);
    const phases = patchLevels(this.#kept.map(({ phase }) => phase), size);
    const starts = Array.from({ length: Math.ceil(this.#kept.length / COLUMNS) }, (_, band) => band * COLUMNS);
    const rows = starts.flatMap((from) => [amplitudes, phases].map((levels) => levels.slice(from, from + COLUMNS)));
    return panelFigure(rows, { height: size, width: size }, LEAST_SIDE);
  }
}

// --- internal ---

/** Patches side by side. */
const COLUMNS = 8;

/** Least side of a patch in the picture, in pixels. */
const LEAST_SIDE = 128;
