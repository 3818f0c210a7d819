/**
 * A tile of the object that goes its way, each pixel as far as the positions whose light falls on it are best gone: the mean
 * of their α by that light, Σ α Tᵀ|P|² / Σ Tᵀ|P|².
 */
import { madd, storeLanes } from "../runtime/simd";
import { besideEachOther, layFour, reaches } from "./object_tile";
import { firstTwo } from "./patch_rows";
import { cornerColumn, cornerRow, partAcross, partDown } from "./placed_waves";
import { EngineStep, shareOf, TILE_BYTES, TILE_HEIGHT, TILE_PAD, TILE_ROW, TILE_WIDTH, tilesAcross } from "./step_arguments";

export function moveTileByMean(s: EngineStep, tile: i32, most: f32): void {
  if (f32.load(s.tileMost + (usize(tile) << 2)) < 0) return;
  const left = tile % tilesAcross(s) * TILE_WIDTH, top = tile / tilesAcross(s) * TILE_HEIGHT;
  // The sums of real parts are not needed any more.
  const sums = s.tileSums + usize(tile) * 3 * TILE_BYTES;
  memory.fill(sums, 0, TILE_BYTES);
  for (let position = 0; position < s.positions; position++) {
    const across = cornerColumn(s, position) - left, down = cornerRow(s, position) - top;
    if (reaches(s, across, down)) layLight(s, position, across, down, sums);
  }
  const columns = min(TILE_WIDTH, s.width - left), rows = min(TILE_HEIGHT, s.height - top);
  for (let row = 0; row < rows; row++) {
    const to = usize((top + row) * s.width + left) << 2, line = sums + usize(row) * TILE_ROW + (TILE_PAD << 2);
    for (let column = 0; column < columns; column += 4) {
      const from = line + (usize(column) << 2), at = to + (usize(column) << 2), count = columns - column;
      const share = f32x4.mul(v128.load(from), shareOf(v128.load(from + 2 * TILE_BYTES), most, s.objectStep, 0));
      storeLanes(s.objectRe + at, madd(v128.load(s.wayRe + at), share, v128.load(s.objectRe + at)), count);
      storeLanes(s.objectIm + at, madd(v128.load(s.wayIm + at), share, v128.load(s.objectIm + at)), count);
    }
  }
}

// --- internal ---

/** Lays the light of a patch times its α, as `layPatch` lays a patch. */
function layLight(s: EngineStep, position: i32, across: i32, down: i32, sums: usize): void {
  const size = s.size, fx = partAcross(s, position), fy = partDown(s, position), zero = f32x4.splat(0);
  const share = f32x4.splat(fx), own = f32x4.splat(1 - fx), step = v128.load32_splat(s.steps + (usize(position) << 2));
  const start = max(0, (-across - 1) & -4), end = min(size, TILE_WIDTH - across);
  const last = min(size - 1, TILE_HEIGHT - 1 - down);
  for (let row = max(0, -down - 1); row <= last; row++) {
    const above = down + row >= 0, below = fy > 0 && down + row + 1 < TILE_HEIGHT;
    let to = sums + usize(down + row) * TILE_ROW + usize((TILE_PAD + across + start) << 2);
    let light = zero, from = s.light + (usize(row * size + start) << 2);
    for (let column = start; column < end; column += 4, from += 16, to += 16) {
      const before = light;
      light = f32x4.mul(step, v128.load(from));
      if (size - column < 4) light = v128.and(light, firstTwo());
      layFour(to, besideEachOther(before, light, share, own), fy, above, below);
    }
    if (end === size && fx > 0 && (size & 3) === 0) layFour(to, besideEachOther(light, zero, share, own), fy, above, below);
  }
}
