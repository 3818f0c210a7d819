/**
 * The filter of a convolution by Winograd's transforms: whether it is one for them, and transformed.
 */
import { isThinColumn, isThinRow } from "./filter_density";
import { roundUp } from "../runtime/simd";
import { barrier, claim } from "../runtime/threads";
import { Winograd } from "./winograd_arguments";
import { transformFilter } from "./winograd_transforms";

/** Whether the filter is thin; all threads say the same. */
export function isThin(s: Winograd, thread: i32, threads: i32): bool {
  const results = s.thin + 4;
  const pieces = s.turned ? s.outputs : (s.outputs + 3) >> 2;
  for (let piece = claim(); piece < pieces; piece = claim()) {
    const thin = s.turned
      ? isThinRow(s.filter + (usize(piece * s.inputs) << 2), usize(s.outputs * s.inputs) << 2, s.inputs)
      : isThinColumn(s.filter + (usize(piece) << 4), usize(s.outputs) << 2, 9 * s.inputs, s.outputs - 4 * piece);
    store<i32>(results + (usize(piece) << 2), i32(thin));
  }
  barrier(threads);
  let any = 0;
  for (let piece = 0; piece < pieces; piece++) any |= load<i32>(results + (usize(piece) << 2));
  if (thread === 0) store<i32>(s.thin, any);
  return any !== 0;
}

/**
 * Input channels that a thread claims at once: of each point they fill two lines of the cache, which two threads would take
 * from each other if each wrote a part of them.
 */
const CHANNELS: i32 = 4;

/** Transforms the filters of the input channels that this thread claims into panels of eight output channels. */
export function transformFilters(s: Winograd, temp: usize): void {
  const outputs = roundUp(s.outputs, 8);
  const taps = temp + 576;
  const step = (usize(outputs) * s.inputs) << 2;
  for (let first = CHANNELS * claim(); first < s.inputs; first = CHANNELS * claim()) {
    const end = min(first + CHANNELS, s.inputs);
    for (let i = first; i < end; i++) {
      for (let o = 0; o < outputs; o += 4) {
        gatherTaps(s, i, min(o, s.outputs - 1), taps);
        if (s.turned) keepTaps(s, i, o, taps);
        const panel = usize(o >> 3) * s.inputs + i;
        transformFilter(taps, temp, s.u + (panel << 5) + (usize(o & 4) << 2), step);
      }
    }
  }
}

/** Keeps turned taps for the definition. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function keepTaps(s: Winograd, i: i32, o: i32, taps: usize): void {
  for (let tap: usize = 0; tap < 9; tap++) {
    v128.store(s.turned + (tap * s.inputs + i) * filterRow(s) + (usize(o) << 2), v128.load(taps + (tap << 4)));
  }
}

/** Distance of the input channels of the filter that the definition uses. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function filterRow(s: Winograd): usize {
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
