/**
 * Convolution of any filter, stride, padding and dilation, as matrix products of the bands under its output rows with
 * the filter. 3 × 3 convolutions of many channels go through Winograd's transforms instead.
 */
import { BandSizes, bandWidth, loadBand, needsPatches, packPatches, patchLength } from "./band";
import { gemm } from "../matmul/gemm";
import { roundUp, share, storeLanes } from "../runtime/simd";
import { claim } from "../runtime/threads";
import { dotRuns } from "../matmul/vector_products";

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
  const columns = patches + ((usize(patchLength(s)) * s.outWidth) << 2) + 64;
  const narrow = s.outputs <= NARROW;
  if (narrow) separateColumns(c.filter, s, columns);
  for (let row = claim(); row < s.batch * s.outHeight; row = claim()) {
    const y = c.y + ((usize(row) * s.outWidth * s.outputs) << 2);
    loadBand(s, row, band);
    if (narrow) multiplyColumns(s, band, patches, columns, y);
    else multiply(c, s, band, patches, y);
    addBias(c.bias, c.relu, y, s.outWidth, s.outputs);
  }
}

/** Multiplies the patches of a row with the filter's panels. */
function multiply(c: Convolution, s: BandSizes, band: usize, patches: usize, y: usize): void {
  const length = patchLength(s);
  const row = usize(s.outputs) << 2, panel = usize(length) << 5;
  if (needsPatches(s)) {
    packPatches(s, band, patches);
    gemm(s.outWidth, s.outputs, length, patches, usize(length) << 2, 4, c.packed, 32, panel, y, row, false);
    return;
  }
  const run = s.filterWidth * s.inputs;
  const rowBytes = usize(bandWidth(s) * s.inputs) << 2, step = usize(s.strideWidth * s.inputs) << 2;
  for (let i = 0; i < s.filterHeight; i++, band += rowBytes) {
    const b = c.packed + (usize(i * run) << 5);
    gemm(s.outWidth, s.outputs, run, band, step, 4, b, 32, panel, y, row, i > 0);
  }
}

/** Multiplies the patches of a row with the filter's columns, one after the other. */
function multiplyColumns(s: BandSizes, band: usize, patches: usize, columns: usize, y: usize): void {
  const row = usize(s.outputs) << 2;
  const length = patchLength(s), run = runLength(s);
  const dilated = s.dilationWidth > 1;
  if (dilated) packPatches(s, band, patches);
  const runs = length / run;
  const a = dilated ? patches : band;
  const aRow = dilated ? usize(length) << 2 : usize(s.strideWidth * s.inputs) << 2;
  const runStep = usize(bandWidth(s) * s.inputs) << 2;
  for (let o = 0; o < s.outputs; o++) {
    const b = columns + (usize(o * runs * roundUp(run, 4)) << 2);
    dotRuns(s.outWidth, runs, run, a, aRow, runStep, b, y + (usize(o) << 2), row);
  }
}

/** Values of a patch that lie together: a row of the filter, or all once they are packed. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function runLength(s: BandSizes): i32 {
  return s.dilationWidth > 1 ? patchLength(s) : s.filterWidth * s.inputs;
}

/** Copies the columns of a filter run by run, each filled up with zeros to whole vectors. */
function separateColumns(filter: usize, s: BandSizes, to: usize): void {
  const length = patchLength(s), run = runLength(s), room = roundUp(run, 4);
  for (let o = 0; o < s.outputs; o++) {
    for (let first = 0; first < length; first += run, to += usize(room) << 2) {
      for (let i = 0; i < room; i++) {
        const from = filter + (usize((first + i) * s.outputs + o) << 2);
        f32.store(to + (usize(i) << 2), i < run ? f32.load(from) : 0);
      }
    }
  }
}

/** Adds a bias, 0 for none, to pixels at `y` and applies a ReLU. */
export function addBias(bias: usize, relu: i32, y: usize, pixels: i32, outputs: i32): void {
  if (!bias && !relu) return;
  const zero = f32x4.splat(0);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let o = 0; o < outputs; o += 4, y += 16) {
      let v = v128.load(y);
      if (bias) v = f32x4.add(v, v128.load(bias + (usize(o) << 2)));
      if (relu) v = f32x4.max(v, zero);
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
