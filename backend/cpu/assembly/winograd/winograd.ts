/**
 * 3 × 3 convolution of stride 1 by Winograd's F(4 × 4, 3 × 3): a quarter of the multiplications. Tiles are transformed,
 * multiplied and transformed back in blocks that stay in a core's cache. With the filter turned by 180° and its channels
 * exchanged it is the gradient of such a convolution by its input. Pixels much smaller than others of their tile are
 * computed again by the definition.
 */
import { addBias } from "../convolution/convolution";
import { gemmLive } from "../matmul/gemm_live";
import { inputTile, liveAt, pointStep, tilesAt } from "./input_tile";
import { listLive } from "./live_channels";
import { roundUp, storeLanes } from "../runtime/simd";
import { ALL, computePixels, smallPixels } from "./small_pixels";
import { barrier, claim } from "../runtime/threads";
import { transformFilter, transformOutput } from "./winograd_transforms";

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
  /**
   * 0 if the filter is (3, 3, inputs, outputs); else it is (3, 3, outputs, inputs) and to be turned, and this is room for
   * (3, 3, inputs, roundUp(outputs, 8)).
   */
  turned: usize;
}

/** Where the numbers of a block's tiles that are not zero are within a thread's intermediate values; there are up to 24. */
const LIVE: usize = 768;

/** Behind them, how many channels are not zero in each group of six tiles. */
const COUNTS: usize = LIVE + 4 * 24;

export function winograd(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Winograd>(args);
  const work = s.work + usize(thread) * s.workBytes;
  const temp = work;
  // A row of zeros stands for the rows above and below an image.
  const zeros = work + 1024;
  const v = tilesAt(work, s.width, s.inputs);
  const lists = liveAt(work, s.width, s.inputs);
  const inputs = roundUp(s.inputs, 4);
  const outputs = roundUp(s.outputs, 8);
  const listStep = usize(inputs) << 2;
  const vStep = pointStep(s.tiles, inputs), mStep = pointStep(s.tiles, outputs);
  const m = v + 36 * vStep;
  memory.fill(zeros, 0, lists - zeros);
  transformFilters(s, temp);
  barrier(threads);
  const count = s.batch * ((s.outHeight + 3) >> 2) * ((s.outWidth + 3) >> 2);
  const blocks = (count + s.tiles - 1) / s.tiles;
  for (let block = claim(); block < blocks; block = claim()) {
    const first = block * s.tiles;
    const tiles = min(s.tiles, count - first);
    memory.fill(lists, 0, v - lists);
    let live = 0;
    for (let tile = first; tile < first + tiles; tile++) {
      const some = inputTile(
        s.x, s.height, s.width, s.inputs, s.outHeight, s.outWidth, s.top, s.left, tile, zeros, temp,
        v + ((usize(live) * inputs) << 2), vStep, lists + usize(live / 6) * listStep,
      );
      if (some) store<i32>(temp + LIVE + (usize(live++) << 2), tile);
      else fillTile(s, tile);
    }
    for (let group: usize = 0, left = live; left > 0; left -= 6, group++) {
      store<i32>(temp + COUNTS + (group << 2), listLive(lists + group * listStep, s.inputs));
    }
    for (let point: usize = 0; point < 36; point++) {
      gemmLive(
        lists,
        listStep,
        temp + COUNTS,
        live,
        outputs,
        s.inputs,
        v + point * vStep,
        usize(inputs) << 2,
        s.u + ((point * outputs * s.inputs) << 2),
        m + point * mStep,
        usize(outputs) << 2,
      );
    }
    for (let at: usize = 0; at < usize(live); at++) {
      outputTile(s, load<i32>(temp + LIVE + (at << 2)), m + ((at * outputs) << 2), mStep, temp, v);
    }
  }
}

/** What a tile of zeros becomes: the bias. */
function fillTile(s: Winograd, tile: i32): void {
  const across = (s.outWidth + 3) >> 2;
  const down = (s.outHeight + 3) >> 2;
  const row = (tile / across) % down << 2, column = tile % across << 2;
  const columns = min(4, s.outWidth - column);
  const pixel = usize(s.outputs) << 2;
  for (let r = row; r < min(row + 4, s.outHeight); r++) {
    const y = s.y + usize((tile / (across * down) * s.outHeight + r) * s.outWidth + column) * pixel;
    memory.fill(y, 0, usize(columns) * pixel);
    addBias(s.bias, s.relu, y, columns, s.outputs);
  }
}

/** Transforms one tile of outputs back; `patch` is room for one of inputs. */
function outputTile(s: Winograd, tile: i32, from: usize, step: usize, temp: usize, patch: usize): void {
  const across = (s.outWidth + 3) >> 2;
  const down = (s.outHeight + 3) >> 2;
  const row = (tile / across) % down << 2;
  const column = tile % across << 2;
  const rows = min(4, s.outHeight - row), columns = min(4, s.outWidth - column);
  const pixel = (tile / (across * down) * s.outHeight + row) * s.outWidth + column;
  const y = s.y + ((usize(pixel) * s.outputs) << 2);
  const rowStep = usize(s.outWidth * s.outputs) << 2;
  const columnStep = usize(s.outputs) << 2;
  let small = ALL, looks = 2;
  for (let o = 0; o < s.outputs; o += 4) {
    const at = usize(o) << 2;
    transformOutput(from + at, step, temp);
    if (small && looks > 0) {
      const pixels = smallPixels(temp, rows, columns);
      small &= pixels;
      if (pixels !== ALL) looks -= 1;
    }
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
  if (small === 0 || small === ALL) return;
  const x = s.x + ((usize(tile / (across * down)) * s.height * s.width * s.inputs) << 2);
  computePixels(
    small, x, row - s.top, column - s.left, s.height, s.width, s.inputs, s.turned ? s.turned : s.filter, filterRow(s),
    s.bias, s.relu, y, s.outWidth, s.outputs, patch,
  );
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
      if (s.turned) keepTaps(s, i, o, taps);
      const panel = usize(o >> 3) * s.inputs + i;
      transformFilter(taps, temp, s.u + (panel << 5) + (usize(o & 4) << 2), step);
    }
  }
}

/** Keeps turned taps for {@link computePixels}. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function keepTaps(s: Winograd, i: i32, o: i32, taps: usize): void {
  for (let tap: usize = 0; tap < 9; tap++) {
    v128.store(s.turned + (tap * s.inputs + i) * filterRow(s) + (usize(o) << 2), v128.load(taps + (tap << 4)));
  }
}

/** Distance of the input channels of the filter that {@link computePixels} uses. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function filterRow(s: Winograd): usize {
  return usize(s.turned ? roundUp(s.outputs, 8) : s.outputs) << 2;
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
