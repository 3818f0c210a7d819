/**
 * Diagnostics of an image, made without a network: its patches are flat.
 *
 * @module
 */
import type { HeadStatistics } from "../../../recon/findings/patch_moments.ts";
import type { Diagnostics } from "../../../recon/results/diagnostics.ts";
import { image, PIXEL, positions, wave } from "../figures/small_data.ts";

const FLAT: HeadStatistics = {
  ...{ mean: 1, std: 0, min: 1, max: 1, saturatedLow: null, saturatedHigh: null },
  ...{ stdWithinPatches: 0, stdBetweenPatches: 0 },
};

/** Six patterns of 8 × 8 pixels. */
export const MADE_DIAGNOSTICS: Diagnostics = {
  patterns: {
    positions: positions(2, 3),
    numbers: Int32Array.of(0, 1, 2, 3, 4, 5),
    residuals: Float64Array.of(0.5, 0.1, 0.3, 0.2, 0.4, 0.6),
    energies: new Float64Array(6).fill(9),
    greatest: new Float64Array(6).fill(2),
  },
  shown: ([["best", 1], ["median", 2], ["worst", 5]] as const).map(([name, number]) => ({
    ...{ name, number, residual: [0.5, 0.1, 0.3, 0.2, 0.4, 0.6][number] ?? NaN },
    measured: image(8, 8, (row, column) => row * column),
    predicted: image(8, 8, (row, column) => row + column),
  })),
  mean: { mean: { height: 8, width: 8, data: Float64Array.from({ length: 64 }, (_, p) => p) }, mask: null },
  probe: [wave(8, 8, (row, column) => [row, column / 4])],
  patches: { heads: { amplitude: FLAT, phase: FLAT }, count: 6, agreement: 0.9 },
  photons: 1e6,
  pixelSize: PIXEL,
};
