/**
 * Transposes matrices of four-byte elements that lie in up to three more axes, by tiles that fit the first cache.
 */
import { share, storeLanes } from "../runtime/simd";

/** Arguments of {@link transpose}; distances in bytes. */
@unmanaged
class Transpose {
  from: usize;
  to: usize;
  /** Rows of the input, which are columns of the output. */
  rows: i32;
  /** Columns of the input; they lie together. */
  columns: i32;
  /** Distance of the input's rows. */
  fromRow: usize;
  /** Distance of the output's rows. */
  toRow: usize;
  /** Lengths of the axes around the matrices; 1 where there is none. */
  size0: i32;
  size1: i32;
  size2: i32;
  from0: usize;
  from1: usize;
  from2: usize;
  to0: usize;
  to1: usize;
  to2: usize;
}

/** Rows and columns of a tile. */
const TILE: i32 = 32;

export function transpose(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Transpose>(args);
  const across = (s.columns + TILE - 1) / TILE, down = (s.rows + TILE - 1) / TILE;
  const tiles = s.size0 * s.size1 * s.size2 * across * down;
  const end = share(tiles, thread + 1, threads);
  for (let tile = share(tiles, thread, threads); tile < end; tile++) {
    let rest = tile;
    const column = (rest % across) * TILE;
    rest /= across;
    const row = (rest % down) * TILE;
    rest /= down;
    const i2 = rest % s.size2;
    rest /= s.size2;
    const i1 = rest % s.size1, i0 = rest / s.size1;
    transposeTile(
      s.from + i0 * s.from0 + i1 * s.from1 + i2 * s.from2 + row * s.fromRow + (column << 2),
      s.fromRow,
      s.to + i0 * s.to0 + i1 * s.to1 + i2 * s.to2 + column * s.toRow + (row << 2),
      s.toRow,
      min(TILE, s.rows - row),
      min(TILE, s.columns - column),
    );
  }
}

function transposeTile(from: usize, fromRow: usize, to: usize, toRow: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row += 4, from += fromRow << 2, to += 16) {
    const height = rows - row;
    // Rows that are not there are read as the first one, and not written.
    const second = height > 1 ? fromRow : 0, third = height > 2 ? fromRow << 1 : 0, last = height > 3 ? fromRow * 3 : 0;
    let at = from, target = to;
    for (let column = 0; column < columns; column += 4, at += 16, target += toRow << 2) {
      const a = v128.load(at), b = v128.load(at + second), c = v128.load(at + third), d = v128.load(at + last);
      const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
      const abEnd = v128.shuffle<i32>(a, b, 2, 6, 3, 7), cdEnd = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
      const width = columns - column;
      storeLanes(target, v128.shuffle<i64>(ab, cd, 0, 2), height);
      if (width > 1) storeLanes(target + toRow, v128.shuffle<i64>(ab, cd, 1, 3), height);
      if (width > 2) storeLanes(target + (toRow << 1), v128.shuffle<i64>(abEnd, cdEnd, 0, 2), height);
      if (width > 3) storeLanes(target + toRow * 3, v128.shuffle<i64>(abEnd, cdEnd, 1, 3), height);
    }
  }
}
