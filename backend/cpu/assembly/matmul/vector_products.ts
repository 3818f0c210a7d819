/**
 * Products of a matrix and one column: convolutions to one channel, for which {@link gemm}'s eight columns are too wide.
 */
import { horizontalSum, madd, storeLanes } from "../runtime/simd";

/**
 * c[i] = Σ A[i][r][j] · b[r][j] for i < m, r < runs, j < run. The values of a run are contiguous; runs of A are `runStep`
 * and its rows `aRow` bytes apart, runs of b roundUp(run, 4) floats, elements of c `cStep` bytes. Up to 12 bytes beyond a
 * run of A are read, and not used.
 */
export function dotRuns(
  m: i32,
  runs: i32,
  run: i32,
  a: usize,
  aRow: usize,
  runStep: usize,
  b: usize,
  c: usize,
  cStep: usize,
): void {
  const whole = usize(run & -4) << 2, rest = run & 3;
  const bStep = whole + (rest ? 16 : 0);
  const used = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(rest));
  for (let row = 0; row < m; row += 4, a += 4 * aRow, c += 4 * cStep) {
    // Of fewer than four rows the last is computed again.
    const last = usize(min(3, m - row - 1));
    let a0 = a, a1 = a + min<usize>(1, last) * aRow, a2 = a + min<usize>(2, last) * aRow, a3 = a + last * aRow;
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let r = 0, factor = b; r < runs; r++, factor += bStep) {
      for (let at: usize = 0; at < whole; at += 16) {
        const v = v128.load(factor + at);
        s0 = madd(v128.load(a0 + at), v, s0);
        s1 = madd(v128.load(a1 + at), v, s1);
        s2 = madd(v128.load(a2 + at), v, s2);
        s3 = madd(v128.load(a3 + at), v, s3);
      }
      if (rest) {
        const v = v128.load(factor + whole);
        s0 = madd(v128.and(v128.load(a0 + whole), used), v, s0);
        s1 = madd(v128.and(v128.load(a1 + whole), used), v, s1);
        s2 = madd(v128.and(v128.load(a2 + whole), used), v, s2);
        s3 = madd(v128.and(v128.load(a3 + whole), used), v, s3);
      }
      a0 += runStep;
      a1 += runStep;
      a2 += runStep;
      a3 += runStep;
    }
    f32.store(c, horizontalSum(s0));
    if (last > 0) f32.store(c + cStep, horizontalSum(s1));
    if (last > 1) f32.store(c + 2 * cStep, horizontalSum(s2));
    if (last > 2) f32.store(c + 3 * cStep, horizontalSum(s3));
  }
}

/**
 * c[i] = or += Σ A[j][i] · b[j] for i < m, j < k. Rows of A are contiguous, `aRow` bytes apart; elements of b are `bStep`
 * and of c `cStep` bytes apart. Up to 12 bytes beyond a row are read.
 */
export function sumRows(
  m: i32,
  k: i32,
  a: usize,
  aRow: usize,
  b: usize,
  bStep: usize,
  c: usize,
  cStep: usize,
  accumulate: bool,
): void {
  let column = 0;
  for (; m - column >= 32; column += 32, a += 128, c += 32 * cStep) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
    let from = a, factor = b;
    for (let j = 0; j < k; j++, from += aRow, factor += bStep) {
      const v = v128.load32_splat(factor);
      s0 = madd(v, v128.load(from), s0);
      s1 = madd(v, v128.load(from, 16), s1);
      s2 = madd(v, v128.load(from, 32), s2);
      s3 = madd(v, v128.load(from, 48), s3);
      s4 = madd(v, v128.load(from, 64), s4);
      s5 = madd(v, v128.load(from, 80), s5);
      s6 = madd(v, v128.load(from, 96), s6);
      s7 = madd(v, v128.load(from, 112), s7);
    }
    spread(c, cStep, s0, 4, accumulate);
    spread(c + 4 * cStep, cStep, s1, 4, accumulate);
    spread(c + 8 * cStep, cStep, s2, 4, accumulate);
    spread(c + 12 * cStep, cStep, s3, 4, accumulate);
    spread(c + 16 * cStep, cStep, s4, 4, accumulate);
    spread(c + 20 * cStep, cStep, s5, 4, accumulate);
    spread(c + 24 * cStep, cStep, s6, 4, accumulate);
    spread(c + 28 * cStep, cStep, s7, 4, accumulate);
  }
  for (; column < m; column += 4, a += 16, c += 4 * cStep) {
    let s = f32x4.splat(0);
    let from = a, factor = b;
    for (let j = 0; j < k; j++, from += aRow, factor += bStep) {
      s = madd(v128.load32_splat(factor), v128.load(from), s);
    }
    spread(c, cStep, s, m - column, accumulate);
  }
}

/** Stores up to four lanes at a distance. */
function spread(c: usize, cStep: usize, v: v128, lanes: i32, accumulate: bool): void {
  if (cStep === 4) {
    storeLanes(c, accumulate ? f32x4.add(v128.load(c), v) : v, lanes);
    return;
  }
  put(c, f32x4.extract_lane(v, 0), accumulate);
  if (lanes > 1) put(c + cStep, f32x4.extract_lane(v, 1), accumulate);
  if (lanes > 2) put(c + 2 * cStep, f32x4.extract_lane(v, 2), accumulate);
  if (lanes > 3) put(c + 3 * cStep, f32x4.extract_lane(v, 3), accumulate);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function put(c: usize, value: f32, accumulate: bool): void {
  f32.store(c, accumulate ? f32.load(c) + value : value);
}
