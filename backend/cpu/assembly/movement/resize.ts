/**
 * Enlargement of (rows, width, channels) by whole factors, every pixel becoming a block, and its gradient, the sums of
 * the blocks.
 */
import { copyRun } from "../runtime/copy";
import { share, storeLanes } from "../runtime/simd";

/** Arguments of the kernels. */
@unmanaged
class Resize {
  small: usize;
  large: usize;
  /** Rows of the small one, of all images. */
  rows: i32;
  width: i32;
  channels: i32;
  /** Rows and columns of a block. */
  down: i32;
  across: i32;
}

export function enlarge(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Resize>(args);
  const pixel = usize(s.channels) << 2, line = pixel * s.width * s.across;
  const end = share(s.rows, thread + 1, threads);
  for (let row = share(s.rows, thread, threads); row < end; row++) {
    const start = s.large + usize(row) * s.down * line;
    let from = s.small + usize(row) * s.width * pixel, to = start;
    for (let column = 0; column < s.width; column++, from += pixel) {
      for (let i = 0; i < s.across; i++, to += pixel) copyRun(to, from, pixel);
    }
    for (let i = 1; i < s.down; i++, to += line) copyRun(to, start, line);
  }
}

export function enlargeGradient(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Resize>(args);
  const pixel = usize(s.channels) << 2, line = pixel * s.width * s.across;
  const pairs = s.down === 2 && s.across === 2;
  const end = share(s.rows, thread + 1, threads);
  for (let row = share(s.rows, thread, threads); row < end; row++) {
    let from = s.large + usize(row) * s.down * line, to = s.small + usize(row) * s.width * pixel;
    for (let column = 0; column < s.width; column++, from += pixel * s.across, to += pixel) {
      for (let channel = 0; channel < s.channels; channel += 4) {
        const at = from + (channel << 2);
        const sum = pairs ? sumOfFour(at, pixel, line) : sumOfBlock(at, pixel, line, s.across, s.down);
        storeLanes(to + (channel << 2), sum, s.channels - channel);
      }
    }
  }
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function sumOfFour(at: usize, pixel: usize, line: usize): v128 {
  const upper = f32x4.add(v128.load(at), v128.load(at + pixel));
  return f32x4.add(upper, f32x4.add(v128.load(at + line), v128.load(at + line + pixel)));
}

function sumOfBlock(at: usize, pixel: usize, line: usize, across: i32, down: i32): v128 {
  let sum = f32x4.splat(0);
  for (let row = 0; row < down; row++, at += line) {
    for (let i = 0, from = at; i < across; i++, from += pixel) sum = f32x4.add(sum, v128.load(from));
  }
  return sum;
}
