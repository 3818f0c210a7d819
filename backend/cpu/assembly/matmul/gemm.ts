/**
 * Matrix product of blocks, the heart of every convolution: C (m × n) = or += A (m × k) · B (k × n).
 *
 * A may lie in any way: `aRow` and `aStep` are the distances in bytes of its rows and of its columns. B lies in rows of
 * distance `bStep`, its columns in groups of eight of distance `bPanel`: packed (32 and k · 32) or plain (n · 4 and 32).
 * C lies in rows of distance `cRow`. Up to 28 bytes beyond the last row of B and C may be read, never written.
 *
 * Six rows by eight columns are summed in registers, which keeps both multiplying units of a core busy. Every element is
 * summed over k in the same order whatever the shape, so results do not depend on how work is divided.
 */
import { fourRows, oneRow, sixPlainRows, sixRows } from "./gemm_rows";

export function gemm(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  bPanel: usize,
  c: usize,
  cRow: usize,
  accumulate: bool,
): void {
  // The products between Winograd's transforms.
  const plain = aStep === 4 && bStep === 32 && !accumulate && (k & 3) === 0 && (n & 7) === 0;
  for (let column = 0; column < n; column += 8) {
    const columns = n - column;
    let row = 0;
    let from = a;
    let to = c;
    // Eight and nine rows are two fours rather than a six and single ones.
    for (; m - row >= 6 && m - row !== 8 && m - row !== 9; row += 6, from += 6 * aRow, to += 6 * cRow) {
      if (plain) sixPlainRows(k, from, aRow, b, to, cRow);
      else sixRows(k, from, aRow, aStep, b, bStep, to, cRow, columns, accumulate);
    }
    for (; m - row >= 4; row += 4, from += 4 * aRow, to += 4 * cRow) {
      fourRows(k, from, aRow, aStep, b, bStep, to, cRow, columns, accumulate);
    }
    for (; row < m; row++, from += aRow, to += cRow) {
      oneRow(k, from, aStep, b, bStep, to, columns, accumulate);
    }
    b += bPanel;
    c += 32;
  }
}
