/**
 * Applying an operation to every number of a tensor.
 */
import { share, storeLanes } from "../runtime/simd";

/** Arguments of the kernels of one tensor. */
@unmanaged
class Each {
  x: usize;
  y: usize;
  count: i32;
  /** What the operation may need to know. */
  first: f32;
  second: f32;
}

/**
 * y = operation(x).
 *
 * @typeParam T A class with `apply(x, first, second)`, all of them vectors.
 */
export function each<T>(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Each>(args);
  const first = f32x4.splat(s.first), second = f32x4.splat(s.second);
  const blocks = (s.count + 15) >> 4;
  const start = share(blocks, thread, threads) << 4;
  let left = min(s.count, share(blocks, thread + 1, threads) << 4) - start;
  let x = s.x + (usize(start) << 2), y = s.y + (usize(start) << 2);
  for (; left >= 16; left -= 16, x += 64, y += 64) {
    const y0 = changetype<T>(0).apply(v128.load(x), first, second);
    const y1 = changetype<T>(0).apply(v128.load(x, 16), first, second);
    const y2 = changetype<T>(0).apply(v128.load(x, 32), first, second);
    const y3 = changetype<T>(0).apply(v128.load(x, 48), first, second);
    v128.store(y, y0);
    v128.store(y, y1, 16);
    v128.store(y, y2, 32);
    v128.store(y, y3, 48);
  }
  for (; left > 0; left -= 4, x += 16, y += 16) {
    storeLanes(y, changetype<T>(0).apply(v128.load(x), first, second), left);
  }
}
