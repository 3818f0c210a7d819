/**
 * Gradient of a 3 × 3 convolution of stride 1 by its filter, in Winograd's domain: the transformed input times the
 * transformed gradient of the output, summed over tiles. Many tiles are summed in a fixed number of sections, each by one
 * thread in its own cache, and the sections in their order. Few tiles are one section: all threads transform them, then
 * each sums the points that it claims. The order of every sum is the same whatever the threads.
 */
import { gemm } from "./gemm";
import { roundUp, share } from "./simd";
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
  /** Room for the sums of each section: 36 · inputs · roundUp(outputs, 8) floats. */
  sums: usize;
  /** Room for each thread, `workBytes` apart: intermediate values, then transformed tiles; of one section the first's. */
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
  /** Tiles that are transformed together. */
  tiles: i32;
  sections: i32;
}

export function winogradGradient(args: usize, thread: i32, threads: i32): void {
  const s = changetype<WinogradGradient>(args);
  const temp = s.work + usize(thread) * s.workBytes;
  const outputs = roundUp(s.outputs, 8);
  const point = (usize(s.inputs) * outputs) << 2;
  const count = s.batch * ((s.outHeight + 3) >> 2) * ((s.outWidth + 3) >> 2);
  memory.fill(temp + 1024, 0, usize(s.width * s.inputs + 8) << 2);
  if (s.sections === 1) sumTogether(s, count, temp, threads);
  else {
    const room = tilesOf(s, temp);
    for (let section = claim(); section < s.sections; section = claim()) {
      const start = share(count, section, s.sections), end = share(count, section + 1, s.sections);
      const sums = s.sums + usize(section) * 36 * point;
      for (let first = start; first < end; first += s.tiles) {
        const tiles = min(s.tiles, end - first);
        for (let tile = 0; tile < tiles; tile++) transformTile(s, first + tile, tile, temp, room);
        for (let p = 0; p < 36; p++) addPoint(s, p, tiles, room, sums, first > start);
      }
    }
  }
  barrier(threads);
  const row = usize(outputs) << 2;
  const tapStep = (usize(s.inputs) * s.outputs) << 2;
  for (let i = claim(); i < s.inputs; i = claim()) {
    const sums = s.sums + usize(i) * row;
    addSections(s, sums, point, row);
    for (let o = 0; o < s.outputs; o += 4) {
      const to = s.filter + (usize(i * s.outputs + o) << 2);
      transformFilterGradient(sums + (usize(o) << 2), point, temp, to, tapStep, s.outputs - o);
    }
  }
}

/** Sums all tiles as one section: four of them, then one point, are a piece of work. */
function sumTogether(s: WinogradGradient, count: i32, temp: usize, threads: i32): void {
  const room = tilesOf(s, s.work);
  for (let first = 0; first < count; first += s.tiles) {
    const tiles = min(s.tiles, count - first);
    for (let group = claim() << 2; group < tiles; group = claim() << 2) {
      const end = min(group + 4, tiles);
      for (let tile = group; tile < end; tile++) transformTile(s, first + tile, tile, temp, room);
    }
    barrier(threads);
    for (let point = claim(); point < 36; point = claim()) addPoint(s, point, tiles, room, s.sums, first > 0);
    barrier(threads);
  }
}

/** Where the transformed tiles of a thread's room begin. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function tilesOf(s: WinogradGradient, work: usize): usize {
  return work + 1024 + (usize(s.width * s.inputs + 8) << 2);
}

/** Transforms a tile of the input and of the output's gradient to their place `at` in `room`. */
function transformTile(s: WinogradGradient, tile: i32, at: i32, temp: usize, room: usize): void {
  const inputs = roundUp(s.inputs, 4), outputs = roundUp(s.outputs, 8);
  const vStep = pointStep(s.tiles, inputs), zStep = pointStep(s.tiles, outputs);
  inputTile(
    s.x, s.height, s.width, s.inputs, s.outHeight, s.outWidth, s.top, s.left, tile, temp + 1024, temp,
    room + ((usize(at) * inputs) << 2), vStep,
  );
  gradientTile(s, tile, temp, room + 36 * vStep + ((usize(at) * outputs) << 2), zStep);
}

/** Adds the products of some tiles at one point to its sums, or begins them. */
function addPoint(s: WinogradGradient, point: i32, tiles: i32, room: usize, sums: usize, accumulate: bool): void {
  const inputs = roundUp(s.inputs, 4), outputs = roundUp(s.outputs, 8);
  const vStep = pointStep(s.tiles, inputs), zStep = pointStep(s.tiles, outputs);
  const row = usize(outputs) << 2;
  gemm(
    s.inputs,
    outputs,
    tiles,
    room + usize(point) * vStep,
    4,
    usize(inputs) << 2,
    room + 36 * vStep + usize(point) * zStep,
    row,
    32,
    sums + usize(point) * s.inputs * row,
    row,
    accumulate,
  );
}

/** Adds the sums of all sections to those of the first, for one input channel. */
function addSections(s: WinogradGradient, sums: usize, point: usize, row: usize): void {
  for (let p: usize = 0; p < 36; p++) {
    for (let at: usize = 0; at < row; at += 16) {
      const to = sums + p * point + at;
      let sum = v128.load(to);
      for (let section: usize = 1; section < usize(s.sections); section++) {
        sum = f32x4.add(sum, v128.load(to + section * 36 * point));
      }
      v128.store(to, sum);
    }
  }
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
    transformOutputGradient(from + at, columnStep * s.outWidth, columnStep, rows, columns, temp, to + at, step);
  }
}
