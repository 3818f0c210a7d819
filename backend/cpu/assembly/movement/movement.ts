/**
 * Movement of values without arithmetic: boxes (slices, splits, concatenations, tiles, permutations that keep the last
 * axis) and padding. All sizes and distances are in bytes, so that one kernel serves every type.
 */
import { copyRun, copyRuns, fillRun } from "../runtime/copy";
import { share } from "../runtime/simd";

/** Arguments of {@link copyBox}: up to four axes of runs. */
@unmanaged
class Box {
  from: usize;
  to: usize;
  /** Bytes that lie together in both places. */
  run: usize;
  /** Lengths of the axes, the last one innermost; 1 where there is none. */
  size0: i32;
  size1: i32;
  size2: i32;
  size3: i32;
  from0: usize;
  from1: usize;
  from2: usize;
  from3: usize;
  to0: usize;
  to1: usize;
  to2: usize;
  to3: usize;
}

/** Longer runs are shared by threads in pieces of so many bytes. */
const PIECE: usize = 8192;

export function copyBox(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Box>(args);
  const pieces = i32((s.run + PIECE - 1) / PIECE);
  const units = s.size0 * s.size1 * s.size2 * s.size3 * pieces;
  const end = share(units, thread + 1, threads);
  let unit = share(units, thread, threads);
  while (unit < end) {
    let rest = unit / pieces;
    const skipped = usize(unit % pieces) * PIECE;
    const i3 = rest % s.size3;
    rest /= s.size3;
    const i2 = rest % s.size2;
    rest /= s.size2;
    const i1 = rest % s.size1, i0 = rest / s.size1;
    const from = s.from + i0 * s.from0 + i1 * s.from1 + i2 * s.from2 + i3 * s.from3 + skipped;
    const to = s.to + i0 * s.to0 + i1 * s.to1 + i2 * s.to2 + i3 * s.to3 + skipped;
    if (pieces === 1) {
      const count = min(s.size3 - i3, end - unit);
      copyRuns(count, s.run, to, s.to3, from, s.from3);
      unit += count;
    } else {
      copyRun(to, from, min(PIECE, s.run - skipped));
      unit++;
    }
  }
}

/** Arguments of {@link padBox}: up to three padded axes of rows, and a padded row. */
@unmanaged
class Pad {
  from: usize;
  to: usize;
  /** What is put around the box, a word of four bytes. */
  word: i32;
  /** Bytes of a row of the output: before, from the box, after. */
  before: usize;
  run: usize;
  after: usize;
  /** Lengths of the output's axes. */
  size0: i32;
  size1: i32;
  size2: i32;
  /** Where the box begins along them. */
  begin0: i32;
  begin1: i32;
  begin2: i32;
  /** Lengths of the box. */
  box0: i32;
  box1: i32;
  box2: i32;
}

export function padBox(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Pad>(args);
  const rows = s.size0 * s.size1 * s.size2;
  const bytes = s.before + s.run + s.after;
  const end = share(rows, thread + 1, threads);
  for (let row = share(rows, thread, threads); row < end; row++) {
    const to = s.to + usize(row) * bytes;
    const i2 = row % s.size2 - s.begin2;
    const i1 = (row / s.size2) % s.size1 - s.begin1;
    const i0 = row / s.size2 / s.size1 - s.begin0;
    // As unsigned numbers, indices before the box are beyond it.
    if (u32(i0) < u32(s.box0) && u32(i1) < u32(s.box1) && u32(i2) < u32(s.box2)) {
      fillRun(to, s.before, s.word);
      copyRun(to + s.before, s.from + usize((i0 * s.box1 + i1) * s.box2 + i2) * s.run, s.run);
      fillRun(to + s.before + s.run, s.after, s.word);
    } else {
      fillRun(to, bytes, s.word);
    }
  }
}
