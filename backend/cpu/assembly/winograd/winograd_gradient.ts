/**
 * Gradient of a 3 × 3 convolution of stride 1 by its filter, in Winograd's domain: the transformed input times the
 * transformed gradient of the output, summed over tiles. Many tiles are summed in a fixed number of sections, each by one
 * thread in its own cache, and the sections in their order. Few tiles are one section: all threads transform them, then
 * each sums the points that it claims. The order of every sum is the same whatever the threads.
 *
 * Input channels that are zero almost everywhere are left out, and gradients that may be lost in the transforms' rounding
 * errors are noted: `gradient_mending.ts` computes both.
 */
import { sampleDensities } from "./channel_density";
import { gemmChosenRows } from "../matmul/gemm_chosen_rows";
import { assignDoubts, boundsOf, CERTAIN, doubtsOf, isSparse, setDoubts } from "./gradient_doubts";
import { inputTile, isZeroTile, liveAt, pointStep, tilesAt } from "./input_tile";
import { roundUp, share } from "../runtime/simd";
import { isZero } from "./exact_pixels";
import { barrier, claim } from "../runtime/threads";
import { WinogradGradient } from "./winograd_gradient_arguments";
import { transformFilterGradient } from "./winograd_taps";
import { transformOutputGradient } from "./winograd_transforms";

export function winogradGradient(args: usize, thread: i32, threads: i32): void {
  const s = changetype<WinogradGradient>(args);
  const temp = s.work + usize(thread) * s.workBytes;
  const outputs = roundUp(s.outputs, 8);
  const point = (usize(s.inputs) * outputs) << 2;
  const count = s.batch * ((s.outHeight + 3) >> 2) * ((s.outWidth + 3) >> 2);
  memory.fill(temp + 1024, 0, usize(s.width * s.inputs + 8) << 2);
  const denseInputs = chooseInputs(s, thread, threads);
  if (s.sections === 1) sumTogether(s, count, denseInputs, temp, threads);
  else {
    const room = tilesAt(temp, s.width, s.inputs);
    for (let section = claim(); section < s.sections; section = claim()) {
      const start = share(count, section, s.sections), end = share(count, section + 1, s.sections);
      const sums = s.sums + usize(section) * 36 * point;
      for (let first = start; first < end; first += s.tiles) {
        const tiles = min(s.tiles, end - first);
        let live = 0;
        for (let tile = first; tile < first + tiles; tile++) if (isLive(s, tile)) transformTile(s, tile, live++, temp, room);
        for (let p = 0; p < 36; p++) addPoint(s, p, denseInputs, live, room, sums, first > start);
      }
    }
  }
  barrier(threads);
  const row = usize(outputs) << 2;
  const tapStep = (usize(s.inputs) * s.outputs) << 2;
  for (let i = claim(); i < s.inputs; i = claim()) {
    if (isSparse(load<u8>(s.xDensities + i))) {
      memory.fill(doubtsOf(s, i), CERTAIN, roundUp(s.outputs, 4));
      continue;
    }
    const sums = s.sums + usize(i) * row;
    addSections(s, sums, point, row);
    for (let o = 0; o < s.outputs; o += 4) {
      const to = s.filter + (usize(i * s.outputs + o) << 2);
      const bounds = boundsOf(s, i) + (usize(o) << 2);
      const certain = transformFilterGradient(sums + (usize(o) << 2), point, temp, to, tapStep, s.outputs - o, bounds);
      setDoubts(s, i, o, certain);
    }
  }
  barrier(threads);
  if (thread !== 0) return;
  const pairs = assignDoubts(s);
  store<i32>(s.toMend, pairs < 0 ? pairs : pairs + s.inputs - denseInputs);
}

/** Looks at how dense all channels are; returns how many of the inputs are not sparse, and lists those. */
function chooseInputs(s: WinogradGradient, thread: i32, threads: i32): i32 {
  const inputQuads = usize(s.inputs + 3) >> 2, outputQuads = usize(s.outputs + 3) >> 2;
  for (let quad: usize = claim(); quad < inputQuads + outputQuads; quad = claim()) {
    if (quad < inputQuads) {
      sampleDensities(s.x + (quad << 4), s.inputs, s.batch * s.height * s.width, s.xDensities + (quad << 2));
    } else {
      const at = quad - inputQuads;
      sampleDensities(s.dy + (at << 4), s.outputs, s.batch * s.outHeight * s.outWidth, s.dyDensities + (at << 2));
    }
  }
  barrier(threads);
  let count: usize = 0, last = 0;
  for (let i = 0; i < s.inputs; i++) {
    if (isSparse(load<u8>(s.xDensities + i))) continue;
    if (thread === 0) store<u32>(s.dense + (count << 2), i);
    count += 1;
    last = i;
  }
  if (thread === 0) for (let more: usize = 0; more < 5; more++) store<u32>(s.dense + ((count + more) << 2), last);
  barrier(threads);
  return i32(count);
}

/** Sums all tiles as one section: four of them, then one point, are a piece of work. */
function sumTogether(s: WinogradGradient, count: i32, denseInputs: i32, temp: usize, threads: i32): void {
  const room = tilesAt(s.work, s.width, s.inputs);
  for (let first = 0; first < count; first += s.tiles) {
    const tiles = min(s.tiles, count - first);
    for (let group = claim() << 2; group < tiles; group = claim() << 2) {
      const end = min(group + 4, tiles);
      for (let tile = group; tile < end; tile++) transformTile(s, first + tile, tile, temp, room);
    }
    barrier(threads);
    for (let point = claim(); point < 36; point = claim()) {
      addPoint(s, point, denseInputs, tiles, room, s.sums, first > 0);
    }
    barrier(threads);
  }
}

/** Whether there is anything in a tile of the input and in that of the output's gradient. */
function isLive(s: WinogradGradient, tile: i32): bool {
  if (isZeroTile(s.x, s.height, s.width, s.inputs, s.outHeight, s.outWidth, s.top, s.left, tile)) return false;
  const across = (s.outWidth + 3) >> 2;
  const down = (s.outHeight + 3) >> 2;
  const row = (tile / across) % down << 2, column = tile % across << 2;
  const columns = min(4, s.outWidth - column);
  for (let r = row, end = min(row + 4, s.outHeight); r < end; r++) {
    const pixel = (tile / (across * down) * s.outHeight + r) * s.outWidth + column;
    if (!isZero(s.dy + ((usize(pixel) * s.outputs) << 2), usize(columns * s.outputs) << 2)) return true;
  }
  return false;
}

/** Transforms a tile of the input and of the output's gradient to their place `at` in `room`. */
function transformTile(s: WinogradGradient, tile: i32, at: i32, temp: usize, room: usize): void {
  const inputs = roundUp(s.inputs, 4), outputs = roundUp(s.outputs, 8);
  const vStep = pointStep(s.tiles, inputs), zStep = pointStep(s.tiles, outputs);
  inputTile(
    s.x, s.height, s.width, s.inputs, s.outHeight, s.outWidth, s.top, s.left, tile, temp + 1024, temp,
    room + ((usize(at) * inputs) << 2), vStep, liveAt(temp, s.width, s.inputs), false,
  );
  gradientTile(s, tile, temp, room + 36 * vStep + ((usize(at) * outputs) << 2), zStep);
}

/** Adds the products of some tiles at one point to the sums of the dense input channels, or begins them. */
function addPoint(
  s: WinogradGradient,
  point: i32,
  denseInputs: i32,
  tiles: i32,
  room: usize,
  sums: usize,
  accumulate: bool,
): void {
  const inputs = roundUp(s.inputs, 4), outputs = roundUp(s.outputs, 8);
  const vStep = pointStep(s.tiles, inputs), zStep = pointStep(s.tiles, outputs);
  const row = usize(outputs) << 2;
  gemmChosenRows(
    s.dense,
    denseInputs,
    outputs,
    tiles,
    room + usize(point) * vStep,
    usize(inputs) << 2,
    room + 36 * vStep + usize(point) * zStep,
    row,
    sums + usize(point) * s.inputs * row,
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
