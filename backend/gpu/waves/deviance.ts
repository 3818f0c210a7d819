/**
 * The Poisson deviance of a pixel in WebGPU programs.
 *
 * @module
 */

/**
 * A function `deviance(measured, predicted)` of amplitudes A and p: 2 (I − n + n ln(n / I)), n = A², I = p². Near A = p,
 * where that is a small difference of large numbers, by its series in A / p − 1, as `composed_engine.ts` has it.
 */
export const DEVIANCE = `
fn deviance(measured: f32, predicted: f32) -> f32 {
  let difference = measured - predicted;
  let ratio = measured / predicted;
  let u = ratio - 1.0;
  let series = 2.0 + u * (${2 / 3} + u * (${-1 / 6} + u * (${1 / 15} + u * (${-1 / 30} + u * ${2 / 105}))));
  if (abs(u) < 0.25) { return 2.0 * difference * difference * series; }
  return 2.0 * (2.0 * measured * measured * log(max(ratio, 1e-30)) - difference * (measured + predicted));
}
`;
