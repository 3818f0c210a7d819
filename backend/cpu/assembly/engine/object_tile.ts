/**
 * A tile of the object: the sums over all patches that reach it, and its step.
 */
import { madd, storeLanes } from "../runtime/simd";
import { cornerColumn, cornerRow, partAcross, partDown } from "./patch_rows";
import { EngineStep, ROW, shareOf, TILE_BYTES, TILE_HEIGHT, TILE_WIDTH, tilesAcross } from "./step_arguments";

/** Σ Tᵀ(P* χ) and Σ Tᵀ|P|² of a tile, and its most light. */
export function sumTile(s: EngineStep, tile: i32, room: usize): void {
  const left = tile % tilesAcross(s) * TILE_WIDTH, top = tile / tilesAcross(s) * TILE_HEIGHT;
  const sums = s.tileSums + usize(tile) * 3 * TILE_BYTES;
  let reached = false;
  for (let position = 0; position < s.positions; position++) {
    const across = cornerColumn(s.corners, position) - left, down = cornerRow(s.corners, position) - top;
    if (across >= TILE_WIDTH || down >= TILE_HEIGHT || across + s.size < 0 || down + s.size < 0) continue;
    if (!reached) memory.fill(sums, 0, 3 * TILE_BYTES);
    reached = true;
    layPatch(s, position, across, down, sums, room);
  }
  f32.store(s.tileMost + (usize(tile) << 2), reached ? mostOf(sums + 2 * TILE_BYTES) : -1);
}

/** The step of a tile. */
export function moveTile(s: EngineStep, tile: i32, most: f32): void {
  if (f32.load(s.tileMost + (usize(tile) << 2)) < 0) return;
  const left = tile % tilesAcross(s) * TILE_WIDTH, top = tile / tilesAcross(s) * TILE_HEIGHT;
  const columns = min(TILE_WIDTH, s.width - left), rows = min(TILE_HEIGHT, s.height - top);
  let sums = s.tileSums + usize(tile) * 3 * TILE_BYTES;
  for (let row = 0; row < rows; row++, sums += TILE_WIDTH << 2) {
    const to = usize((top + row) * s.width + left) << 2;
    for (let column = 0; column < columns; column += 4) {
      const from = sums + (usize(column) << 2), at = to + (usize(column) << 2), count = columns - column;
      const share = shareOf(v128.load(from + 2 * TILE_BYTES), most, s.objectStep, s.objectRegularisation);
      const re = madd(v128.load(from), share, v128.load(s.objectRe + at));
      const im = madd(v128.load(from + TILE_BYTES), share, v128.load(s.objectIm + at));
      storeLanes(s.objectRe + at, re, count);
      storeLanes(s.objectIm + at, im, count);
    }
  }
}

/** Lays a patch that begins at a column and a row of a tile, which may lie before it. */
function layPatch(s: EngineStep, position: i32, across: i32, down: i32, sums: usize, room: usize): void {
  const fx = partAcross(s.fractions, position), fy = partDown(s.fractions, position);
  // Whole vectors of the tile that the patch reaches, and column of the patch on which the first of their lanes lies.
  const first = max(across, 0) & -4, end = min(TILE_WIDTH, across + s.size + 1), from = first - across;
  const last = min(s.size - 1, TILE_HEIGHT - 1 - down);
  for (let row = max(0, -down - 1); row <= last; row++) {
    conjugateRow(s, position, row, from, end - across, room);
    const place = sums + (usize(first) << 2), above = down + row;
    for (let lane: usize = 0; lane < usize(end - first) << 2; lane += 16) {
      for (let part: usize = 0; part < 3; part++) {
        const at = room + part * ROW + lane;
        const value = madd(f32x4.splat(fx), v128.load(at), f32x4.mul(f32x4.splat(1 - fx), v128.load(at + 4)));
        const to = place + part * TILE_BYTES + lane;
        if (above >= 0) add(to + usize(above) * (TILE_WIDTH << 2), f32x4.mul(f32x4.splat(1 - fy), value));
        if (fy > 0 && above + 1 < TILE_HEIGHT) add(to + usize(above + 1) * (TILE_WIDTH << 2), f32x4.mul(f32x4.splat(fy), value));
      }
    }
  }
}

/**
 * P* χ and |P|² of a row of a patch, from a column before `from` to before `end`; outside of the patch they are 0.
 */
function conjugateRow(s: EngineStep, position: i32, row: i32, from: i32, end: i32, to: usize): void {
  const size = s.size, start = max(0, from - 1), stop = min(size, end), zero = f32x4.splat(0);
  const mode = usize(size) * size << 2, line = usize(row) * size;
  const chi = usize(position) * s.modes * mode;
  for (let part: usize = 0; part < 3; part++) {
    v128.store(to + part * ROW, zero);
    v128.store(to + part * ROW, zero, 16);
  }
  for (let column = start; column < stop; column += 4) {
    let re = zero, im = zero, light = zero, p = (line + column) << 2;
    for (let m = 0; m < s.modes; m++, p += mode) {
      const probeRe = v128.load(s.probeRe + p), probeIm = v128.load(s.probeIm + p);
      const chiRe = v128.load(s.chiRe + chi + p), chiIm = v128.load(s.chiIm + chi + p);
      re = madd(probeRe, chiRe, madd(probeIm, chiIm, re));
      im = f32x4.sub(madd(probeRe, chiIm, im), f32x4.mul(probeIm, chiRe));
      light = madd(probeRe, probeRe, madd(probeIm, probeIm, light));
    }
    const at = to + (usize(column - from + 1) << 2);
    v128.store(at, re);
    v128.store(at + ROW, im);
    v128.store(at + 2 * ROW, light);
  }
  // What vectors had beyond the end of the row is none of its.
  for (let part: usize = 0; part < 3; part++) {
    const at = to + part * ROW + (usize(stop - from + 1) << 2);
    v128.store(at, zero);
    v128.store(at, zero, 16);
  }
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function add(at: usize, value: v128): void {
  v128.store(at, f32x4.add(v128.load(at), value));
}

/** The greatest number of a tile. */
function mostOf(from: usize): f32 {
  let most = v128.load(from);
  for (let at: usize = 16; at < TILE_BYTES; at += 16) most = f32x4.max(most, v128.load(from + at));
  const pairs = f32x4.max(most, v128.shuffle<f32>(most, most, 2, 3, 0, 1));
  return max(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
}
