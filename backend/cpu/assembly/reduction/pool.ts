/**
 * Max pooling of (batch, height, width, channels), and its gradient, which goes to the first of the largest values of a
 * window, in rows from the top left. As in tensorflow.js a value counts if it is larger than those before it and than
 * minus infinity, so NaN never does.
 */
import { share, storeLanes } from "../runtime/simd";

/** Arguments of the kernels. */
@unmanaged
class Pool {
  x: usize;
  /** Output, (batch, outHeight, outWidth, channels); of the gradient, what is known of it. */
  y: usize;
  /** The gradient's output. */
  dx: usize;
  batch: i32;
  height: i32;
  width: i32;
  channels: i32;
  outHeight: i32;
  outWidth: i32;
  windowHeight: i32;
  windowWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  top: i32;
  left: i32;
}

/** The larger, and `a` where `b` is NaN. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function larger(a: v128, b: v128): v128 {
  return f32x4.pmax(a, b);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function lowest(): v128 {
  return f32x4.splat(-Infinity);
}

/** Windows of any size and place. */
export function maxPool(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Pool>(args);
  const pixel = usize(s.channels) << 2, line = usize(s.width) * pixel;
  const end = share(s.batch * s.outHeight, thread + 1, threads);
  for (let row = share(s.batch * s.outHeight, thread, threads); row < end; row++) {
    const image = s.x + usize(row / s.outHeight) * s.height * line;
    const corner = (row % s.outHeight) * s.strideHeight - s.top;
    const firstRow = max(0, corner), lastRow = min(s.height, corner + s.windowHeight);
    let to = s.y + usize(row) * s.outWidth * pixel;
    for (let column = 0, left = -s.left; column < s.outWidth; column++, left += s.strideWidth, to += pixel) {
      const firstColumn = max(0, left), lastColumn = min(s.width, left + s.windowWidth);
      for (let channel = 0; channel < s.channels; channel += 4) {
        let largest = lowest();
        for (let r = firstRow; r < lastRow; r++) {
          let from = image + r * line + firstColumn * pixel + (channel << 2);
          for (let c = firstColumn; c < lastColumn; c++, from += pixel) largest = larger(largest, v128.load(from));
        }
        storeLanes(to + (channel << 2), largest, s.channels - channel);
      }
    }
  }
}

/** Windows of 2 × 2 side by side. */
export function maxPoolPairs(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Pool>(args);
  const pixel = usize(s.channels) << 2, line = usize(s.width) * pixel;
  const end = share(s.batch * s.outHeight, thread + 1, threads);
  for (let row = share(s.batch * s.outHeight, thread, threads); row < end; row++) {
    let from = s.x + (usize(row / s.outHeight) * s.height + ((row % s.outHeight) << 1)) * line;
    let to = s.y + usize(row) * s.outWidth * pixel;
    for (let column = 0; column < s.outWidth; column++, from += pixel << 1, to += pixel) {
      for (let channel = 0; channel < s.channels; channel += 4) {
        const at = from + (channel << 2);
        let largest = larger(larger(lowest(), v128.load(at)), v128.load(at + pixel));
        largest = larger(larger(largest, v128.load(at + line)), v128.load(at + line + pixel));
        storeLanes(to + (channel << 2), largest, s.channels - channel);
      }
    }
  }
}

/** Gradient of windows of any size and place; `y` is the gradient of the output. */
export function maxPoolGradient(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Pool>(args);
  const groups = (s.channels + 3) >> 2;
  const end = share(s.batch * groups, thread + 1, threads);
  for (let item = share(s.batch * groups, thread, threads); item < end; item++) {
    const channel = (item % groups) << 2, image = item / groups;
    const pixels = usize(image) * s.height * s.width * s.channels + channel;
    const outPixels = usize(image) * s.outHeight * s.outWidth * s.channels + channel;
    gradientOfGroup(s, s.x + (pixels << 2), s.y + (outPixels << 2), s.dx + (pixels << 2), min(4, s.channels - channel));
  }
}

/** Gradient of up to four channels of an image. */
function gradientOfGroup(s: Pool, x: usize, dy: usize, dx: usize, lanes: i32): void {
  const pixel = usize(s.channels) << 2;
  for (let i = 0, to = dx; i < s.height * s.width; i++, to += pixel) storeLanes(to, f32x4.splat(0), lanes);
  for (let row = 0, top = -s.top; row < s.outHeight; row++, top += s.strideHeight) {
    const firstRow = max(0, top), lastRow = min(s.height, top + s.windowHeight);
    for (let column = 0, left = -s.left; column < s.outWidth; column++, left += s.strideWidth, dy += pixel) {
      const firstColumn = max(0, left), lastColumn = min(s.width, left + s.windowWidth);
      let largest = lowest(), place = i32x4.splat(-1);
      for (let r = firstRow; r < lastRow; r++) {
        for (let c = firstColumn; c < lastColumn; c++) {
          const at = r * s.width + c;
          const value = v128.load(x + usize(at) * pixel);
          place = v128.bitselect(i32x4.splat(at), place, f32x4.gt(value, largest));
          largest = larger(largest, value);
        }
      }
      const gradient = v128.load(dy);
      addTo(dx, pixel, i32x4.extract_lane(place, 0), f32x4.extract_lane(gradient, 0));
      if (lanes > 1) addTo(dx + 4, pixel, i32x4.extract_lane(place, 1), f32x4.extract_lane(gradient, 1));
      if (lanes > 2) addTo(dx + 8, pixel, i32x4.extract_lane(place, 2), f32x4.extract_lane(gradient, 2));
      if (lanes > 3) addTo(dx + 12, pixel, i32x4.extract_lane(place, 3), f32x4.extract_lane(gradient, 3));
    }
  }
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function addTo(dx: usize, pixel: usize, place: i32, gradient: f32): void {
  if (place < 0) return;
  const to = dx + usize(place) * pixel;
  f32.store(to, f32.load(to) + gradient);
}

/** Gradient of windows of 2 × 2 side by side; `y` is the gradient of the output. What no window has gets zero. */
export function maxPoolPairsGradient(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Pool>(args);
  const pixel = usize(s.channels) << 2, line = usize(s.width) * pixel;
  const pairs = (s.height + 1) >> 1;
  const end = share(s.batch * pairs, thread + 1, threads);
  for (let pair = share(s.batch * pairs, thread, threads); pair < end; pair++) {
    const image = pair / pairs, row = pair % pairs;
    const offset = (usize(image) * s.height + (row << 1)) * line;
    if (row >= s.outHeight) {
      memory.fill(s.dx + offset, 0, line);
      continue;
    }
    let x = s.x + offset, dx = s.dx + offset;
    let dy = s.y + (usize(image) * s.outHeight + row) * s.outWidth * pixel;
    for (let column = 0; column < s.outWidth; column++, x += pixel << 1, dx += pixel << 1, dy += pixel) {
      gradientOfPairs(x, dy, dx, line, s.channels);
    }
    if (s.width & 1) {
      memory.fill(dx, 0, pixel);
      memory.fill(dx + line, 0, pixel);
    }
  }
}

/** Gradient of one window, all channels. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function gradientOfPairs(x: usize, dy: usize, dx: usize, line: usize, channels: i32): void {
  const pixel = usize(channels) << 2;
  for (let channel = 0; channel < channels; channel += 4, x += 16, dx += 16, dy += 16) {
    const a = v128.load(x), b = v128.load(x + pixel), c = v128.load(x + line), d = v128.load(x + line + pixel);
    const ofOne = larger(lowest(), a), ofTwo = larger(ofOne, b), ofThree = larger(ofTwo, c);
    const byA = f32x4.gt(a, lowest()), byB = f32x4.gt(b, ofOne), byC = f32x4.gt(c, ofTwo), byD = f32x4.gt(d, ofThree);
    const byLast = v128.or(byC, byD), gradient = v128.load(dy);
    const lanes = channels - channel;
    storeLanes(dx, v128.and(gradient, v128.andnot(byA, v128.or(byB, byLast))), lanes);
    storeLanes(dx + pixel, v128.and(gradient, v128.andnot(byB, byLast)), lanes);
    storeLanes(dx + line, v128.and(gradient, v128.andnot(byC, byD)), lanes);
    storeLanes(dx + line + pixel, v128.and(gradient, byD), lanes);
  }
}
