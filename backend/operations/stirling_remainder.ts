/**
 * What Stirling's leading terms leave of the logarithm of the factorial.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";

/**
 * R(k) = lnΓ(k + 1) − k · ln k + k, for k ≥ 0: it grows only like ½ · ln(2πk), where lnΓ itself would lose its digits
 * in float32. The absolute error is below 2e-6, and below 2e-6 relative for k < ¼ (R(k) ≈ −k · ln k there).
 *
 * Near zero lnΓ(k + 1) is summed as its Taylor series, −γk + Σ (−1)ⁿ ζ(n) kⁿ / n; above 16 Stirling's series is used;
 * in between R(k) is reduced to R(k + 4) by Γ(x + 1) = x · Γ(x).
 *
 * @param k Counts, at least zero, of any shape. They are constants: the result has no useful gradient.
 * @returns R(k), of the same shape.
 */
export function stirlingRemainder(k: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const low = tf.minimum(k, SERIES_END);
    const middle = tf.clipByValue(k, SERIES_END, STIRLING_START);
    const high = tf.maximum(k, STIRLING_START);
    return tf.where(
      k.less(SERIES_END),
      nearZero(low),
      tf.where(k.less(STIRLING_START), shifted(middle), stirling(high)),
    );
  });
}

/** Euler's γ, then ζ(2), ζ(3) …: the coefficients of the series of lnΓ(1 + k), without sign and divisor. */
export const STIRLING_SERIES: readonly number[] = [
  0.5772156649015329,
  1.6449340668482264,
  1.2020569031595942,
  1.0823232337111382,
  1.0369277551433699,
  1.0173430619844491,
  1.0083492773819228,
  1.0040773561979443,
  1.0020083928260822,
  1.0009945751278181,
  1.0004941886041195,
];

// --- internal ---

const SERIES_END = 0.25;
const STIRLING_START = 16;

function nearZero(k: tf.Tensor): tf.Tensor {
  const logGamma = STIRLING_SERIES.reduceRight<tf.Tensor>(
    (sum, coefficient, index) => sum.mul(k).add(((-1) ** (index + 1) * coefficient) / (index + 1)),
    tf.scalar(0),
  ).mul(k);
  return logGamma.sub(k.mul(tf.log(tf.maximum(k, 1e-36)))).add(k);
}

function shifted(k: tf.Tensor): tf.Tensor {
  const last = k.add(4);
  const product = k.add(1).mul(k.add(2)).mul(k.add(3));
  return stirling(last).sub(4).add(k.mul(tf.log(last.div(k)))).add(tf.log(last.square().mul(last).div(product)));
}

function stirling(k: tf.Tensor): tf.Tensor {
  const inverse = tf.reciprocal(k);
  const series = inverse.mul(tf.sub(1 / 12, inverse.square().div(360)));
  return tf.log(k.mul(2 * Math.PI)).mul(0.5).add(series);
}
