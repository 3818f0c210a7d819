/**
 * Matrix product of tensors, (batch, m, k) · (batch, k, n), either factor transposed.
 */
import { gemm } from "./gemm";
import { share } from "../runtime/simd";

/** Arguments of {@link matMul}. */
@unmanaged
class MatMul {
  a: usize;
  b: usize;
  c: usize;
  /** Room for `batch` packed right factors: roundUp(n, 8) · k floats each. */
  packed: usize;
  batch: i32;
  m: i32;
  n: i32;
  k: i32;
  /** Distances in floats: of matrices (0 where one serves the whole batch), rows and columns. */
  aMatrix: i32;
  aRow: i32;
  aColumn: i32;
  bMatrix: i32;
  bRow: i32;
  bColumn: i32;
}

/** Rows of the product that are computed together, so that they share what is read of the right factor. */
const ROWS: i32 = 48;

export function packMatrix(args: usize, thread: i32, threads: i32): void {
  const s = changetype<MatMul>(args);
  const panels = (s.n + 7) >> 3;
  const matrices = s.bMatrix === 0 ? 1 : s.batch;
  const end = share(matrices * panels, thread + 1, threads);
  for (let item = share(matrices * panels, thread, threads); item < end; item++) {
    const column = (item % panels) << 3;
    let from = s.b + ((usize(item / panels) * s.bMatrix + usize(column) * s.bColumn) << 2);
    let to = s.packed + ((usize(item) * s.k) << 5);
    const columns = min(8, s.n - column);
    for (let i = 0; i < s.k; i++, from += usize(s.bRow) << 2, to += 32) {
      for (let j = 0; j < columns; j++) f32.store(to + (j << 2), f32.load(from + ((usize(j) * s.bColumn) << 2)));
      for (let j = columns; j < 8; j++) f32.store(to + (j << 2), 0);
    }
  }
}

export function matMul(args: usize, thread: i32, threads: i32): void {
  const s = changetype<MatMul>(args);
  const blocks = (s.m + ROWS - 1) / ROWS;
  const panels = (s.n + 7) >> 3;
  const end = share(s.batch * blocks, thread + 1, threads);
  for (let item = share(s.batch * blocks, thread, threads); item < end; item++) {
    const matrix = item / blocks;
    const row = (item % blocks) * ROWS;
    const packed = s.bMatrix === 0 ? 0 : usize(matrix);
    gemm(
      min(ROWS, s.m - row),
      s.n,
      s.k,
      s.a + ((usize(matrix) * s.aMatrix + usize(row) * s.aRow) << 2),
      usize(s.aRow) << 2,
      usize(s.aColumn) << 2,
      s.packed + ((packed * panels * s.k) << 5),
      32,
      usize(s.k) << 5,
      s.c + (((usize(matrix) * s.m + row) * s.n) << 2),
      usize(s.n) << 2,
      false,
    );
  }
}
