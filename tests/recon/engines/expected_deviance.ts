/**
 * What the Poisson deviance of a pixel is on average where nothing but the noise of photons is between n and its mean I:
 * Σₙ p(n | I) 2 (I − n + n ln(n / I)). It is 1 where photons are many, up to 1.16 about I = 1.3, and goes to 0 with I, as
 * a pixel that counts none has a deviance of 2 I.
 *
 * @module
 */

/** Mean deviance of a pixel that counts so many photons on average. */
export function expectedDeviance(mean: number): number {
  // 1 + 1/(6 I) + O(I⁻²) (McCullagh and Nelder 1989, doi:10.1007/978-1-4899-3242-6).
  if (mean > 100) return 1 + 1 / (6 * mean);
  let [probability, sum] = [Math.exp(-mean), 0];
  for (let n = 0; n < mean + 12 * Math.sqrt(mean) + 20; n++) {
    if (n > 0) probability *= mean / n;
    sum += probability * 2 * (mean - n + (n > 0 ? n * Math.log(n / mean) : 0));
  }
  return sum;
}
