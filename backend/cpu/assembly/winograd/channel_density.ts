/**
 * Which channels of images are zero almost everywhere, as behind a ReLU that seldom lets anything through.
 */

/** So many pixels are looked at, evenly spaced; of fewer, all. */
const SAMPLES: i32 = 512;

/**
 * Writes which part of the values of four channels is not zero, among evenly spaced pixels, into four bytes at `to`: 255 is
 * all of them, 0 none.
 */
export function sampleDensities(x: usize, channels: i32, pixels: i32, to: usize): void {
  // Odd, so that it does not stay in the same columns of an image.
  const stride = max(1, pixels / SAMPLES) | 1;
  const step = usize(stride * channels) << 2;
  let zeros = i32x4.splat(0);
  let count = 0;
  for (let pixel = 0; pixel < pixels; pixel += stride, x += step, count++) {
    zeros = i32x4.sub(zeros, f32x4.eq(v128.load(x), f32x4.splat(0)));
  }
  store<u8>(to, density(count - i32x4.extract_lane(zeros, 0), count));
  store<u8>(to, density(count - i32x4.extract_lane(zeros, 1), count), 1);
  store<u8>(to, density(count - i32x4.extract_lane(zeros, 2), count), 2);
  store<u8>(to, density(count - i32x4.extract_lane(zeros, 3), count), 3);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function density(found: i32, count: i32): u8 {
  return u8((found * 255 + count - 1) / count);
}
