/**
 * Eigenvalues and eigenvectors of small Hermitian matrices, by Jacobi's rotations: each turns one pair of axes so that
 * they no longer mix, and few rounds over all pairs leave nothing that mixes (G. H. Golub, C. F. Van Loan, Matrix
 * Computations, 8.5).
 *
 * @module
 */

/** A complex square matrix, row-major. */
export interface ComplexMatrix {
  /** Rows, and columns. */
  readonly size: number;
  /** Real parts, size × size. */
  readonly re: Float64Array;
  /** Imaginary parts, size × size. */
  readonly im: Float64Array;
}

/** Eigenvalues, the greatest first, and their vectors. */
export interface HermitianEigen {
  /** Eigenvalues, real, in descending order. */
  readonly values: Float64Array;
  /** Column k is the vector of eigenvalue k; columns are orthonormal, and the largest element of each is real and positive. */
  readonly vectors: ComplexMatrix;
}

/**
 * Diagonalises a Hermitian matrix.
 *
 * @param matrix Finite; what is below the diagonal is taken for the conjugate of what is above.
 * @returns Its eigenvalues and vectors; those of a diagonal matrix in descending order are exactly the unit vectors.
 */
export function hermitianEigen(matrix: ComplexMatrix): HermitianEigen {
  const { size } = matrix;
  const a = { size, re: matrix.re.slice(), im: matrix.im.slice() };
  const vectors = identity(size);
  const nothing = LEAST_ELEMENT *
    a.re.reduce((sum, value, at) => at % (size + 1) === 0 ? sum + Math.abs(value) : sum, 0);
  for (let round = 0; round < MOST_ROUNDS && mixes(a, nothing); round++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (modulusAt(a, p * size + q) > nothing) rotate(a, vectors, p, q);
      }
    }
  }
  const order = Array.from({ length: size }, (_, k) => k)
    .sort((k, l) => (a.re[l * size + l] ?? 0) - (a.re[k * size + k] ?? 0));
  return {
    values: Float64Array.from(order, (k) => a.re[k * size + k] ?? 0),
    vectors: realLargest(columns(vectors, order)),
  };
}

// --- internal ---

/** Rounds converge quadratically: ten are many. */
const MOST_ROUNDS = 60;
/** Elements off the diagonal that are so small beside it are rounding. */
const LEAST_MIXING = 1e-15;
/** Elements that are so small beside the trace are nothing: where eigenvalues are 0, they fall below all numbers. */
const LEAST_ELEMENT = 1e-20;

function identity(size: number): ComplexMatrix {
  const re = new Float64Array(size * size);
  for (let k = 0; k < size; k++) re[k * size + k] = 1;
  return { size, re, im: new Float64Array(size * size) };
}

function mixes(a: ComplexMatrix, nothing: number): boolean {
  const { size, re } = a;
  for (let p = 0; p < size; p++) {
    for (let q = p + 1; q < size; q++) {
      const mean = Math.sqrt(Math.abs((re[p * size + p] ?? 0) * (re[q * size + q] ?? 0)));
      if (modulusAt(a, p * size + q) > Math.max(nothing, LEAST_MIXING * mean)) return true;
    }
  }
  return false;
}

function modulusAt({ re, im }: ComplexMatrix, at: number): number {
  return Math.hypot(re[at] ?? 0, im[at] ?? 0);
}

/** A ← UᴴAU and V ← VU, U the rotation of axes p and q after which A has a zero there. */
function rotate(a: ComplexMatrix, vectors: ComplexMatrix, p: number, q: number): void {
  const { size } = a;
  const [re, im] = [a.re[p * size + q] ?? 0, a.im[p * size + q] ?? 0];
  const modulus = Math.hypot(re, im);
  // At most π/4 either way: with larger angles, rounds may go in circles.
  const angle = Math.atan(2 * modulus / ((a.re[p * size + p] ?? 0) - (a.re[q * size + q] ?? 0))) / 2;
  const turn = { cos: Math.cos(angle), sin: Math.sin(angle), re: re / modulus, im: -im / modulus };
  for (let k = 0; k < size; k++) mixPair(vectors, k * size + p, k * size + q, turn);
  for (let k = 0; k < size; k++) mixPair(a, k * size + p, k * size + q, turn);
  for (let k = 0; k < size; k++) mixPair(a, p * size + k, q * size + k, { ...turn, im: -turn.im });
}

/** A rotation by an angle, after the second axis was multiplied by re + i·im of modulus 1. */
interface Turn {
  readonly cos: number;
  readonly sin: number;
  readonly re: number;
  readonly im: number;
}

function mixPair({ re, im }: ComplexMatrix, first: number, second: number, turn: Turn): void {
  const [xr, xi, r, i] = [re[first] ?? 0, im[first] ?? 0, re[second] ?? 0, im[second] ?? 0];
  const [yr, yi] = [r * turn.re - i * turn.im, r * turn.im + i * turn.re];
  re[first] = turn.cos * xr + turn.sin * yr;
  im[first] = turn.cos * xi + turn.sin * yi;
  re[second] = turn.cos * yr - turn.sin * xr;
  im[second] = turn.cos * yi - turn.sin * xi;
}

function columns({ size, re, im }: ComplexMatrix, order: readonly number[]): ComplexMatrix {
  const taken = (part: Float64Array): Float64Array =>
    part.map((_, index) => part[index - index % size + (order[index % size] ?? 0)] ?? 0);
  return { size, re: taken(re), im: taken(im) };
}

function realLargest({ size, re, im }: ComplexMatrix): ComplexMatrix {
  const turned = { size, re: re.slice(), im: im.slice() };
  for (let k = 0; k < size; k++) {
    let [largest, c, s] = [0, 1, 0];
    for (let row = 0; row < size; row++) {
      const [x, y] = [re[row * size + k] ?? 0, im[row * size + k] ?? 0];
      const modulus = Math.hypot(x, y);
      if (modulus > largest) [largest, c, s] = [modulus, x / modulus, -y / modulus];
    }
    for (let at = k; at < size * size; at += size) {
      const [x, y] = [re[at] ?? 0, im[at] ?? 0];
      turned.re[at] = x * c - y * s;
      turned.im[at] = x * s + y * c;
    }
  }
  return turned;
}
