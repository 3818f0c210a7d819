/**
 * Kernels that go through tensors of one shape from beginning to end: sums of a list of them, choices, booleans, casts and
 * constants.
 */
import { share, storeLanes } from "../runtime/simd";

/** Arguments of {@link addList}; addresses of the tensors follow. */
@unmanaged
class AddList {
  sum: usize;
  count: i32;
  tensors: i32;
}

/** Sum of some tensors, added in their order. */
export function addList(args: usize, thread: i32, threads: i32): void {
  const s = changetype<AddList>(args);
  const addresses = args + offsetof<AddList>();
  const start = share(blocks(s.count), thread, threads) << 4;
  let left = end(s.count, thread, threads) - start;
  for (let at = usize(start) << 2; left > 0; left -= 16, at += 64) {
    const first = load<usize>(addresses) + at;
    let v0 = v128.load(first), v1 = v128.load(first, 16), v2 = v128.load(first, 32), v3 = v128.load(first, 48);
    for (let i = 1; i < s.tensors; i++) {
      const next = load<usize>(addresses + (usize(i) << 2)) + at;
      v0 = f32x4.add(v0, v128.load(next));
      v1 = f32x4.add(v1, v128.load(next, 16));
      v2 = f32x4.add(v2, v128.load(next, 32));
      v3 = f32x4.add(v3, v128.load(next, 48));
    }
    storeSixteen(s.sum + at, v0, v1, v2, v3, left);
  }
}

/** Arguments of {@link choose}. */
@unmanaged
class Choose {
  condition: usize;
  yes: usize;
  no: usize;
  chosen: usize;
  count: i32;
}

/** The number of `yes` where the condition, a byte each, is true, else that of `no`. */
export function choose(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Choose>(args);
  const stop = end(s.count, thread, threads);
  for (let i = share(blocks(s.count), thread, threads) << 4; i < stop; i += 16) {
    const yes = s.yes + (usize(i) << 2), no = s.no + (usize(i) << 2);
    const masks = i8x16.ne(v128.load(s.condition + i), i8x16.splat(0));
    const low = i16x8.extend_low_i8x16_s(masks), high = i16x8.extend_high_i8x16_s(masks);
    const v0 = v128.bitselect(v128.load(yes), v128.load(no), i32x4.extend_low_i16x8_s(low));
    const v1 = v128.bitselect(v128.load(yes, 16), v128.load(no, 16), i32x4.extend_high_i16x8_s(low));
    const v2 = v128.bitselect(v128.load(yes, 32), v128.load(no, 32), i32x4.extend_low_i16x8_s(high));
    const v3 = v128.bitselect(v128.load(yes, 48), v128.load(no, 48), i32x4.extend_high_i16x8_s(high));
    storeSixteen(s.chosen + (usize(i) << 2), v0, v1, v2, v3, stop - i);
  }
}

/** Arguments of {@link both}. */
@unmanaged
class Both {
  a: usize;
  b: usize;
  c: usize;
  count: i32;
}

/** Whether both of two booleans, 0 or 1 in a byte each, are true. */
export function both(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Both>(args);
  const stop = end(s.count, thread, threads);
  let i = share(blocks(s.count), thread, threads) << 4;
  for (; i + 16 <= stop; i += 16) v128.store(s.c + i, v128.and(v128.load(s.a + i), v128.load(s.b + i)));
  for (; i < stop; i++) store<u8>(s.c + i, load<u8>(s.a + i) & load<u8>(s.b + i));
}

/** Arguments of the casts. */
@unmanaged
class Cast {
  x: usize;
  y: usize;
  count: i32;
}

/** Integers to floats. */
export function integersToFloats(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Cast>(args);
  const stop = end(s.count, thread, threads);
  for (let i = share(blocks(s.count), thread, threads) << 4; i < stop; i += 4) {
    const at = usize(i) << 2;
    storeLanes(s.y + at, f32x4.convert_i32x4_s(v128.load(s.x + at)), stop - i);
  }
}

/** Booleans to floats. */
export function booleansToFloats(args: usize, thread: i32, threads: i32): void {
  widen<f32>(args, thread, threads);
}

/** Booleans to integers. */
export function booleansToIntegers(args: usize, thread: i32, threads: i32): void {
  widen<i32>(args, thread, threads);
}

/** Bytes to numbers of 32 bits. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function widen<T>(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Cast>(args);
  const stop = end(s.count, thread, threads);
  for (let i = share(blocks(s.count), thread, threads) << 4; i < stop; i += 16) {
    const bytes = v128.load(s.x + i);
    const low = i16x8.extend_low_i8x16_u(bytes), high = i16x8.extend_high_i8x16_u(bytes);
    const v0 = numbers<T>(i32x4.extend_low_i16x8_u(low)), v1 = numbers<T>(i32x4.extend_high_i16x8_u(low));
    const v2 = numbers<T>(i32x4.extend_low_i16x8_u(high)), v3 = numbers<T>(i32x4.extend_high_i16x8_u(high));
    storeSixteen(s.y + (usize(i) << 2), v0, v1, v2, v3, stop - i);
  }
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function numbers<T>(integers: v128): v128 {
  return isFloat<T>() ? f32x4.convert_i32x4_s(integers) : integers;
}

/** Arguments of {@link fill}. */
@unmanaged
class Fill {
  y: usize;
  count: i32;
  /** What to write, be it an integer or a float. */
  word: i32;
}

/** The same 32 bits everywhere. */
export function fill(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Fill>(args);
  const v = i32x4.splat(s.word);
  const stop = end(s.count, thread, threads);
  for (let i = share(blocks(s.count), thread, threads) << 4; i < stop; i += 16) {
    storeSixteen(s.y + (usize(i) << 2), v, v, v, v, stop - i);
  }
}

/** Blocks of 16 numbers, which threads share. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function blocks(count: i32): i32 {
  return (count + 15) >> 4;
}

/** Where a thread's numbers end. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function end(count: i32, thread: i32, threads: i32): i32 {
  return min(count, share(blocks(count), thread + 1, threads) << 4);
}

/** Stores the first `count` of 16 numbers, 1 or more. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function storeSixteen(address: usize, v0: v128, v1: v128, v2: v128, v3: v128, count: i32): void {
  if (count >= 16) {
    v128.store(address, v0);
    v128.store(address, v1, 16);
    v128.store(address, v2, 32);
    v128.store(address, v3, 48);
    return;
  }
  storeLanes(address, v0, count);
  if (count > 4) storeLanes(address + 16, v1, count - 4);
  if (count > 8) storeLanes(address + 32, v2, count - 8);
  if (count > 12) storeLanes(address + 48, v3, count - 12);
}
