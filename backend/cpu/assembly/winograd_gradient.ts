/**
 * Gradient of a 3 × 3 convolution of stride 1 by its filter, in Winograd's domain: the transformed input times the
 * transformed gradient of the output, summed over tiles. A chunk of tiles is transformed by all threads, then the 36
 * points are summed by whoever claims them; so every sum runs over the tiles in their order, whatever the threads.
 */
import { gemm } from "./gemm";
import { roundUp } from "./simd";
import { barrier, claim } from "./threads";
import { inputTile, pointStep } from "./winograd";
import { transformFilterGradient, transformOutputGradient } from "./winograd_transforms";

/** Arguments. */
@unmanaged
class WinogradGradient {
  x: usize;
  dy: usize;
  /** The gradient of the filter (3, 3, inputs, outputs). */
  filter: usize;
  /** Room for `tiles` transformed tiles of input and output gradient, and for the sums. */
  work: usize;
  /** Room for each thread, `threadBytes` apart. */
  threadWork: usize;
  threadBytes: i32;
  batch: i32;
  height: i32;
  width: i32;
  inputs: i32;
  outHeight: i32;
  outWidth: i32;
  outputs: i32;
  top: i32;
  left: i32;
  /** Tiles of a chunk. */
  tiles: i32;
}

export function winogradGradient(args: usize, thread: i32, threads: i32): void {
  const s = changetype<WinogradGradient>(args);
  const inputs = roundUp(s.inputs, 4), outputs = roundUp(s.outputs, 8);
  const temp = s.threadWork + usize(thread) * s.threadBytes;
  const zeros = temp + 1024;
  memory.fill(zeros, 0, usize(s.width * s.inputs + 8) << 2);
  const v = s.work;
  const vStep = pointStep(s.tiles, inputs), zStep = pointStep(s.tiles, outputs);
  const z = v + 36 * vStep;
  const sums = z + 36 * zStep;
  const count = s.batch * ((s.outHeight + 3) >> 2) * ((s.outWidth + 3) >> 2);
  for (let first = 0; first < count; first += s.tiles) {
    const tiles = min(s.tiles, count - first);
    for (let group = claim() << 2; group < tiles; group = claim() << 2) {
      const end = min(group + 4, tiles);
      for (let tile = group; tile < end; tile++) transformTile(s, first, tile, zeros, temp, v, z);
    }
    barrier(threads);
    for (let point = claim(); point < 36; point = claim()) {
      gemm(
        s.inputs,
        outputs,
        tiles,
        v + usize(point) * vStep,
        4,
        usize(inputs) << 2,
        z + usize(point) * zStep,
        usize(outputs) << 2,
        32,
        sums + ((usize(point) * s.inputs * outputs) << 2),
        usize(outputs) << 2,
        first > 0,
      );
    }
    barrier(threads);
  }
  const step = (usize(s.inputs) * outputs) << 2;
  const tapStep = (usize(s.inputs) * s.outputs) << 2;
  for (let i = claim(); i < s.inputs; i = claim()) {
    for (let o = 0; o < s.outputs; o += 4) {
      const from = sums + (usize(i * outputs + o) << 2);
      const to = s.filter + (usize(i * s.outputs + o) << 2);
      transformFilterGradient(from, step, temp, to, tapStep, s.outputs - o);
    }
  }
}

/** Transforms a tile of the input and of the output's gradient to their places in the chunk that begins at `first`. */
function transformTile(
  s: WinogradGradient,
  first: i32,
  tile: i32,
  zeros: usize,
  temp: usize,
  v: usize,
  z: usize,
): void {
  const inputs = roundUp(s.inputs, 4), outputs = roundUp(s.outputs, 8);
  inputTile(
    s.x, s.height, s.width, s.inputs, s.outHeight, s.outWidth, s.top, s.left, first + tile, zeros, temp,
    v + ((usize(tile) * inputs) << 2), pointStep(s.tiles, inputs),
  );
  gradientTile(s, first + tile, temp, z + ((usize(tile) * outputs) << 2), pointStep(s.tiles, outputs));
}

function gradientTile(s: WinogradGradient, tile: i32, temp: usize, to: usize, step: usize): void {
  const across = (s.outWidth + 3) >> 2;
  const down = (s.outHeight + 3) >> 2;
  const row = (tile / across) % down << 2;
  const column = tile % across << 2;
  const rows = min(4, s.outHeight - row), columns = min(4, s.outWidth - column);
  const pixel = (tile / (across * down) * s.outHeight + row) * s.outWidth + column;
  const from = s.dy + ((usize(pixel) * s.outputs) << 2);
  const columnStep = usize(s.outputs) << 2;
  const end = usize(roundUp(s.outputs, 4)) << 2;
  for (let at: usize = 0; at < end; at += 16) {
    transformOutputGradient(
      from + at, columnStep * s.outWidth, columnStep, rows, columns, temp, to + at, step,
    );
  }
}
