/**
 * Constants of `math.ts`, `trigonometry.ts`, `stirling.ts`, `modulus.ts`, `fourier_butterflies.ts` and
 * `winograd_transforms.ts`, in the first page of the memory, where every instance writes the same bytes. V8 makes a constant vector of two 64-bit immediates wherever it is used,
 * which takes longer than the arithmetic; from memory it is one instruction.
 */

/** Bounds, 1 / ln 2, what leaves an integer in the lowest bits of a sum, -ln 2 in two parts, then the polynomial. */
export const EXP = memory.data<f32>([
  89, -104, 1.44269504088896341, 12582912, -0.693359375, 2.12194440e-4,
  1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
]);

/** √½, ln 2 in two parts, -½, then the polynomial. */
export const LOG = memory.data<f32>([
  0.707106781186547524, -2.12194440e-4, 0.693359375, -0.5,
  7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
  -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
]);

/** Up to where the polynomial serves, then the polynomial. */
export const TANH = memory.data<f32>([
  0.625, -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1,
]);

/** Smallest normal number, 2^23, -23, infinities. */
export const LIMITS = memory.data<f32>([1.17549435e-38, 8388608, -23, Infinity, -Infinity]);

/** Bits of the fraction, of ½ and of the sign, biases of the exponents of numbers from 1 and from ½. */
export const BITS = memory.data<i32>([0x007fffff, 0x3f000000, -0x80000000, 127, 126]);

/** The numbers 0, 1 and 2. */
export const NUMBERS = memory.data<f32>([0, 1, 2]);

/** An eighth of a turn and its negative, then the polynomials of sine and cosine. */
export const CIRCLE = memory.data<f32>([
  0.7853982, -0.7853982,
  -1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1,
  2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2, -0.5,
]);

/** 2 / π, π / 2 in two parts, ¼ and 4. */
export const TURN = memory.data<f64>([
  0.63661977236758134308, 1.57079632673412561417, 6.07710050650619224932e-11, 0.25, 4,
]);

/**
 * With the points a = 5/8 and b = 3/2 of Winograd's transforms: -a², -b², a²b², -(a² + b²), a, -a, b, -b, a², b²; then, with
 * p = 1 / (2a²(a² - b²)) and q = 1 / (2b²(b² - a²)), 1 / a²b², p, pa, pa², q, qb, qb². The first ten are exact.
 */
export const WINOGRAD = memory.data<f32>([
  -0.390625, -2.25, 0.87890625, -2.640625, 0.625, -0.625, 1.5, -1.5, 0.390625, 2.25,
  256.0 / 225, -8192.0 / 11900, -5120.0 / 11900, -3200.0 / 11900, 128.0 / 1071, 192.0 / 1071, 288.0 / 1071,
]);

/**
 * The part of the sum of its 36 transformed products below which a filter's gradient is in doubt, then the parts of that
 * for the outer taps along an axis, and for the middle one.
 */
export const DOUBT = memory.data<f32>([1.2e-4, 1, 0.65]);

/**
 * Of the Poisson loss: the least amplitude and count under a logarithm, where series change (¼ and 16), 1, 2, 3 and 4, ½,
 * 2π, 1/12 and 1/360, then the Taylor series of lnΓ(1 + k) from its last coefficient to its first.
 */
export const STIRLING = memory.data<f32>([
  1e-18, 1e-36, 0.25, 16, 1, 2, 3, 4, 0.5, 6.283185307179586, 1.0 / 12, 1.0 / 360,
  -0.09095401715, 0.1000994575, -0.1113342659, 0.1255096695, -0.1440498968, 0.169557177, -0.207385551, 0.2705808084,
  -0.4006856344, 0.8224670334, -0.5772156649,
]);

/** Cosine and sine of a third of a turn. */
export const TRIANGLE = memory.data<f32>([-0.5, 0.8660254037844386]);

/** Cosines of a fifth of a turn and of two, then their sines. */
export const PENTAGON = memory.data<f32>([
  0.30901699437494742, -0.80901699437494742, 0.95105651629515357, 0.58778525229247313,
]);

/** Of iterative engines: the least intensity, and the least ratio under a logarithm. */
export const DEVIANCE = memory.data<f32>([1e-24, 1e-30]);

/** A constant of 32 bits in every lane. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function float(table: usize, index: usize): v128 {
  return v128.load32_splat(table + (index << 2));
}

/** A constant of 64 bits in both lanes. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function double(table: usize, index: usize): v128 {
  return v128.load64_splat(table + (index << 3));
}
