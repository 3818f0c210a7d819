/**
 * Gradients of `attention.ts`' functions; each reads what it is given once and writes the gradient by x in the same pass.
 * The gradient of a maximum is shared equally by those who have it.
 */
import { PART } from "./attention";
import { horizontalSum, madd, share, storeLanes } from "./simd";
import { barrier, claim } from "./threads";

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
  const parts = (s.batch * s.pixels + PART - 1) / PART;
  for (let part = claim(); part < parts; part = claim()) {
    addPortions(s, part * PART, min((part + 1) * PART, s.batch * s.pixels));
  }
}

/** Adds to the gradients of some pixels, counted over all images, what they get of the summary's. */
function addPortions(s: SummaryGradient, first: i32, end: i32): void {
  const channels = s.channels, step = usize(channels) << 2;
  const maxima = usize(s.batch) * step;
  for (let pixel = first; pixel < end; pixel++) {
    const image = usize(pixel / s.pixels) * step, offset = usize(pixel) * step;
    const largest = s.pooled + maxima + image, ofMean = s.portions + image, ofMaximum = ofMean + maxima;
    const x = s.x + offset, dy = s.dy + offset, dx = s.dx + offset;
    for (let channel = 0; channel < channels; channel += 4) {
      const at = usize(channel) << 2;
      const wins = f32x4.eq(v128.load(x + at), v128.load(largest + at));
      const portion = f32x4.add(v128.load(ofMean + at), v128.and(v128.load(ofMaximum + at), wins));
      storeLanes(dx + at, f32x4.add(v128.load(dy + at), portion), channels - channel);
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
  batch: i32;
  pixels: i32;
  channels: i32;
}

export function weighChannelsGradient(args: usize, thread: i32, threads: i32): void {
  const s = changetype<ChannelsGradient>(args);
  const partsOfImage = (s.pixels + PART - 1) / PART;
  const room = usize(s.channels + 8) << 2;
  for (let part = claim(); part < s.batch * partsOfImage; part = claim()) {
    const image = part / partsOfImage, first = (part % partsOfImage) * PART;
    const sums = s.parts + usize(part) * room;
    memory.fill(sums, 0, room);
    const end = min(first + PART, s.pixels);
    for (let pixel = first; pixel < end; pixel++) gradientOfPixel(s, image, image * s.pixels + pixel, sums);
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

/** Writes the gradient by one pixel, and adds what it contributes to the gradient by the gate. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function gradientOfPixel(s: ChannelsGradient, image: i32, pixel: i32, sums: usize): void {
  const channels = s.channels, step = usize(channels) << 2, offset = usize(pixel) * step;
  const gates = s.gate + usize(image) * step, x = s.x + offset, dy = s.dy + offset, dx = s.dx + offset;
  const dsummary = s.dsummary + (usize(pixel) << 3);
  const largest = v128.load32_splat(s.summary + (usize(pixel) << 3));
  const ofMean = f32x4.splat(f32.load(dsummary, 4) / f32(channels));
  const count = countEqual(x, gates, largest, channels);
  const ofMaximum = f32x4.splat(f32.load(dsummary) / count);
  for (let channel = 0; channel < channels; channel += 4) {
    const at = usize(channel) << 2;
    const value = v128.load(x + at), gate = v128.load(gates + at);
    const wins = f32x4.eq(f32x4.mul(value, gate), largest);
    const portion = f32x4.add(ofMean, v128.and(ofMaximum, wins));
    const gradient = f32x4.add(v128.load(dy + at), portion);
    storeLanes(dx + at, f32x4.mul(gradient, gate), channels - channel);
    // Lanes beyond the last channel hold other pixels' values; nobody reads their sums.
    v128.store(sums + at, madd(gradient, value, v128.load(sums + at)));
  }
}

/** How many channels have the maximum. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function countEqual(x: usize, gates: usize, largest: v128, channels: i32): f32 {
  const full = usize(channels & -4) << 2, end = usize(channels) << 2;
  const one = f32x4.splat(1);
  let count = f32x4.splat(0);
  for (let at: usize = 0; at < full; at += 16) {
    const wins = f32x4.eq(f32x4.mul(v128.load(x + at), v128.load(gates + at)), largest);
    count = f32x4.add(count, v128.and(one, wins));
  }
  let total = horizontalSum(count);
  for (let at = full; at < end; at += 4) {
    if (f32.load(x + at) * f32.load(gates + at) === f32x4.extract_lane(largest, 0)) total += 1;
  }
  return total;
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
  const step = usize(s.channels) << 2;
  const full = usize(s.channels & -4) << 2;
  const end = share(s.pixels, thread + 1, threads);
  for (let pixel = share(s.pixels, thread, threads); pixel < end; pixel++) {
    const offset = usize(pixel) * step;
    const x = s.x + offset, dy = s.dy + offset, dx = s.dx + offset;
    const gate = v128.load32_splat(s.gate + (usize(pixel) << 2));
    let sum = f32x4.splat(0);
    for (let at: usize = 0; at < full; at += 16) {
      const gradient = v128.load(dy + at);
      v128.store(dx + at, f32x4.mul(gradient, gate));
      sum = madd(gradient, v128.load(x + at), sum);
    }
    let total = horizontalSum(sum);
    for (let at = full; at < step; at += 4) {
      const gradient = f32.load(dy + at);
      f32.store(dx + at, gradient * f32x4.extract_lane(gate, 0));
      total += gradient * f32.load(x + at);
    }
    f32.store(s.dgate + (usize(pixel) << 2), total);
  }
}
