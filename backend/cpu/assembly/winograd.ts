/**
 * 3 × 3 convolution of stride 1 by Winograd's F(4 × 4, 3 × 3): a quarter of the multiplications. Tiles are transformed,
 * multiplied and transformed back in blocks that stay in a core's cache. With the filter turned by 180° and its channels
 * exchanged it is the gradient of such a convolution by its input.
 */
import { gemm } from "./gemm";
import { roundUp, storeLanes } from "./simd";
import { barrier, claim } from "./threads";
import { transformFilter, transformInput, transformOutput } from "./winograd_transforms";

/** Arguments. */
@unmanaged
class Winograd {
  x: usize;
  filter: usize;
  /** 0 for none. */
  bias: usize;
  y: usize;
  /** Room for the transformed filter: 36 · roundUp(outputs, 8) · inputs floats. */
  u: usize;
  /** Room for each thread, `workBytes` apart. */
  work: usize;
  workBytes: i32;
  batch: i32;
  height: i32;
  width: i32;
  inputs: i32;
  outHeight: i32;
  outWidth: i32;
  outputs: i32;
  top: i32;
  left: i32;
  /** Tiles of a block. */
  tiles: i32;
  relu: i32;
  /** Whether the filter is (3, 3, outputs, inputs) and to be turned, instead of (3, 3, inputs, outputs). */
  turned: i32;
}

export function winograd(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Winograd>(args);
  const work = s.work + usize(thread) * s.workBytes;
  const temp = work;
  // A row of zeros stands for the rows above and below an image.
  const zeros = work + 1024;
  const v = zeros + (usize(s.width * s.inputs + 8) << 2);
  const inputs = roundUp(s.inputs, 4);
  const outputs = roundUp(s.outputs, 8);
  const vStep = pointStep(s.tiles, inputs), mStep = pointStep(s.tiles, outputs);
  const m = v + 36 * vStep;
  memory.fill(zeros, 0, v - zeros);
  transformFilters(s, temp);
  barrier(threads);
  const count = s.batch * ((s.outHeight + 3) >> 2) * ((s.outWidth + 3) >> 2);
  const blocks = (count + s.tiles - 1) / s.tiles;
  for (let block = claim(); block < blocks; block = claim()) {
    const first = block * s.tiles;
    const tiles = min(s.tiles, count - first);
    for (let tile = 0; tile < tiles; tile++) {
      inputTile(
        s.x, s.height, s.width, s.inputs, s.outHeight, s.outWidth, s.top, s.left, first + tile, zeros, temp,
        v + ((usize(tile) * inputs) << 2), vStep,
      );
    }
    for (let point: usize = 0; point < 36; point++) {
      gemm(
        tiles,
        outputs,
        s.inputs,
        v + point * vStep,
        usize(inputs) << 2,
        4,
        s.u + ((point * outputs * s.inputs) << 2),
        32,
        usize(s.inputs) << 5,
        m + point * mStep,
        usize(outputs) << 2,
        false,
      );
    }
    for (let tile = 0; tile < tiles; tile++) outputTile(s, first + tile, m + ((usize(tile) * outputs) << 2), mStep, temp);
  }
}

/**
 * Distance in bytes of the 36 points of a block, with a cache line more than they need: at a power of two all points of a
 * tile would compete for the same few lines.
 */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function pointStep(tiles: i32, channels: i32): usize {
  return (usize(tiles * channels) << 2) + 64;
}

/** Transforms one input tile, all its channels, to vectors at distance `step` from `to`. */
export function inputTile(
  x: usize,
  height: i32,
  width: i32,
  inputs: i32,
  outHeight: i32,
  outWidth: i32,
  top: i32,
  left: i32,
  tile: i32,
  zeros: usize,
  temp: usize,
  to: usize,
  step: usize,
): void {
  const across = (outWidth + 3) >> 2;
  const down = (outHeight + 3) >> 2;
  const row = ((tile / across) % down << 2) - top;
  const column = (tile % across << 2) - left;
  const image = x + ((usize(tile / (across * down)) * height * width * inputs) << 2);
  const shift = (isize(column) * inputs) << 2;
  const r0 = rowAddress(image, row, height, width * inputs, zeros, shift);
  const r1 = rowAddress(image, row + 1, height, width * inputs, zeros, shift);
  const r2 = rowAddress(image, row + 2, height, width * inputs, zeros, shift);
  const r3 = rowAddress(image, row + 3, height, width * inputs, zeros, shift);
  const r4 = rowAddress(image, row + 4, height, width * inputs, zeros, shift);
  const r5 = rowAddress(image, row + 5, height, width * inputs, zeros, shift);
  const firstColumn = max(0, -column), endColumn = min(6, width - column);
  const columnStep = usize(inputs) << 2;
  for (let c: usize = 0; c < columnStep; c += 16) {
    transformInput(
      r0 + c, r1 + c, r2 + c, r3 + c, r4 + c, r5 + c, firstColumn, endColumn, columnStep, temp, to + c, step,
    );
  }
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function rowAddress(image: usize, row: i32, height: i32, rowLength: i32, zeros: usize, shift: isize): usize {
  return (row >= 0 && row < height ? image + ((usize(row) * rowLength) << 2) : zeros) + shift;
}

function outputTile(s: Winograd, tile: i32, from: usize, step: usize, temp: usize): void {
  const across = (s.outWidth + 3) >> 2;
  const down = (s.outHeight + 3) >> 2;
  const row = (tile / across) % down << 2;
  const column = tile % across << 2;
  const rows = min(4, s.outHeight - row), columns = min(4, s.outWidth - column);
  const pixel = (tile / (across * down) * s.outHeight + row) * s.outWidth + column;
  const y = s.y + ((usize(pixel) * s.outputs) << 2);
  const rowStep = usize(s.outWidth * s.outputs) << 2;
  const columnStep = usize(s.outputs) << 2;
  for (let o = 0; o < s.outputs; o += 4) {
    const at = usize(o) << 2;
    transformOutput(from + at, step, temp);
    const bias = s.bias ? v128.load(s.bias + at) : f32x4.splat(0);
    const lanes = s.outputs - o;
    if (lanes >= 4 && rows === 4 && columns === 4) {
      storeWhole(temp, y + at, rowStep, columnStep, bias, s.relu);
      continue;
    }
    for (let i = 0; i < rows; i++) {
      const line = temp + (usize(i) << 6);
      let to = y + at + usize(i) * rowStep;
      for (let j = 0; j < columns; j++, to += columnStep) {
        let value = f32x4.add(v128.load(line + (usize(j) << 4)), bias);
        if (s.relu) value = f32x4.max(value, f32x4.splat(0));
        storeLanes(to, value, lanes);
      }
    }
  }
}

/** Stores a tile that lies within the image, with bias and ReLU. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function storeWhole(temp: usize, y: usize, rowStep: usize, columnStep: usize, bias: v128, relu: i32): void {
  // What no value is below leaves all as they are.
  const least = relu ? f32x4.splat(0) : f32x4.splat(-Infinity);
  for (let i = 0; i < 4; i++, temp += 64, y += rowStep) {
    v128.store(y, f32x4.max(f32x4.add(v128.load(temp), bias), least));
    v128.store(y + columnStep, f32x4.max(f32x4.add(v128.load(temp, 16), bias), least));
    v128.store(y + 2 * columnStep, f32x4.max(f32x4.add(v128.load(temp, 32), bias), least));
    v128.store(y + 3 * columnStep, f32x4.max(f32x4.add(v128.load(temp, 48), bias), least));
  }
}

/** Transforms the filters of the input channels that this thread claims into panels of eight output channels. */
function transformFilters(s: Winograd, temp: usize): void {
  const outputs = roundUp(s.outputs, 8);
  const taps = temp + 576;
  const step = (usize(outputs) * s.inputs) << 2;
  for (let i = claim(); i < s.inputs; i = claim()) {
    for (let o = 0; o < outputs; o += 4) {
      gatherTaps(s, i, min(o, s.outputs - 1), taps);
      const panel = usize(o >> 3) * s.inputs + i;
      transformFilter(taps, temp, s.u + (panel << 5) + (usize(o & 4) << 2), step);
    }
  }
}

/** The nine taps of an input channel and four output channels; beyond the last one whatever lies there. */
function gatherTaps(s: Winograd, i: i32, o: i32, taps: usize): void {
  for (let tap = 0; tap < 9; tap++) {
    const to = taps + (usize(tap) << 4);
    if (!s.turned) {
      v128.store(to, v128.load(s.filter + ((usize(tap * s.inputs + i) * s.outputs + o) << 2)));
      continue;
    }
    for (let lane = 0; lane < 4; lane++) {
      const from = usize((8 - tap) * s.outputs + min(o + lane, s.outputs - 1)) * s.inputs + i;
      f32.store(to + (usize(lane) << 2), f32.load(s.filter + (from << 2)));
    }
  }
}
