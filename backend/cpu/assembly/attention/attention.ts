/**
 * What convolutional block attention computes of activations x (batch, pixels, channels): their mean and maximum by
 * channel, and the activations weighed by a gate for each channel or for each pixel, the former with mean and maximum by
 * pixel. Each reads x once. Sums are of a fixed number of pixels at a time, whatever the threads.
 */
import { horizontalSum, share, storeLanes } from "../runtime/simd";
import { barrier, claim } from "../runtime/threads";

/** Arguments of {@link summarisePixels}. */
@unmanaged
class Summary {
  x: usize;
  /** Output: the means (batch, channels), then the maxima. */
  pooled: usize;
  /** Output: how many pixels have the maximum, (batch, channels). */
  count: usize;
  /** Room for sums, maxima and counts of each part: three times `channels` + 8 floats. */
  parts: usize;
  batch: i32;
  pixels: i32;
  channels: i32;
}

/** Pixels of a part, for sums over pixels. */
export const PART: i32 = 64;

export function summarisePixels(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Summary>(args);
  const partsOfImage = (s.pixels + PART - 1) / PART;
  const room = usize(s.channels + 8) << 2;
  for (let part = claim(); part < s.batch * partsOfImage; part = claim()) {
    const first = (part % partsOfImage) * PART;
    const at = usize(part / partsOfImage) * s.pixels + first;
    const to = s.parts + usize(part) * 3 * room;
    summarisePart(s.x + ((at * s.channels) << 2), min(PART, s.pixels - first), s.channels, to, room);
  }
  barrier(threads);
  const groups = (s.channels + 3) >> 2;
  for (let item = claim(); item < s.batch * groups; item = claim()) {
    joinParts(s, item / groups, (item % groups) << 2, partsOfImage, room);
  }
}

/** Sum, maximum and count of some pixels, channel by channel: eight at a time, those beyond the last one being no one's. */
function summarisePart(x: usize, pixels: i32, channels: i32, to: usize, room: usize): void {
  const step = usize(channels) << 2;
  const one = f32x4.splat(1);
  for (let channel = 0; channel < channels; channel += 8, x += 32, to += 32) {
    let sum0 = f32x4.splat(0), sum1 = sum0, count0 = sum0, count1 = sum0;
    let most0 = f32x4.splat(-Infinity), most1 = most0;
    for (let i = 0, from = x; i < pixels; i++, from += step) {
      const a = v128.load(from), b = v128.load(from, 16);
      sum0 = f32x4.add(sum0, a);
      sum1 = f32x4.add(sum1, b);
      count0 = countOf(count0, most0, a, one);
      count1 = countOf(count1, most1, b, one);
      most0 = f32x4.pmax(most0, a);
      most1 = f32x4.pmax(most1, b);
    }
    v128.store(to, sum0);
    v128.store(to, sum1, 16);
    v128.store(to + room, most0);
    v128.store(to + room, most1, 16);
    v128.store(to + (room << 1), count0);
    v128.store(to + (room << 1), count1, 16);
  }
}

/** How many have the maximum once `value`, which is there `times` times, is one of them; `most` is the maximum before. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function countOf(count: v128, most: v128, value: v128, times: v128): v128 {
  const before = v128.andnot(count, f32x4.gt(value, most));
  return f32x4.add(before, v128.and(times, f32x4.ge(value, most)));
}

/** Mean, maximum and count of up to four channels of an image. */
function joinParts(s: Summary, image: i32, channel: i32, partsOfImage: i32, room: usize): void {
  let from = s.parts + usize(image) * partsOfImage * 3 * room + (channel << 2);
  let sum = f32x4.splat(0), count = sum, most = f32x4.splat(-Infinity);
  for (let part = 0; part < partsOfImage; part++, from += 3 * room) {
    const largest = v128.load(from + room);
    sum = f32x4.add(sum, v128.load(from));
    count = countOf(count, most, largest, v128.load(from + (room << 1)));
    most = f32x4.pmax(most, largest);
  }
  const at = (usize(image) * s.channels + channel) << 2, lanes = s.channels - channel;
  const maxima = (usize(s.batch) * s.channels) << 2;
  storeLanes(s.pooled + at, f32x4.div(sum, f32x4.splat(f32(s.pixels))), lanes);
  storeLanes(s.pooled + maxima + at, most, lanes);
  storeLanes(s.count + at, count, lanes);
}

/** Arguments of {@link weighChannels} and {@link weighPixels}. */
@unmanaged
class Weighing {
  x: usize;
  /** (batch, channels), or (batch, pixels). */
  gate: usize;
  /** Output: x times the gate. */
  y: usize;
  /** Output of {@link weighChannels}: maximum and mean of y by pixel, (batch, pixels, 2). */
  summary: usize;
  batch: i32;
  pixels: i32;
  channels: i32;
}

export function weighChannels(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Weighing>(args);
  const partsOfImage = (s.pixels + PART - 1) / PART;
  const end = share(s.batch * partsOfImage, thread + 1, threads);
  for (let part = share(s.batch * partsOfImage, thread, threads); part < end; part++) {
    const image = part / partsOfImage, first = (part % partsOfImage) * PART;
    weighPart(s, image, image * s.pixels + first, min(PART, s.pixels - first));
  }
}

function weighPart(s: Weighing, image: i32, first: i32, pixels: i32): void {
  const step = usize(s.channels) << 2, paired = usize(s.channels & -8) << 2;
  const channels = f32(s.channels), toY = s.y - s.x;
  let at = s.x + usize(first) * step, summary = s.summary + (usize(first) << 3);
  for (let i = 0; i < pixels; i++, summary += 8) {
    const pairs = at + paired, next = at + step;
    let gate = s.gate + usize(image) * step;
    let sum0 = f32x4.splat(0), sum1 = sum0, most0 = f32x4.splat(-Infinity), most1 = most0;
    for (; at < pairs; at += 32, gate += 32) {
      const y0 = f32x4.mul(v128.load(at), v128.load(gate)), y1 = f32x4.mul(v128.load(at, 16), v128.load(gate, 16));
      v128.store(at + toY, y0);
      v128.store(at + toY, y1, 16);
      sum0 = f32x4.add(sum0, y0);
      sum1 = f32x4.add(sum1, y1);
      most0 = f32x4.pmax(most0, y0);
      most1 = f32x4.pmax(most1, y1);
    }
    let total = horizontalSum(f32x4.add(sum0, sum1)), largest = horizontalMaximum(f32x4.pmax(most0, most1));
    for (; at < next; at += 4, gate += 4) {
      const y = f32.load(at) * f32.load(gate);
      f32.store(at + toY, y);
      total += y;
      if (y > largest) largest = y;
    }
    f32.store(summary, largest);
    f32.store(summary, total / channels, 4);
  }
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function horizontalMaximum(v: v128): f32 {
  const pairs = f32x4.pmax(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.pmax(pairs, v128.shuffle<f32>(pairs, pairs, 1, 0, 3, 2)), 0);
}

export function weighPixels(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Weighing>(args);
  const pixels = s.batch * s.pixels, step = usize(s.channels) << 2, paired = usize(s.channels & -8) << 2;
  const toY = s.y - s.x;
  const end = share(pixels, thread + 1, threads);
  let at = s.x + usize(share(pixels, thread, threads)) * step;
  for (let pixel = share(pixels, thread, threads); pixel < end; pixel++) {
    const gate = v128.load32_splat(s.gate + (usize(pixel) << 2));
    const pairs = at + paired, next = at + step;
    for (; at < pairs; at += 32) {
      v128.store(at + toY, f32x4.mul(v128.load(at), gate));
      v128.store(at + toY, f32x4.mul(v128.load(at, 16), gate), 16);
    }
    for (; at < next; at += 4) f32.store(at + toY, f32.load(at) * f32x4.extract_lane(gate, 0));
  }
}
