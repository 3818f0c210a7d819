/**
 * 3 × 3 convolution of stride 1 by Winograd's F(4 × 4, 3 × 3): a quarter of the multiplications. Tiles are transformed,
 * multiplied and transformed back in blocks that stay in a core's cache. With the filter turned by 180° and its channels
 * exchanged it is the gradient of such a convolution by its input. Weak pixels of a tile are computed again by the
 * definition, and tiles that have little else by it alone.
 */
import { addBias } from "../convolution/convolution";
import { gemmLive } from "../matmul/gemm_live";
import { inputTile, liveAt, pointStep, SQUARES, TILE, tilesAt } from "./input_tile";
import { listLive } from "./live_channels";
import { roundUp, storeLanes } from "../runtime/simd";
import { computePixels } from "./exact_pixels";
import { barrier, claim } from "../runtime/threads";
import { Tile, weakPixels } from "./weak_pixels";
import { Winograd } from "./winograd_arguments";
import { filterRow, isThin, transformFilters } from "./winograd_filter";
import { transformOutput } from "./winograd_transforms";

/**
 * Where the numbers of a block's tiles that are not zero are within a thread's intermediate values. There are up to 24; those
 * that are computed by the definition come from behind.
 */
const LIVE: usize = 768;
const ENDS: usize = LIVE + 4 * 24;

/** Behind them, how many channels are not zero in each group of six tiles. */
const COUNTS: usize = ENDS;

/** Then the weak pixels of each tile. */
const WEAK: usize = COUNTS + 4 * 4;

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
  if (isThin(s, thread, threads)) return;
  transformFilters(s, temp);
  barrier(threads);
  const count = s.batch * ((s.outHeight + 3) >> 2) * ((s.outWidth + 3) >> 2);
  const blocks = (count + s.tiles - 1) / s.tiles;
  for (let block = claim(); block < blocks; block = claim()) {
    const first = block * s.tiles;
    const tiles = min(s.tiles, count - first);
    memory.fill(lists, 0, v - lists);
    let live = 0, exact: usize = temp + ENDS;
    for (let tile = first; tile < first + tiles; tile++) {
      const some = inputTile(
        s.x, s.height, s.width, s.inputs, s.outHeight, s.outWidth, s.top, s.left, tile, zeros, temp,
        v + ((usize(live) * inputs) << 2), vStep, lists + usize(live / 6) * listStep, true,
      );
      if (!some) {
        fillTile(s, tile);
        continue;
      }
      const rows = rowsOf(s, tile), columns = columnsOf(s, tile);
      const weak = weakPixels(changetype<Tile>(temp + TILE), v128.load(temp + SQUARES), rows, columns, temp);
      if (2 * popcnt(weak) > rows * columns) {
        exact -= 4;
        store<i32>(exact, tile);
      } else {
        store<i32>(temp + LIVE + (usize(live) << 2), tile);
        store<i32>(temp + WEAK + (usize(live) << 2), weak);
        live += 1;
      }
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
      const tile = load<i32>(temp + LIVE + (at << 2)), weak = load<i32>(temp + WEAK + (at << 2));
      outputTile(s, tile, m + ((at * outputs) << 2), mStep, temp);
      if (weak) exactPixels(s, tile, weak, v);
    }
    for (; exact < temp + ENDS; exact += 4) {
      const tile = load<i32>(exact);
      // Rows of bits, as many as the tile has columns.
      const row = (1 << columnsOf(s, tile)) - 1;
      exactPixels(s, tile, (row * 0x1111) & ((1 << (4 * rowsOf(s, tile))) - 1), v);
    }
  }
}

/** How many rows of a tile of outputs there are in the image. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function rowsOf(s: Winograd, tile: i32): i32 {
  const across = (s.outWidth + 3) >> 2, down = (s.outHeight + 3) >> 2;
  return min(4, s.outHeight - ((tile / across) % down << 2));
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function columnsOf(s: Winograd, tile: i32): i32 {
  return min(4, s.outWidth - (tile % ((s.outWidth + 3) >> 2) << 2));
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

/** Transforms one tile of outputs back. */
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

/** Computes pixels of a tile of outputs by the definition; `room` is what that needs. */
function exactPixels(s: Winograd, tile: i32, pixels: i32, room: usize): void {
  const across = (s.outWidth + 3) >> 2, down = (s.outHeight + 3) >> 2;
  const row = (tile / across) % down << 2, column = tile % across << 2;
  const image = usize(tile / (across * down));
  const x = s.x + ((image * s.height * s.width * s.inputs) << 2);
  const y = s.y + (((image * s.outHeight + row) * s.outWidth + column) * s.outputs << 2);
  computePixels(
    pixels, x, row - s.top, column - s.left, s.height, s.width, s.inputs, s.turned ? s.turned : s.filter, filterRow(s),
    s.bias, s.relu, y, s.outWidth, s.outputs, room,
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
