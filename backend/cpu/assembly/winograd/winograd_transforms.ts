/**
 * The transforms of Winograd's F(4 × 4, 3 × 3) (Lavin and Gray, arXiv:1509.09308) of four channels at once, with the points
 * 0, ±5/8, ±3/2 and ∞: errors are a third of those with the points ±1 and ±2, whose powers lie further apart. A tile is 6 × 6 inputs and 4 × 4 outputs; transformed, both and the filter are 6 × 6.
 *
 * Each is done along one axis into `temp`, room for 36 vectors, then along the other.
 */
import { float, WINOGRAD } from "../runtime/constants";
import { madd } from "../runtime/simd";

/**
 * Bᵀ d B of an input tile. `r0` … `r5` are the addresses of its rows; columns outside `firstColumn` … `endColumn` are
 * zeros. Writes 36 vectors at distance `step` from `to`; returns the union of the bits of all inputs, zero where none has a
 * value. Adds the sums of squares of those channels that `exists` has bits for to what is at `squares`, unless that is 0.
 */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function transformInput(
  r0: usize,
  r1: usize,
  r2: usize,
  r3: usize,
  r4: usize,
  r5: usize,
  firstColumn: i32,
  endColumn: i32,
  columnStep: usize,
  temp: usize,
  to: usize,
  step: usize,
  squares: usize,
  exists: v128,
): v128 {
  let bits = i32x4.splat(0);
  let square0 = f32x4.splat(0), square1 = square0, square2 = square0;
  for (let j = 0; j < 6; j++) {
    const column = temp + (usize(j) << 4);
    if (j < firstColumn || j >= endColumn) {
      for (let i: usize = 0; i < 576; i += 96) v128.store(column + i, f32x4.splat(0));
      continue;
    }
    const at = usize(j) * columnStep;
    const d0 = v128.load(r0 + at), d1 = v128.load(r1 + at), d2 = v128.load(r2 + at);
    const d3 = v128.load(r3 + at), d4 = v128.load(r4 + at), d5 = v128.load(r5 + at);
    bits = v128.or(v128.or(bits, v128.or(v128.or(d0, d1), d2)), v128.or(v128.or(d3, d4), d5));
    if (squares) {
      square0 = madd(d0, d0, madd(d3, d3, square0));
      square1 = madd(d1, d1, madd(d4, d4, square1));
      square2 = madd(d2, d2, madd(d5, d5, square2));
    }
    inputLine(d0, d1, d2, d3, d4, d5, column, 96);
  }
  if (squares) {
    const sum = f32x4.add(f32x4.add(square0, square1), square2);
    v128.store(squares, f32x4.add(v128.load(squares), v128.and(sum, exists)));
  }
  for (let i = 0; i < 6; i++, temp += 96, to += 6 * step) {
    inputLine(
      v128.load(temp),
      v128.load(temp, 16),
      v128.load(temp, 32),
      v128.load(temp, 48),
      v128.load(temp, 64),
      v128.load(temp, 80),
      to,
      step,
    );
  }
  return bits;
}

/** Aᵀ m A: 36 vectors at distance `step` from `from` become a 4 × 4 output tile in `temp`, rows of 64 bytes. */
export function transformOutput(from: usize, step: usize, temp: usize): void {
  for (let j: usize = 0; j < 6; j++) {
    const at = from + j * step;
    const row = 6 * step;
    outputLine(
      v128.load(at),
      v128.load(at + row),
      v128.load(at + 2 * row),
      v128.load(at + 3 * row),
      v128.load(at + 4 * row),
      v128.load(at + 5 * row),
      temp + (j << 4),
      96,
    );
  }
  // A row of six becomes a row of four in the place of what was read before.
  for (let i: usize = 0; i < 4; i++) {
    const row = temp + 96 * i;
    outputLine(
      v128.load(row),
      v128.load(row, 16),
      v128.load(row, 32),
      v128.load(row, 48),
      v128.load(row, 64),
      v128.load(row, 80),
      temp + (i << 6),
      16,
    );
  }
}

/**
 * A dy Aᵀ of the gradient of an output tile at `from`, whose first `rows` rows and `columns` columns exist. Writes 36
 * vectors at distance `step` from `to`.
 */
export function transformOutputGradient(
  from: usize,
  rowStep: usize,
  columnStep: usize,
  rows: i32,
  columns: i32,
  temp: usize,
  to: usize,
  step: usize,
): void {
  const zero = f32x4.splat(0);
  for (let j = 0; j < 4; j++, from += columnStep) {
    const column = temp + (usize(j) << 4);
    const inside = j < columns;
    gradientLine(
      inside ? v128.load(from) : zero,
      inside && rows > 1 ? v128.load(from + rowStep) : zero,
      inside && rows > 2 ? v128.load(from + 2 * rowStep) : zero,
      inside && rows > 3 ? v128.load(from + 3 * rowStep) : zero,
      column,
      64,
    );
  }
  for (let i = 0; i < 6; i++, temp += 64, to += 6 * step) {
    gradientLine(v128.load(temp), v128.load(temp, 16), v128.load(temp, 32), v128.load(temp, 48), to, step);
  }
}

/** G g Gᵀ of the filters in `taps`, 9 vectors in rows of three. Writes 36 vectors at distance `step` from `to`. */
export function transformFilter(taps: usize, temp: usize, to: usize, step: usize): void {
  for (let j: usize = 0; j < 3; j++) {
    const tap = taps + (j << 4);
    filterLine(v128.load(tap), v128.load(tap, 48), v128.load(tap, 96), temp + (j << 4), 48);
  }
  for (let i = 0; i < 6; i++, temp += 48, to += 6 * step) {
    filterLine(v128.load(temp), v128.load(temp, 16), v128.load(temp, 32), to, step);
  }
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function inputLine(d0: v128, d1: v128, d2: v128, d3: v128, d4: v128, d5: v128, to: usize, step: usize): void {
  const even = madd(float(WINOGRAD, 1), d2, d4), odd = madd(float(WINOGRAD, 1), d1, d3);
  const even2 = madd(float(WINOGRAD, 0), d2, d4), odd2 = madd(float(WINOGRAD, 0), d1, d3);
  v128.store(to, madd(float(WINOGRAD, 2), d0, madd(float(WINOGRAD, 3), d2, d4)));
  v128.store(to + step, madd(float(WINOGRAD, 4), odd, even));
  v128.store(to + 2 * step, madd(float(WINOGRAD, 5), odd, even));
  v128.store(to + 3 * step, madd(float(WINOGRAD, 6), odd2, even2));
  v128.store(to + 4 * step, madd(float(WINOGRAD, 7), odd2, even2));
  v128.store(to + 5 * step, madd(float(WINOGRAD, 2), d1, madd(float(WINOGRAD, 3), d3, d5)));
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function outputLine(m0: v128, m1: v128, m2: v128, m3: v128, m4: v128, m5: v128, to: usize, step: usize): void {
  const sum = f32x4.add(m1, m2), difference = f32x4.mul(float(WINOGRAD, 4), f32x4.sub(m1, m2));
  const sum2 = f32x4.add(m3, m4), difference2 = f32x4.mul(float(WINOGRAD, 6), f32x4.sub(m3, m4));
  v128.store(to, f32x4.add(f32x4.add(m0, sum), sum2));
  v128.store(to + step, f32x4.add(difference, difference2));
  v128.store(to + 2 * step, madd(float(WINOGRAD, 9), sum2, f32x4.mul(float(WINOGRAD, 8), sum)));
  v128.store(to + 3 * step, madd(float(WINOGRAD, 9), difference2, madd(float(WINOGRAD, 8), difference, m5)));
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function gradientLine(y0: v128, y1: v128, y2: v128, y3: v128, to: usize, step: usize): void {
  const even = madd(float(WINOGRAD, 8), y2, y0), odd = madd(float(WINOGRAD, 8), y3, y1);
  const even2 = madd(float(WINOGRAD, 9), y2, y0), odd2 = madd(float(WINOGRAD, 9), y3, y1);
  v128.store(to, y0);
  v128.store(to + step, madd(float(WINOGRAD, 4), odd, even));
  v128.store(to + 2 * step, madd(float(WINOGRAD, 5), odd, even));
  v128.store(to + 3 * step, madd(float(WINOGRAD, 6), odd2, even2));
  v128.store(to + 4 * step, madd(float(WINOGRAD, 7), odd2, even2));
  v128.store(to + 5 * step, y3);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function filterLine(g0: v128, g1: v128, g2: v128, to: usize, step: usize): void {
  const even = madd(float(WINOGRAD, 11), g0, f32x4.mul(float(WINOGRAD, 13), g2));
  const even2 = madd(float(WINOGRAD, 14), g0, f32x4.mul(float(WINOGRAD, 16), g2));
  const odd = f32x4.mul(float(WINOGRAD, 12), g1), odd2 = f32x4.mul(float(WINOGRAD, 15), g1);
  v128.store(to, f32x4.mul(float(WINOGRAD, 10), g0));
  v128.store(to + step, f32x4.add(even, odd));
  v128.store(to + 2 * step, f32x4.sub(even, odd));
  v128.store(to + 3 * step, f32x4.add(even2, odd2));
  v128.store(to + 4 * step, f32x4.sub(even2, odd2));
  v128.store(to + 5 * step, g2);
}
