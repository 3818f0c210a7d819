/**
 * Gradients of `attention.ts`' functions; each reads what it is given once and writes the gradient by x in the same pass.
 * The gradient of a maximum is shared equally by those who have it.
 */
import { PART } from "./attention";
import { horizontalSum, madd, share, storeLanes } from "../runtime/simd";
import { barrier, claim } from "../runtime/threads";

/** Arguments of {@link summarisePixelsGradient}. */
@unmanaged
class SummaryGradient {
  x: usize;
  /** Means (batch, channels), then maxima, and how many pixels have the maximum. */
  pooled: usize;
  count: usize;
  /** Gradient by x as it is used elsewhere, and those by the means and the maxima. */
  dy: usize;
  dpooled: usize;
  dx: usize;
  /** Room for what a pixel gets of the mean and of the maximum: (2, batch, channels), and eight floats. */
  portions: usize;
  batch: i32;
  pixels: i32;
  channels: i32;
}

export function summarisePixelsGradient(args: usize, thread: i32, threads: i32): void {
  const s = changetype<SummaryGradient>(args);
  const size = s.batch * s.channels, maxima = usize(size) << 2;
  const pixels = f32(s.pixels);
  const last = share(size, thread + 1, threads);
  for (let i = share(size, thread, threads); i < last; i++) {
    const at = usize(i) << 2;
    f32.store(s.portions + at, f32.load(s.dpooled + at) / pixels);
    f32.store(s.portions + maxima + at, f32.load(s.dpooled + maxima + at) / f32.load(s.count + at));
  }
  barrier(threads);
  const partsOfImage = (s.pixels + PART - 1) / PART;
  for (let part = claim(); part < s.batch * partsOfImage; part = claim()) {
    const image = part / partsOfImage, first = (part % partsOfImage) * PART;
    gradientOfPart(s, image, image * s.pixels + first, min(PART, s.pixels - first));
  }
}

/** Gradient by some pixels of an image, a few channels at a time: what is the same for all pixels is in registers. */
function gradientOfPart(s: SummaryGradient, image: i32, first: i32, pixels: i32): void {
  const step = usize(s.channels) << 2, maxima = usize(s.batch) * step;
  const toDy = s.dy - s.x, toDx = s.dx - s.x;
  let x = s.x + usize(first) * step;
  let largest = s.pooled + maxima + usize(image) * step, ofMean = s.portions + usize(image) * step;
  let left = s.channels;
  for (; left >= 8; left -= 8, x += 32, largest += 32, ofMean += 32) {
    const largest0 = v128.load(largest), largest1 = v128.load(largest, 16);
    const mean0 = v128.load(ofMean), mean1 = v128.load(ofMean, 16);
    const maximum0 = v128.load(ofMean + maxima), maximum1 = v128.load(ofMean + maxima, 16);
    for (let i = 0, at = x; i < pixels; i++, at += step) {
      const wins0 = f32x4.eq(v128.load(at), largest0), wins1 = f32x4.eq(v128.load(at, 16), largest1);
      const portion0 = f32x4.add(mean0, v128.and(maximum0, wins0));
      const portion1 = f32x4.add(mean1, v128.and(maximum1, wins1));
      v128.store(at + toDx, f32x4.add(v128.load(at + toDy), portion0));
      v128.store(at + toDx, f32x4.add(v128.load(at + toDy, 16), portion1), 16);
    }
  }
  for (; left > 0; left -= 4, x += 16, largest += 16, ofMean += 16) {
    for (let i = 0, at = x; i < pixels; i++, at += step) {
      const wins = f32x4.eq(v128.load(at), v128.load(largest));
      const portion = f32x4.add(v128.load(ofMean), v128.and(v128.load(ofMean + maxima), wins));
      storeLanes(at + toDx, f32x4.add(v128.load(at + toDy), portion), left);
    }
  }
}

/** Arguments of {@link weighChannelsGradient}. */
@unmanaged
class ChannelsGradient {
  x: usize;
  /** (batch, channels). */
  gate: usize;
  /** Maximum and mean of x times the gate, by pixel, and the gradients by them. */
  summary: usize;
  dsummary: usize;
  /** Gradient by x times the gate as it is used elsewhere. */
  dy: usize;
  dx: usize;
  dgate: usize;
  /** Room for the gate's gradient of each part of the pixels: `channels` + 8 floats. */
  parts: usize;
  /** Room of a thread for three numbers of each pixel of a part, {@link LINES} bytes. */
  lines: usize;
  batch: i32;
  pixels: i32;
  channels: i32;
}

export function weighChannelsGradient(args: usize, thread: i32, threads: i32): void {
  const s = changetype<ChannelsGradient>(args);
  const partsOfImage = (s.pixels + PART - 1) / PART;
  const room = usize(s.channels + 8) << 2;
  const lines = s.lines + usize(thread) * LINES;
  for (let part = claim(); part < s.batch * partsOfImage; part = claim()) {
    const image = part / partsOfImage, first = (part % partsOfImage) * PART;
    const pixels = min(PART, s.pixels - first);
    summaryGradients(s, image, image * s.pixels + first, pixels, lines);
    gradientsOfPart(s, image, image * s.pixels + first, pixels, s.parts + usize(part) * room, lines);
  }
  barrier(threads);
  const groups = (s.channels + 3) >> 2;
  for (let item = claim(); item < s.batch * groups; item = claim()) {
    const image = item / groups, channel = (item % groups) << 2;
    let from = s.parts + usize(image) * partsOfImage * room + (channel << 2);
    let sum = f32x4.splat(0);
    for (let part = 0; part < partsOfImage; part++, from += room) sum = f32x4.add(sum, v128.load(from));
    storeLanes(s.dgate + ((usize(image) * s.channels + channel) << 2), sum, s.channels - channel);
  }
}

const LINES: usize = usize(PART) * 12;

/** The maximum of each pixel, and what each of its channels gets of the mean's gradient and of the maximum's. */
function summaryGradients(s: ChannelsGradient, image: i32, first: i32, pixels: i32, lines: usize): void {
  const step = usize(s.channels) << 2, gates = s.gate + usize(image) * step;
  const channels = f32(s.channels);
  let x = s.x + usize(first) * step, summary = s.summary + (usize(first) << 3);
  const toGradient = s.dsummary - s.summary;
  for (let i = 0; i < pixels; i++, x += step, summary += 8, lines += 12) {
    const largest = f32.load(summary);
    f32.store(lines, largest);
    f32.store(lines, f32.load(summary + toGradient, 4) / channels, 4);
    f32.store(lines, f32.load(summary + toGradient) / f32(countEqual(x, gates, largest, step)), 8);
  }
}

/** How many channels have the maximum. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function countEqual(x: usize, gates: usize, largest: f32, bytes: usize): i32 {
  const end = x + bytes, full = x + (bytes & -16);
  const wanted = f32x4.splat(largest);
  let count = i32x4.splat(0);
  for (; x < full; x += 16, gates += 16) {
    // A comparison that holds is minus one.
    count = i32x4.sub(count, f32x4.eq(f32x4.mul(v128.load(x), v128.load(gates)), wanted));
  }
  let total = i32x4.extract_lane(count, 0) + i32x4.extract_lane(count, 1) + i32x4.extract_lane(count, 2) +
    i32x4.extract_lane(count, 3);
  for (; x < end; x += 4, gates += 4) total += i32(f32.load(x) * f32.load(gates) === largest);
  return total;
}

/** Gradient by some pixels, a few channels at a time, and their part of the gradient by the gate. */
function gradientsOfPart(s: ChannelsGradient, image: i32, first: i32, pixels: i32, sums: usize, lines: usize): void {
  const step = usize(s.channels) << 2;
  const toDy = s.dy - s.x, toDx = s.dx - s.x;
  let x = s.x + usize(first) * step, gates = s.gate + usize(image) * step;
  let left = s.channels;
  for (; left >= 8; left -= 8, x += 32, gates += 32, sums += 32) {
    const gate0 = v128.load(gates), gate1 = v128.load(gates, 16);
    let sum0 = f32x4.splat(0), sum1 = sum0;
    for (let i = 0, at = x, line = lines; i < pixels; i++, at += step, line += 12) {
      const largest = v128.load32_splat(line), mean = v128.load32_splat(line, 4), maximum = v128.load32_splat(line, 8);
      const value0 = v128.load(at), value1 = v128.load(at, 16);
      const dy0 = f32x4.add(v128.load(at + toDy), mean), dy1 = f32x4.add(v128.load(at + toDy, 16), mean);
      const wins0 = f32x4.eq(f32x4.mul(value0, gate0), largest), wins1 = f32x4.eq(f32x4.mul(value1, gate1), largest);
      const gradient0 = f32x4.add(dy0, v128.and(maximum, wins0)), gradient1 = f32x4.add(dy1, v128.and(maximum, wins1));
      v128.store(at + toDx, f32x4.mul(gradient0, gate0));
      v128.store(at + toDx, f32x4.mul(gradient1, gate1), 16);
      sum0 = madd(gradient0, value0, sum0);
      sum1 = madd(gradient1, value1, sum1);
    }
    v128.store(sums, sum0);
    v128.store(sums, sum1, 16);
  }
  for (; left > 0; left -= 4, x += 16, gates += 16, sums += 16) {
    const gate = v128.load(gates);
    let sum = f32x4.splat(0);
    for (let i = 0, at = x, line = lines; i < pixels; i++, at += step, line += 12) {
      const value = v128.load(at), dy = f32x4.add(v128.load(at + toDy), v128.load32_splat(line, 4));
      const wins = f32x4.eq(f32x4.mul(value, gate), v128.load32_splat(line));
      const gradient = f32x4.add(dy, v128.and(v128.load32_splat(line, 8), wins));
      storeLanes(at + toDx, f32x4.mul(gradient, gate), left);
      sum = madd(gradient, value, sum);
    }
    // Lanes beyond the last channel hold other pixels' values; nobody reads their sums.
    v128.store(sums, sum);
  }
}

/** Arguments of {@link weighPixelsGradient}. */
@unmanaged
class PixelsGradient {
  x: usize;
  /** (batch, pixels). */
  gate: usize;
  dy: usize;
  dx: usize;
  dgate: usize;
  /** Of all images. */
  pixels: i32;
  channels: i32;
}

export function weighPixelsGradient(args: usize, thread: i32, threads: i32): void {
  const s = changetype<PixelsGradient>(args);
  const step = usize(s.channels) << 2, paired = usize(s.channels & -8) << 2;
  const toDy = s.dy - s.x, toDx = s.dx - s.x;
  const end = share(s.pixels, thread + 1, threads);
  let at = s.x + usize(share(s.pixels, thread, threads)) * step;
  for (let pixel = share(s.pixels, thread, threads); pixel < end; pixel++) {
    const gate = v128.load32_splat(s.gate + (usize(pixel) << 2));
    const pairs = at + paired, next = at + step;
    let sum0 = f32x4.splat(0), sum1 = sum0;
    for (; at < pairs; at += 32) {
      const dy0 = v128.load(at + toDy), dy1 = v128.load(at + toDy, 16);
      v128.store(at + toDx, f32x4.mul(dy0, gate));
      v128.store(at + toDx, f32x4.mul(dy1, gate), 16);
      sum0 = madd(dy0, v128.load(at), sum0);
      sum1 = madd(dy1, v128.load(at, 16), sum1);
    }
    let total = horizontalSum(f32x4.add(sum0, sum1));
    for (; at < next; at += 4) {
      const gradient = f32.load(at + toDy);
      f32.store(at + toDx, gradient * f32x4.extract_lane(gate, 0));
      total += gradient * f32.load(at);
    }
    f32.store(s.dgate + (usize(pixel) << 2), total);
  }
}
