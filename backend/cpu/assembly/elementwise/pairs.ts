/**
 * Applying an operation to the numbers of two tensors, of which either may serve along an axis of the other.
 */
import { share, storeLanes } from "../runtime/simd";

/** Arguments of the kernels of two tensors. */
@unmanaged
class Pairs {
  a: usize;
  b: usize;
  c: usize;
  /** Sizes of the result, (size0, size1, size2, length). */
  size0: i32;
  size1: i32;
  size2: i32;
  length: i32;
  /** Distances along these axes, in floats: of the last one 0 or 1, and not 0 for both. */
  a0: i32;
  a1: i32;
  a2: i32;
  aStep: i32;
  b0: i32;
  b1: i32;
  b2: i32;
  bStep: i32;
}

/**
 * c = operation(a, b), by lines along the last axis.
 *
 * @typeParam T A class with `line(a, b, c, count, aStep, bStep)` for a line and `shift`, by which a number of results is
 * shifted to be one of bytes.
 */
export function eachPair<T>(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Pairs>(args);
  const lines = s.size0 * s.size1 * s.size2;
  // Threads share the lines; few lines are each shared.
  const few = lines < 8 * threads;
  const blocks = (s.length + 15) >> 4;
  const from = few ? share(blocks, thread, threads) << 4 : 0;
  const count = (few ? min(s.length, share(blocks, thread + 1, threads) << 4) : s.length) - from;
  const first = few ? 0 : share(lines, thread, threads);
  const end = few ? lines : share(lines, thread + 1, threads);
  if (count <= 0 || first >= end) return;

  const a2 = isize(s.a2) << 2, b2 = isize(s.b2) << 2;
  // From the end of an axis to the next place of the one before it.
  const a1 = (isize(s.a1) << 2) - isize(s.size2) * a2, b1 = (isize(s.b1) << 2) - isize(s.size2) * b2;
  const a0 = (isize(s.a0 - s.size1 * s.a1)) << 2, b0 = (isize(s.b0 - s.size1 * s.b1)) << 2;
  let i2 = first % s.size2;
  const rest = first / s.size2;
  let i1 = rest % s.size1;
  const i0 = rest / s.size1;
  let a = s.a + ((usize(i0) * s.a0 + usize(i1) * s.a1 + usize(i2) * s.a2 + usize(from) * s.aStep) << 2);
  let b = s.b + ((usize(i0) * s.b0 + usize(i1) * s.b1 + usize(i2) * s.b2 + usize(from) * s.bStep) << 2);
  const shift = changetype<T>(0).shift();
  let c = s.c + ((usize(first) * s.length + from) << shift);
  for (let line = first; line < end; line++) {
    changetype<T>(0).line(a, b, c, count, s.aStep, s.bStep);
    c += usize(s.length) << shift;
    a += a2;
    b += b2;
    if (++i2 < s.size2) continue;
    i2 = 0;
    a += a1;
    b += b1;
    if (++i1 < s.size1) continue;
    i1 = 0;
    a += a0;
    b += b0;
  }
}

/**
 * Lines of numbers.
 *
 * @typeParam T A class with `apply(a, b)`.
 */
@final
export class Numbers<T> {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  shift(): usize {
    return 2;
  }

  // @ts-ignore: decorators are AssemblyScript's
  @inline
  line(a: usize, b: usize, c: usize, count: i32, aStep: i32, bStep: i32): void {
    if (aStep === 0) numberAndLine<T>(v128.load32_splat(a), b, c, count);
    else if (bStep === 0) lineAndNumber<T>(a, v128.load32_splat(b), c, count);
    else lineAndLine<T>(a, b, c, count);
  }
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function lineAndLine<T>(a: usize, b: usize, c: usize, count: i32): void {
  for (; count >= 16; count -= 16, a += 64, b += 64, c += 64) {
    v128.store(c, changetype<T>(0).apply(v128.load(a), v128.load(b)));
    v128.store(c, changetype<T>(0).apply(v128.load(a, 16), v128.load(b, 16)), 16);
    v128.store(c, changetype<T>(0).apply(v128.load(a, 32), v128.load(b, 32)), 32);
    v128.store(c, changetype<T>(0).apply(v128.load(a, 48), v128.load(b, 48)), 48);
  }
  for (; count > 0; count -= 4, a += 16, b += 16, c += 16) {
    storeLanes(c, changetype<T>(0).apply(v128.load(a), v128.load(b)), count);
  }
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function lineAndNumber<T>(a: usize, b: v128, c: usize, count: i32): void {
  for (; count >= 16; count -= 16, a += 64, c += 64) {
    v128.store(c, changetype<T>(0).apply(v128.load(a), b));
    v128.store(c, changetype<T>(0).apply(v128.load(a, 16), b), 16);
    v128.store(c, changetype<T>(0).apply(v128.load(a, 32), b), 32);
    v128.store(c, changetype<T>(0).apply(v128.load(a, 48), b), 48);
  }
  for (; count > 0; count -= 4, a += 16, c += 16) {
    storeLanes(c, changetype<T>(0).apply(v128.load(a), b), count);
  }
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function numberAndLine<T>(a: v128, b: usize, c: usize, count: i32): void {
  for (; count >= 16; count -= 16, b += 64, c += 64) {
    v128.store(c, changetype<T>(0).apply(a, v128.load(b)));
    v128.store(c, changetype<T>(0).apply(a, v128.load(b, 16)), 16);
    v128.store(c, changetype<T>(0).apply(a, v128.load(b, 32)), 32);
    v128.store(c, changetype<T>(0).apply(a, v128.load(b, 48)), 48);
  }
  for (; count > 0; count -= 4, b += 16, c += 16) {
    storeLanes(c, changetype<T>(0).apply(a, v128.load(b)), count);
  }
}

/**
 * Lines of booleans, a byte each.
 *
 * @typeParam T A class with `apply(a, b)`, whose lanes are all ones or all zeros.
 */
@final
export class Booleans<T> {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  shift(): usize {
    return 0;
  }

  // @ts-ignore: decorators are AssemblyScript's
  @inline
  line(a: usize, b: usize, c: usize, count: i32, aStep: i32, bStep: i32): void {
    if (aStep === 0) {
      const v = v128.load32_splat(a);
      for (; count > 0; count -= 16, b += 64, c += 16) storeBytes(c, sixteen<T>(v, v, v, v, b), count);
    } else if (bStep === 0) {
      const v = v128.load32_splat(b);
      for (; count > 0; count -= 16, a += 64, c += 16) {
        const v0 = changetype<T>(0).apply(v128.load(a), v), v1 = changetype<T>(0).apply(v128.load(a, 16), v);
        const v2 = changetype<T>(0).apply(v128.load(a, 32), v), v3 = changetype<T>(0).apply(v128.load(a, 48), v);
        storeBytes(c, bytes(v0, v1, v2, v3), count);
      }
    } else {
      for (; count > 0; count -= 16, a += 64, b += 64, c += 16) {
        storeBytes(c, sixteen<T>(v128.load(a), v128.load(a, 16), v128.load(a, 32), v128.load(a, 48), b), count);
      }
    }
  }
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function sixteen<T>(a0: v128, a1: v128, a2: v128, a3: v128, b: usize): v128 {
  const v0 = changetype<T>(0).apply(a0, v128.load(b)), v1 = changetype<T>(0).apply(a1, v128.load(b, 16));
  const v2 = changetype<T>(0).apply(a2, v128.load(b, 32)), v3 = changetype<T>(0).apply(a3, v128.load(b, 48));
  return bytes(v0, v1, v2, v3);
}

/** A byte, 0 or 1, for each lane. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function bytes(v0: v128, v1: v128, v2: v128, v3: v128): v128 {
  const all = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(v0, v1), i16x8.narrow_i32x4_s(v2, v3));
  return v128.and(all, i8x16.splat(1));
}

/** Stores the first `count` bytes, 1 or more. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function storeBytes(address: usize, v: v128, count: i32): void {
  if (count >= 16) {
    v128.store(address, v);
    return;
  }
  let rest = i64x2.extract_lane(v, 0);
  if (count >= 8) {
    i64.store(address, rest);
    rest = i64x2.extract_lane(v, 1);
    address += 8;
    count -= 8;
  }
  for (; count > 0; count--, address++, rest >>= 8) i64.store8(address, rest);
}
