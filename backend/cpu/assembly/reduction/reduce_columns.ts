/**
 * Reducing a stack of matrices by columns, (outer, rows, columns) to (outer, parts, columns): each part is of so many rows
 * whatever the number of threads, so that the result is too. `combine` makes one of the parts.
 */
import { share, storeLanes } from "../runtime/simd";

/** Arguments of the kernels that reduce columns. */
@unmanaged
class Columns {
  x: usize;
  y: usize;
  outer: i32;
  rows: i32;
  columns: i32;
  /** Rows of a part; the last one may have fewer. */
  part: i32;
  /** What the results are divided by. */
  divisor: f32;
}

/** Columns that are reduced together, in eight registers. */
const BLOCK: i32 = 32;

/**
 * @typeParam T A class with `empty()`, the reduction of nothing, and `join(a, b)`, that of two vectors.
 */
export function reduceColumns<T>(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Columns>(args);
  const parts = (s.rows + s.part - 1) / s.part;
  const blocks = (s.columns + BLOCK - 1) / BLOCK;
  const items = s.outer * parts * blocks;
  const divisor = f32x4.splat(s.divisor);
  const end = share(items, thread + 1, threads);
  const row = usize(s.columns) << 2;
  for (let item = share(items, thread, threads); item < end; item++) {
    const stack = item / blocks;
    const column = (item % blocks) * BLOCK;
    const first = (stack % parts) * s.part;
    const rows = min(s.part, s.rows - first);
    const x = s.x + (usize(stack / parts) * s.rows + first) * row + (usize(column) << 2);
    const y = s.y + usize(stack) * row + (usize(column) << 2);
    const columns = min(BLOCK, s.columns - column);
    if (columns > 16) wide<T>(x, y, rows, row, columns, divisor);
    else narrow<T>(x, y, rows, row, columns, divisor);
  }
}

/** 17 to 32 columns. */
function wide<T>(x: usize, y: usize, rows: i32, row: usize, columns: i32, divisor: v128): void {
  let v0 = changetype<T>(0).empty(), v1 = v0, v2 = v0, v3 = v0, v4 = v0, v5 = v0, v6 = v0, v7 = v0;
  for (; rows > 0; rows--, x += row) {
    v0 = changetype<T>(0).join(v0, v128.load(x));
    v1 = changetype<T>(0).join(v1, v128.load(x, 16));
    v2 = changetype<T>(0).join(v2, v128.load(x, 32));
    v3 = changetype<T>(0).join(v3, v128.load(x, 48));
    v4 = changetype<T>(0).join(v4, v128.load(x, 64));
    v5 = changetype<T>(0).join(v5, v128.load(x, 80));
    v6 = changetype<T>(0).join(v6, v128.load(x, 96));
    v7 = changetype<T>(0).join(v7, v128.load(x, 112));
  }
  store(y, f32x4.div(v0, divisor), columns);
  store(y + 16, f32x4.div(v1, divisor), columns - 4);
  store(y + 32, f32x4.div(v2, divisor), columns - 8);
  store(y + 48, f32x4.div(v3, divisor), columns - 12);
  store(y + 64, f32x4.div(v4, divisor), columns - 16);
  store(y + 80, f32x4.div(v5, divisor), columns - 20);
  store(y + 96, f32x4.div(v6, divisor), columns - 24);
  store(y + 112, f32x4.div(v7, divisor), columns - 28);
}

/** Up to 16 columns. */
function narrow<T>(x: usize, y: usize, rows: i32, row: usize, columns: i32, divisor: v128): void {
  let v0 = changetype<T>(0).empty(), v1 = v0, v2 = v0, v3 = v0;
  for (; rows > 0; rows--, x += row) {
    v0 = changetype<T>(0).join(v0, v128.load(x));
    v1 = changetype<T>(0).join(v1, v128.load(x, 16));
    v2 = changetype<T>(0).join(v2, v128.load(x, 32));
    v3 = changetype<T>(0).join(v3, v128.load(x, 48));
  }
  store(y, f32x4.div(v0, divisor), columns);
  store(y + 16, f32x4.div(v1, divisor), columns - 4);
  store(y + 32, f32x4.div(v2, divisor), columns - 8);
  store(y + 48, f32x4.div(v3, divisor), columns - 12);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function store(y: usize, v: v128, columns: i32): void {
  if (columns > 0) storeLanes(y, v, columns);
}
