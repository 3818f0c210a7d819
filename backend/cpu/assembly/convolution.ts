/**
 * Convolution of any filter, stride, padding and dilation, as matrix products of the bands under its output rows with
 * the filter. 3 × 3 convolutions of many channels go through Winograd's transforms instead.
 */
import { BandSizes, bandWidth, loadBand, needsPatches, packPatches, patchLength } from "./band";
import { gemm } from "./gemm";
import { share, storeLanes } from "./simd";
import { claim } from "./threads";
import { dotRows } from "./vector_products";

/** Arguments; the sizes follow. */
@unmanaged
class Convolution {
  /** The filter in panels of eight output channels. */
  packed: usize;
  /** The filter (h, w, inputs, outputs). */
  filter: usize;
  /** 0 for none. */
  bias: usize;
  y: usize;
  /** Room for each thread, `workBytes` apart: a band, the patches of a row, a filter of at most two outputs. */
  work: usize;
  workBytes: i32;
  relu: i32;
}

/** Up to so many output channels are computed one by one. */
const NARROW: i32 = 2;

export function convolution(args: usize, thread: i32, threads: i32): void {
  const c = changetype<Convolution>(args);
  const s = changetype<BandSizes>(args + offsetof<Convolution>());
  const band = c.work + usize(thread) * c.workBytes;
  const patches = band + ((usize(bandWidth(s) * s.inputs * s.filterHeight) << 2) + 64);
  const length = patchLength(s);
  const columns = patches + ((usize(length) * s.outWidth) << 2) + 64;
  if (s.outputs <= NARROW) separateColumns(c.filter, length, s.outputs, columns);
  for (let row = claim(); row < s.batch * s.outHeight; row = claim()) {
    const y = c.y + ((usize(row) * s.outWidth * s.outputs) << 2);
    loadBand(s, row, band);
    if (needsPatches(s)) {
      packPatches(s, band, patches);
      multiply(c, s, length, 0, patches, usize(length) << 2, columns, y);
    } else {
      const run = s.filterWidth * s.inputs;
      const rowBytes = usize(bandWidth(s) * s.inputs) << 2;
      for (let i = 0; i < s.filterHeight; i++) {
        multiply(c, s, run, i * run, band + usize(i) * rowBytes, usize(s.strideWidth * s.inputs) << 2, columns, y);
      }
    }
    addBias(c, y, s.outWidth, s.outputs);
  }
}

/** Multiplies a row of patches, or the parts of them from value `first` on, with the filter. */
function multiply(
  c: Convolution,
  s: BandSizes,
  length: i32,
  first: i32,
  a: usize,
  aRow: usize,
  columns: usize,
  y: usize,
): void {
  const whole = patchLength(s);
  if (s.outputs > NARROW) {
    const b = c.packed + (usize(first) << 5);
    gemm(s.outWidth, s.outputs, length, a, aRow, 4, b, 32, usize(whole) << 5, y, usize(s.outputs) << 2, first > 0);
    return;
  }
  for (let o = 0; o < s.outputs; o++) {
    const b = columns + (usize(o * (whole + 4) + first) << 2);
    dotRows(s.outWidth, length, a, aRow, b, y + (usize(o) << 2), usize(s.outputs) << 2, first > 0);
  }
}

/** Copies the columns of a filter, each with room for one vector after it. */
function separateColumns(filter: usize, length: i32, outputs: i32, to: usize): void {
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < length; i++) {
      f32.store(to + (usize(o * (length + 4) + i) << 2), f32.load(filter + (usize(i * outputs + o) << 2)));
    }
  }
}

function addBias(c: Convolution, y: usize, pixels: i32, outputs: i32): void {
  if (!c.bias && !c.relu) return;
  const zero = f32x4.splat(0);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let o = 0; o < outputs; o += 4, y += 16) {
      let v = v128.load(y);
      if (c.bias) v = f32x4.add(v, v128.load(c.bias + (usize(o) << 2)));
      if (c.relu) v = f32x4.max(v, zero);
      storeLanes(y, v, outputs - o);
    }
    y -= usize((4 - (outputs & 3)) & 3) << 2;
  }
}

/** Arguments of {@link turnFilter}. */
@unmanaged
class Turn {
  from: usize;
  to: usize;
  taps: i32;
  inputs: i32;
  outputs: i32;
}

/** A filter (h, w, I, O) as (h, w, O, I), turned by 180°. */
export function turnFilter(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Turn>(args);
  const size = s.inputs * s.outputs;
  const end = share(s.taps, thread + 1, threads);
  for (let tap = share(s.taps, thread, threads); tap < end; tap++) {
    let from = s.from + ((usize(s.taps - 1 - tap) * size) << 2);
    const to = s.to + ((usize(tap) * size) << 2);
    for (let i = 0; i < s.inputs; i++) {
      for (let o = 0; o < s.outputs; o++, from += 4) f32.store(to + (usize(o * s.inputs + i) << 2), f32.load(from));
    }
  }
}
