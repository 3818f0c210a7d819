/**
 * Whether a 3 × 3 filter is dense: where many of the weights of an output channel are zero, or next to it, its outputs may be
 * sums of a term or two, for which Winograd's transforms are not exact enough.
 */

/** What a weight is small beside the largest of its output channel. */
const SMALL: f32 = 1.0 / 256;

/** A thin channel has more than one small weight in so many. */
const FEWEST: i32 = 8;

/** Whether one of up to four output channels from `filter` on is thin; `step` bytes lie between a channel's `count` weights. */
export function isThinColumn(filter: usize, step: usize, count: i32, lanes: i32): bool {
  const end = filter + usize(count) * step;
  let largest = f32x4.splat(0);
  for (let at = filter; at < end; at += step) largest = f32x4.pmax(largest, f32x4.abs(v128.load(at)));
  const bound = f32x4.mul(largest, f32x4.splat(SMALL));
  let small = i32x4.splat(0);
  for (let at = filter; at < end; at += step) small = i32x4.sub(small, f32x4.le(f32x4.abs(v128.load(at)), bound));
  const exists = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(lanes));
  // All of a channel's weights may well be zero.
  const some = f32x4.ne(largest, f32x4.splat(0));
  const thin = i32x4.gt_s(small, i32x4.splat(count / FEWEST));
  return v128.any_true(v128.and(v128.and(thin, some), exists));
}

/** Whether an output channel is thin whose weights lie in nine rows of `count`, `step` bytes apart. */
export function isThinRow(filter: usize, step: usize, count: i32): bool {
  const exists = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count & 3));
  const end = usize(count & -4) << 2;
  let most = f32x4.splat(0);
  for (let tap: usize = 0, row = filter; tap < 9; tap++, row += step) {
    for (let at: usize = 0; at < end; at += 16) most = f32x4.pmax(most, f32x4.abs(v128.load(row + at)));
    if (count & 3) most = f32x4.pmax(most, v128.and(f32x4.abs(v128.load(row + end)), exists));
  }
  const pairs = f32x4.pmax(most, v128.shuffle<f32>(most, most, 2, 3, 0, 1));
  const largest = max(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
  if (largest === 0) return false;
  const bound = f32x4.splat(largest * SMALL);
  let small = i32x4.splat(0);
  for (let tap: usize = 0, row = filter; tap < 9; tap++, row += step) {
    for (let at: usize = 0; at < end; at += 16) small = i32x4.sub(small, f32x4.le(f32x4.abs(v128.load(row + at)), bound));
    if (count & 3) small = i32x4.sub(small, v128.and(f32x4.le(f32x4.abs(v128.load(row + end)), bound), exists));
  }
  const sums = i32x4.add(small, v128.shuffle<i32>(small, small, 2, 3, 0, 1));
  return i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1) > 9 * count / FEWEST;
}
