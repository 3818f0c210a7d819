/**
 * What every kernel says in vectors of four floats.
 */

/** Product and sum, a · b + c; in one rounding where the build has relaxed SIMD. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/** Sum of the four lanes, in a fixed order. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function horizontalSum(v: v128): f32 {
  const pairs = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** Stores the first `count` lanes, 1 to 4. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function storeLanes(address: usize, v: v128, count: i32): void {
  if (count >= 4) {
    v128.store(address, v);
    return;
  }
  f32.store(address, f32x4.extract_lane(v, 0));
  if (count > 1) f32.store(address, f32x4.extract_lane(v, 1), 4);
  if (count > 2) f32.store(address, f32x4.extract_lane(v, 2), 8);
}

/** Smallest multiple of `step`, a power of two, that is no less than `count`. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function roundUp(count: i32, step: i32): i32 {
  return (count + step - 1) & -step;
}

/** First of the items of a thread, of `count` items shared by `threads`; the next thread's first is its end. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function share(count: i32, thread: i32, threads: i32): i32 {
  return i32((i64(count) * thread) / threads);
}
