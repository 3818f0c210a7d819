/**
 * Gradient of a convolution by its filter, as products of the bands under its output rows with the gradients of those
 * rows. The rows are summed in a fixed number of parts, and the parts in their order, whatever the threads.
 */
import { BandSizes, bandWidth, loadBand, needsPatches, packPatches, patchLength } from "./band";
import { gemm } from "../matmul/gemm";
import { share } from "../runtime/simd";
import { barrier, claim } from "../runtime/threads";
import { sumRows } from "../matmul/vector_products";

/** Arguments; the sizes follow. */
@unmanaged
class ConvolutionGradient {
  dy: usize;
  /** The gradient of the filter (h, w, inputs, outputs). */
  filter: usize;
  /** Room for the sums of each part, as large as the filter and 32 floats. */
  sums: usize;
  /** Room for each thread, `workBytes` apart: a band and the patches of a row. */
  work: usize;
  workBytes: i32;
  parts: i32;
}

/** Up to so many output channels are summed one by one. */
const NARROW: i32 = 2;

export function convolutionGradient(args: usize, thread: i32, threads: i32): void {
  const c = changetype<ConvolutionGradient>(args);
  const s = changetype<BandSizes>(args + offsetof<ConvolutionGradient>());
  const band = c.work + usize(thread) * c.workBytes;
  const patches = band + (usize(bandWidth(s) * s.inputs * s.filterHeight) << 2) + 64;
  const size = patchLength(s) * s.outputs;
  const partBytes = usize(size + 32) << 2;
  const rows = s.batch * s.outHeight;
  for (let part = claim(); part < c.parts; part = claim()) {
    const sums = c.sums + usize(part) * partBytes;
    memory.fill(sums, 0, partBytes);
    const end = share(rows, part + 1, c.parts);
    for (let row = share(rows, part, c.parts); row < end; row++) addRow(c, s, row, band, patches, sums);
  }
  barrier(threads);
  const end = usize(share(size, thread + 1, threads)) << 2;
  for (let at = usize(share(size, thread, threads)) << 2; at < end; at += 4) {
    let sum: f32 = 0;
    for (let part = 0; part < c.parts; part++) sum += f32.load(c.sums + usize(part) * partBytes + at);
    f32.store(c.filter + at, sum);
  }
}

function addRow(c: ConvolutionGradient, s: BandSizes, row: i32, band: usize, patches: usize, sums: usize): void {
  const dy = c.dy + ((usize(row) * s.outWidth * s.outputs) << 2);
  loadBand(s, row, band);
  if (needsPatches(s)) {
    packPatches(s, band, patches);
    addProduct(s, patchLength(s), patches, usize(patchLength(s)) << 2, dy, sums);
    return;
  }
  const run = s.filterWidth * s.inputs;
  const rowBytes = usize(bandWidth(s) * s.inputs) << 2;
  for (let i: usize = 0; i < usize(s.filterHeight); i++) {
    addProduct(s, run, band + i * rowBytes, usize(s.strideWidth * s.inputs) << 2, dy, sums + ((i * run * s.outputs) << 2));
  }
}

/** Adds the products of `length` values of every place of a row with the gradients there. */
function addProduct(s: BandSizes, length: i32, a: usize, aStep: usize, dy: usize, sums: usize): void {
  const row = usize(s.outputs) << 2;
  if (s.outputs > NARROW) {
    gemm(length, s.outputs, s.outWidth, a, 4, aStep, dy, row, 32, sums, row, true);
    return;
  }
  for (let o: usize = 0; o < row; o += 4) {
    sumRows(length, s.outWidth, a, aStep, dy + o, row, sums + o, row, true);
  }
}
