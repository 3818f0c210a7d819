/**
 * What every kernel of an engine takes first: object, probe, and where patches lie, as
 * `backend/operations/waves/engine.ts` says.
 */

/** The first arguments. */
@unmanaged
export class PlacedWaves {
  objectRe: usize;
  objectIm: usize;
  probeRe: usize;
  probeIm: usize;
  corners: usize;
  fractions: usize;
  positions: i32;
  modes: i32;
  /** Side of a pattern, even, at least 4. */
  size: i32;
  /** Rows and columns of the canvas. */
  height: i32;
  width: i32;
}

/** Row of the canvas on which a position's patch begins. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function cornerRow(s: PlacedWaves, position: i32): i32 {
  return i32.load(s.corners + (usize(position) << 3));
}

/** The column. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function cornerColumn(s: PlacedWaves, position: i32): i32 {
  return i32.load(s.corners + (usize(position) << 3), 4);
}

/** How far down between pixels it lies, from 0 to below 1. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function partDown(s: PlacedWaves, position: i32): f32 {
  return f32.load(s.fractions + (usize(position) << 3));
}

/** How far across. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function partAcross(s: PlacedWaves, position: i32): f32 {
  return f32.load(s.fractions + (usize(position) << 3), 4);
}

/** Where the first pixel of a patch lies on the canvas, in bytes. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function cornerOf(s: PlacedWaves, position: i32): usize {
  return (usize(cornerRow(s, position)) * s.width + usize(cornerColumn(s, position))) << 2;
}
