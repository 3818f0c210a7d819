/**
 * A tile of the object: the sums over all patches that reach it, and its step.
 */
import { madd, storeLanes } from "../runtime/simd";
import { firstTwo } from "./patch_rows";
import { cornerColumn, cornerRow, partAcross, partDown } from "./placed_waves";
import { coefficientsOf, EngineStep, shareOf, TILE_BYTES, TILE_HEIGHT, TILE_PAD, TILE_ROW, TILE_WIDTH, tilesAcross } from "./step_arguments";

/** Σ Tᵀ(P* χ) and Σ Tᵀ|P|² of a tile, and its most light. */
export function sumTile(s: EngineStep, tile: i32): void {
  const left = tile % tilesAcross(s) * TILE_WIDTH, top = tile / tilesAcross(s) * TILE_HEIGHT;
  const sums = s.tileSums + usize(tile) * 3 * TILE_BYTES;
  let reached = false;
  for (let position = 0; position < s.positions; position++) {
    const across = cornerColumn(s, position) - left, down = cornerRow(s, position) - top;
    if (!reaches(s, across, down)) continue;
    if (!reached) memory.fill(sums, 0, 3 * TILE_BYTES);
    reached = true;
    layPatch(s, position, across, down, sums);
  }
  f32.store(s.tileMost + (usize(tile) << 2), reached ? mostOf(sums + 2 * TILE_BYTES) : -1);
}

/** The step of a tile. */
export function moveTile(s: EngineStep, tile: i32, most: f32): void {
  if (f32.load(s.tileMost + (usize(tile) << 2)) < 0) return;
  const left = tile % tilesAcross(s) * TILE_WIDTH, top = tile / tilesAcross(s) * TILE_HEIGHT;
  const columns = min(TILE_WIDTH, s.width - left), rows = min(TILE_HEIGHT, s.height - top);
  let sums = s.tileSums + usize(tile) * 3 * TILE_BYTES + (TILE_PAD << 2);
  for (let row = 0; row < rows; row++, sums += TILE_ROW) {
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

/** The way of a tile, which is where its step of 1 ends, on a canvas of its own. */
export function tileWay(s: EngineStep, tile: i32, most: f32): void {
  if (f32.load(s.tileMost + (usize(tile) << 2)) < 0) return;
  const left = tile % tilesAcross(s) * TILE_WIDTH, top = tile / tilesAcross(s) * TILE_HEIGHT;
  const columns = min(TILE_WIDTH, s.width - left), rows = min(TILE_HEIGHT, s.height - top);
  let sums = s.tileSums + usize(tile) * 3 * TILE_BYTES + (TILE_PAD << 2);
  for (let row = 0; row < rows; row++, sums += TILE_ROW) {
    const to = usize((top + row) * s.width + left) << 2;
    for (let column = 0; column < columns; column += 4) {
      const from = sums + (usize(column) << 2), at = to + (usize(column) << 2), count = columns - column;
      const share = shareOf(v128.load(from + 2 * TILE_BYTES), most, 1, s.objectRegularisation);
      storeLanes(s.wayRe + at, f32x4.mul(v128.load(from), share), count);
      storeLanes(s.wayIm + at, f32x4.mul(v128.load(from + TILE_BYTES), share), count);
    }
  }
}

/** Whether a patch that begins at a column and a row of a tile, which may lie before it, reaches it. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function reaches(s: EngineStep, across: i32, down: i32): bool {
  return across < TILE_WIDTH && down < TILE_HEIGHT && across + s.size >= 0 && down + s.size >= 0;
}

/** Lays a patch that begins at a column and a row of a tile, which may lie before it. */
function layPatch(s: EngineStep, position: i32, across: i32, down: i32, sums: usize): void {
  const size = s.size, fx = partAcross(s, position), fy = partDown(s, position);
  const share = f32x4.splat(fx), own = f32x4.splat(1 - fx);
  const mode = usize(size) * size << 2, chi = usize(position) * s.modes * mode, zero = f32x4.splat(0);
  const coefficients = coefficientsOf(s, position), parts = usize(s.eigenprobes) << 2;
  // Whole vectors of the patch; one more before, where the tile begins within it, as each number is shared with the next.
  const start = max(0, (-across - 1) & -4), end = min(size, TILE_WIDTH - across);
  const last = min(size - 1, TILE_HEIGHT - 1 - down);
  for (let row = max(0, -down - 1); row <= last; row++) {
    const above = down + row >= 0, below = fy > 0 && down + row + 1 < TILE_HEIGHT;
    let to = sums + usize(down + row) * TILE_ROW + usize((TILE_PAD + across + start) << 2);
    let re = zero, im = zero, light = zero, from = usize(row * size + start) << 2;
    for (let column = start; column < end; column += 4, from += 16, to += 16) {
      const beforeRe = re, beforeIm = im, beforeLight = light;
      re = im = light = zero;
      for (let m = 0, p = from; m < s.modes; m++, p += mode) {
        const probeRe = v128.load(s.probeRe + p), probeIm = v128.load(s.probeIm + p);
        const chiRe = v128.load(s.chiRe + chi + p), chiIm = v128.load(s.chiIm + chi + p);
        re = madd(probeRe, chiRe, madd(probeIm, chiIm, re));
        im = f32x4.sub(madd(probeRe, chiIm, im), f32x4.mul(probeIm, chiRe));
        light = madd(probeRe, probeRe, madd(probeIm, probeIm, light));
      }
      if (parts > 0) {
        // By how much the first mode is another one in this shot.
        let shotRe = zero, shotIm = zero, p = from + usize(s.modes) * mode;
        for (let c = coefficients; c < coefficients + parts; c += 4, p += mode) {
          const cRe = v128.load32_splat(c), cIm = v128.load32_splat(c + parts);
          const eigenRe = v128.load(s.eigenRe + p), eigenIm = v128.load(s.eigenIm + p);
          shotRe = f32x4.sub(madd(cRe, eigenRe, shotRe), f32x4.mul(cIm, eigenIm));
          shotIm = madd(cRe, eigenIm, madd(cIm, eigenRe, shotIm));
          light = madd(eigenRe, eigenRe, madd(eigenIm, eigenIm, light));
        }
        const chiRe = v128.load(s.chiRe + chi + from), chiIm = v128.load(s.chiIm + chi + from);
        re = madd(shotRe, chiRe, madd(shotIm, chiIm, re));
        im = f32x4.sub(madd(shotRe, chiIm, im), f32x4.mul(shotIm, chiRe));
      }
      if (size - column < 4) {
        re = v128.and(re, firstTwo());
        im = v128.and(im, firstTwo());
        light = v128.and(light, firstTwo());
      }
      layFour(to, besideEachOther(beforeRe, re, share, own), fy, above, below);
      layFour(to + TILE_BYTES, besideEachOther(beforeIm, im, share, own), fy, above, below);
      layFour(to + 2 * TILE_BYTES, besideEachOther(beforeLight, light, share, own), fy, above, below);
    }
    // Of the last column, the next pixel has a share; of two last ones, it is the third.
    if (end < size || fx === 0 || (size & 3) !== 0) continue;
    layFour(to, besideEachOther(re, zero, share, own), fy, above, below);
    layFour(to + TILE_BYTES, besideEachOther(im, zero, share, own), fy, above, below);
    layFour(to + 2 * TILE_BYTES, besideEachOther(light, zero, share, own), fy, above, below);
  }
}

/** Four numbers, and of those one before them the share of the next pixel. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function besideEachOther(before: v128, four: v128, share: v128, own: v128): v128 {
  return madd(share, v128.shuffle<f32>(before, four, 3, 4, 5, 6), f32x4.mul(own, four));
}

/** Adds numbers to a row and to the one below it. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function layFour(to: usize, four: v128, fy: f32, above: bool, below: bool): void {
  if (above) v128.store(to, madd(f32x4.splat(1 - fy), four, v128.load(to)));
  if (below) v128.store(to, madd(f32x4.splat(fy), four, v128.load(to, TILE_ROW)), TILE_ROW);
}

/** The greatest number of a tile. */
function mostOf(from: usize): f32 {
  let most = f32x4.splat(0);
  for (let row = 0; row < TILE_HEIGHT; row++, from += TILE_ROW) {
    const end = from + ((TILE_PAD + TILE_WIDTH) << 2);
    for (let at = from + (TILE_PAD << 2); at < end; at += 16) most = f32x4.max(most, v128.load(at));
  }
  const pairs = f32x4.max(most, v128.shuffle<f32>(most, most, 2, 3, 0, 1));
  return max(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
}
