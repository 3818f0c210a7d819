/**
 * Gradient of a ReLU and of the bias before it, in one pass: what the ReLU lets through of the gradient, and its sum by
 * channel. The pixels are summed in a fixed number of parts, and the parts in their order, whatever the threads.
 */
import { share, storeLanes } from "../runtime/simd";
import { barrier, claim } from "../runtime/threads";

/** Arguments. */
@unmanaged
class BiasReluGradient {
  dy: usize;
  /** The ReLU's output. */
  y: usize;
  dz: usize;
  dbias: usize;
  /** Room for the sums of each part, `channels` + 8 floats. */
  sums: usize;
  pixels: i32;
  channels: i32;
  parts: i32;
}

/** Pixels that are gone through together for a few channels each time, out of the nearest cache. */
const PIXELS: i32 = 64;

export function biasReluGradient(args: usize, thread: i32, threads: i32): void {
  const s = changetype<BiasReluGradient>(args);
  const partBytes = usize(s.channels + 8) << 2;
  for (let part = claim(); part < s.parts; part = claim()) {
    const sums = s.sums + usize(part) * partBytes;
    memory.fill(sums, 0, partBytes);
    const end = share(s.pixels, part + 1, s.parts);
    for (let first = share(s.pixels, part, s.parts); first < end; first += PIXELS) {
      addPixels(s, first, min(PIXELS, end - first), sums);
    }
  }
  barrier(threads);
  const end = usize(share(s.channels, thread + 1, threads)) << 2;
  for (let at = usize(share(s.channels, thread, threads)) << 2; at < end; at += 4) {
    let sum: f32 = 0;
    for (let part = 0; part < s.parts; part++) sum += f32.load(s.sums + usize(part) * partBytes + at);
    f32.store(s.dbias + at, sum);
  }
}

function addPixels(s: BiasReluGradient, first: i32, pixels: i32, sums: usize): void {
  const step = usize(s.channels) << 2;
  const zero = f32x4.splat(0);
  let at = usize(first) * step;
  let channel = 0;
  for (; s.channels - channel >= 8; channel += 8, at += 32, sums += 32) {
    let left = v128.load(sums), right = v128.load(sums, 16);
    let from = at;
    for (let pixel = 0; pixel < pixels; pixel++, from += step) {
      const a = v128.and(v128.load(s.dy + from), f32x4.gt(v128.load(s.y + from), zero));
      const b = v128.and(v128.load(s.dy + from, 16), f32x4.gt(v128.load(s.y + from, 16), zero));
      v128.store(s.dz + from, a);
      v128.store(s.dz + from, b, 16);
      left = f32x4.add(left, a);
      right = f32x4.add(right, b);
    }
    v128.store(sums, left);
    v128.store(sums, right, 16);
  }
  for (; channel < s.channels; channel += 4, at += 16, sums += 16) {
    let sum = v128.load(sums);
    let from = at;
    for (let pixel = 0; pixel < pixels; pixel++, from += step) {
      const a = v128.and(v128.load(s.dy + from), f32x4.gt(v128.load(s.y + from), zero));
      storeLanes(s.dz + from, a, s.channels - channel);
      sum = f32x4.add(sum, a);
    }
    // Lanes beyond the last channel hold other pixels' values; nobody reads their sums.
    v128.store(sums, sum);
  }
}
