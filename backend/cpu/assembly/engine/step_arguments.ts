/**
 * Arguments of the step of object and probe, and how its work is cut.
 */

import { PlacedWaves } from "./placed_waves";

/** Arguments of `engineStep` and of `leastSquaresStep`. */
@unmanaged
export class EngineStep extends PlacedWaves {
  chiRe: usize;
  chiIm: usize;
  /** Sums of each tile: real and imaginary part, light. */
  tileSums: usize;
  /** Most light of each tile, below 0 where no patch reaches it. */
  tileMost: usize;
  /** Sums of the probe, real and imaginary part as the probe lies, then light of one mode. */
  probeSums: usize;
  /** Most light of each strip. */
  stripMost: usize;
  /** Of least squares alone: the object's way, on its canvas; the light of all modes; α of the object, then of the probe. */
  wayRe: usize;
  wayIm: usize;
  light: usize;
  steps: usize;
  /**
   * Eigenprobes, as if they lay behind the modes of the probe, and (B, 2 K) their coefficients: how the first mode differs
   * from shot to shot. χ has none of them.
   */
  eigenRe: usize;
  eigenIm: usize;
  coefficients: usize;
  eigenprobes: i32;
  /** Whether they move. */
  eigenprobesMove: i32;
  objectStep: f32;
  objectRegularisation: f32;
  probeStep: f32;
  probeRegularisation: f32;
}

/** Columns and rows of a tile. */
export const TILE_WIDTH: i32 = 64;
export const TILE_HEIGHT: i32 = 16;

/** Numbers at either end of a row of a tile that vectors reach over it; they are nobody's. */
export const TILE_PAD: i32 = 4;

/** Bytes of a row of a tile, and of one sum of it. */
export const TILE_ROW: usize = 288;
export const TILE_BYTES: usize = 4608;

/** Rows of a strip of the probe. */
export const STRIP: i32 = 4;

/** Share of the greatest light below which a denominator does not fall, and what it is above where there is none. */
const LEAST_SHARE: f32 = 1e-6;
const LEAST_LIGHT: f32 = 1e-24;

/** Modes and eigenprobes together. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function allModes(s: EngineStep): i32 {
  return s.modes + s.eigenprobes;
}

/** Modes that move, and eigenprobes behind them. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function movingModes(s: EngineStep): i32 {
  return s.eigenprobesMove ? allModes(s) : s.modes;
}

/** Where real parts are of a mode, or of an eigenprobe behind all modes. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function realPartOf(s: EngineStep, mode: i32): usize {
  return mode < s.modes ? s.probeRe : s.eigenRe;
}

/** Where imaginary parts are. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function imaginaryPartOf(s: EngineStep, mode: i32): usize {
  return mode < s.modes ? s.probeIm : s.eigenIm;
}

/** Coefficients of a position: K real parts, then the imaginary ones. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function coefficientsOf(s: EngineStep, position: i32): usize {
  return s.coefficients + (usize(position * s.eigenprobes) << 3);
}

export function tiles(s: EngineStep): i32 {
  return tilesAcross(s) * ((s.height + TILE_HEIGHT - 1) / TILE_HEIGHT);
}

export function tilesAcross(s: EngineStep): i32 {
  return (s.width + TILE_WIDTH - 1) / TILE_WIDTH;
}

export function strips(s: EngineStep): i32 {
  return (s.size + STRIP - 1) / STRIP;
}

/** What four sums are multiplied by: the step over a mean of their light and the greatest. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function shareOf(light: v128, most: f32, step: f32, regularisation: f32): v128 {
  const mean = f32x4.add(f32x4.mul(light, f32x4.splat(1 - regularisation)), f32x4.splat(most * regularisation));
  return f32x4.div(f32x4.splat(step), f32x4.max(mean, f32x4.splat(most * LEAST_SHARE + LEAST_LIGHT)));
}
