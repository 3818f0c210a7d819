/**
 * Sines that are as exact as single precision. What WGSL calls a sine may be off by 5e-4.
 *
 * @module
 */

/** A function `unitWave(angle)`: cosine and sine, by Cephes' polynomials for an eighth of a turn. */
export const UNIT_WAVE = `
fn unitWave(angle: f32) -> vec2<f32> {
  let quarters = round(angle * 0.63661977);
  let x = (angle - quarters * 1.5707964) + quarters * 4.371139e-8;
  let y = x * x;
  let sine = x + x * y * (-0.16666655 + y * (8.332161e-3 - y * 1.9515296e-4));
  let cosine = 1.0 - 0.5 * y + y * y * (0.041666646 + y * (-1.3887316e-3 + y * 2.4433157e-5));
  var wave = vec2<f32>(cosine, sine);
  if ((i32(quarters) & 1) != 0) { wave = vec2<f32>(-sine, cosine); }
  if ((i32(quarters) & 2) != 0) { wave = -wave; }
  return wave;
}`;
