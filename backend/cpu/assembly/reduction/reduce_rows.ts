/**
 * Reducing rows of numbers that lie together, (rows, length) to (rows, parts): each part is of so many numbers whatever
 * the number of threads, so that the result is too. `combine` makes one of the parts.
 */
import { share, storeLanes } from "../runtime/simd";

/** Arguments of the kernels that reduce rows. */
@unmanaged
class Rows {
  x: usize;
  y: usize;
  rows: i32;
  length: i32;
  /** Numbers of a part, a multiple of 4; the last one may have fewer. */
  part: i32;
  /** What the results are divided by. */
  divisor: f32;
}

/**
 * @typeParam T A class with `empty()`, the reduction of nothing, and `join(a, b)`, that of two vectors.
 */
export function reduceRows<T>(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Rows>(args);
  const parts = (s.length + s.part - 1) / s.part;
  const items = s.rows * parts;
  const end = share(items, thread + 1, threads);
  let item = share(items, thread, threads);
  if (parts === 1 && s.length <= 64) {
    const row = usize(s.length) << 2;
    for (let x = s.x + usize(item) * row; item < end; item += 4, x += 4 * row) {
      const few = end - item;
      // Four rows side by side; where fewer are left, the last of them again.
      const x1 = few > 1 ? x + row : x, x2 = few > 2 ? x1 + row : x1, x3 = few > 3 ? x2 + row : x2;
      const reduced = fourRows<T>(x, x1, x2, x3, s.length);
      storeLanes(s.y + (usize(item) << 2), f32x4.div(reduced, f32x4.splat(s.divisor)), few);
    }
    return;
  }
  for (; item < end; item++) {
    const first = (item % parts) * s.part;
    const x = s.x + ((usize(item / parts) * s.length + first) << 2);
    f32.store(s.y + (usize(item) << 2), oneRow<T>(x, min(s.part, s.length - first)) / s.divisor);
  }
}

/** The reductions of four rows, a lane each. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function fourRows<T>(x0: usize, x1: usize, x2: usize, x3: usize, length: i32): v128 {
  let v0 = changetype<T>(0).empty(), v1 = v0, v2 = v0, v3 = v0;
  let at: usize = 0;
  for (; length >= 4; length -= 4, at += 16) {
    v0 = changetype<T>(0).join(v0, v128.load(x0 + at));
    v1 = changetype<T>(0).join(v1, v128.load(x1 + at));
    v2 = changetype<T>(0).join(v2, v128.load(x2 + at));
    v3 = changetype<T>(0).join(v3, v128.load(x3 + at));
  }
  if (length > 0) {
    v0 = changetype<T>(0).join(v0, firstLanes<T>(v128.load(x0 + at), length));
    v1 = changetype<T>(0).join(v1, firstLanes<T>(v128.load(x1 + at), length));
    v2 = changetype<T>(0).join(v2, firstLanes<T>(v128.load(x2 + at), length));
    v3 = changetype<T>(0).join(v3, firstLanes<T>(v128.load(x3 + at), length));
  }
  const low01 = v128.shuffle<f32>(v0, v1, 0, 4, 1, 5), high01 = v128.shuffle<f32>(v0, v1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(v2, v3, 0, 4, 1, 5), high23 = v128.shuffle<f32>(v2, v3, 2, 6, 3, 7);
  const lane0 = v128.shuffle<f32>(low01, low23, 0, 1, 4, 5), lane1 = v128.shuffle<f32>(low01, low23, 2, 3, 6, 7);
  const lane2 = v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), lane3 = v128.shuffle<f32>(high01, high23, 2, 3, 6, 7);
  return changetype<T>(0).join(changetype<T>(0).join(lane0, lane2), changetype<T>(0).join(lane1, lane3));
}

function oneRow<T>(x: usize, length: i32): f32 {
  let v0 = changetype<T>(0).empty(), v1 = v0, v2 = v0, v3 = v0, v4 = v0, v5 = v0, v6 = v0, v7 = v0;
  for (; length >= 32; length -= 32, x += 128) {
    v0 = changetype<T>(0).join(v0, v128.load(x));
    v1 = changetype<T>(0).join(v1, v128.load(x, 16));
    v2 = changetype<T>(0).join(v2, v128.load(x, 32));
    v3 = changetype<T>(0).join(v3, v128.load(x, 48));
    v4 = changetype<T>(0).join(v4, v128.load(x, 64));
    v5 = changetype<T>(0).join(v5, v128.load(x, 80));
    v6 = changetype<T>(0).join(v6, v128.load(x, 96));
    v7 = changetype<T>(0).join(v7, v128.load(x, 112));
  }
  for (; length >= 4; length -= 4, x += 16) v0 = changetype<T>(0).join(v0, v128.load(x));
  if (length > 0) v1 = changetype<T>(0).join(v1, firstLanes<T>(v128.load(x), length));
  v0 = changetype<T>(0).join(changetype<T>(0).join(v0, v1), changetype<T>(0).join(v2, v3));
  v4 = changetype<T>(0).join(changetype<T>(0).join(v4, v5), changetype<T>(0).join(v6, v7));
  v0 = changetype<T>(0).join(v0, v4);
  v0 = changetype<T>(0).join(v0, v128.shuffle<f32>(v0, v0, 2, 3, 0, 1));
  return f32x4.extract_lane(changetype<T>(0).join(v0, v128.shuffle<f32>(v0, v0, 1, 0, 3, 2)), 0);
}

/** The first lanes, 1 to 3; nothing in the others. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function firstLanes<T>(v: v128, count: i32): v128 {
  return v128.bitselect(v, changetype<T>(0).empty(), i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count)));
}
