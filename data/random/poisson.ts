/**
 * Poisson numbers, exact at every mean: products of uniforms where the mean is small (Knuth), transformed rejection
 * where it is large (PTRS of Hörmann 1993, doi:10.1016/0167-6687(93)90997-4). The probability that decides a rejection
 * is Loader's saddle-point form, which keeps its precision where k·ln μ − μ − ln k! is a difference of huge numbers.
 *
 * @module
 */

/**
 * Draws a Poisson number.
 *
 * @param mean Mean μ, zero or more.
 * @param uniform Draws uniformly from [0, 1).
 * @returns A whole number.
 * @throws {RangeError} If the mean is negative or not finite.
 */
export function poisson(mean: number, uniform: () => number): number {
  if (!(mean >= 0 && mean < Infinity)) {
    throw new RangeError(
      `Cannot draw a Poisson number as its mean must be finite and 0 or more: current value is ${mean}`,
    );
  }
  return mean < 10 ? byProducts(mean, uniform) : byRejection(mean, uniform);
}

/** Logarithm of the Poisson probability of k at mean μ, for whole k ≥ 0 and μ > 0. */
export function logPoisson(k: number, mean: number): number {
  if (k === 0) return -mean;
  return -stirlingError(k) - deviance(k, mean) - 0.5 * Math.log(2 * Math.PI * k);
}

// --- internal ---

function byProducts(mean: number, uniform: () => number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = uniform(); product > limit; product *= uniform()) count++;
  return count;
}

function byRejection(mean: number, uniform: () => number): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const logInverseAlpha = Math.log(1.1239 + 1.1328 / (b - 3.4));
  const quick = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = uniform() - 0.5;
    const v = uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor((2 * a / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= quick) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (Math.log(v) + logInverseAlpha - Math.log(a / (us * us) + b) <= logPoisson(k, mean)) return k;
  }
}

/** ln k! − (k + ½)·ln k + k − ½·ln 2π: directly from the factorial where it is small, else by its series. */
function stirlingError(k: number): number {
  if (k <= 15) {
    let factorial = 1;
    for (let i = 2; i <= k; i++) factorial *= i;
    return Math.log(factorial) - (k + 0.5) * Math.log(k) + k - 0.5 * Math.log(2 * Math.PI);
  }
  const square = k * k;
  return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * square)) / square) / square) / k;
}

/** k·ln(k/μ) − k + μ, by a series where k is near μ and the terms would cancel. */
function deviance(k: number, mean: number): number {
  const difference = k - mean;
  if (Math.abs(difference) >= 0.1 * (k + mean)) return k * Math.log(k / mean) - difference;
  const ratio = difference / (k + mean);
  let sum = difference * ratio;
  let term = 2 * k * ratio;
  for (let odd = 3;; odd += 2) {
    term *= ratio * ratio;
    const next = sum + term / odd;
    if (next === sum) return sum;
    sum = next;
  }
}
