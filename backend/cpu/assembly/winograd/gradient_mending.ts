/**
 * Computes those gradients of a filter by the definition that Winograd's transforms left out or in doubt: all of an input
 * channel that is zero almost everywhere, and pairs of channels. Of a pair only the taps in doubt are, and only until they
 * turn out to be sums of large terms that cancel, for which the transforms' result is as good as any.
 *
 * Threads share the channels, and go through the images one by one: an image stays in a cache for all channels of a thread.
 */
import { addPixels, addValues, listValues, sumPixels } from "./channel_values";
import { DOUBT } from "../runtime/constants";
import { BY_INPUT, BY_OUTPUT, BY_PIXEL, boundsOf, doubtsOf, isSparse } from "./gradient_doubts";
import { roundUp } from "../runtime/simd";
import { barrier } from "../runtime/threads";
import { WinogradGradient } from "./winograd_gradient_arguments";

/** Arguments, behind those of the kernel for Winograd's transforms, whose memory has to be as that left it. */
@unmanaged
class Mending {
  /** Room for the tasks, {@link TASK} bytes each. */
  tasks: usize;
  /** Room for each thread, `workBytes` apart: nine rows of roundUp(outputs, 8), then four channels' values of an image. */
  work: usize;
  workBytes: i32;
  count: i32;
}

/** A pair of channels, or an input channel with all outputs; nine {@link Tap}s follow. */
@unmanaged
class Task {
  input: i32;
  output: i32;
  /** Over whose values the sums go; {@link WHOLE} for all gradients of an input channel. */
  by: u8;
}

/** Sum and magnitudes of the terms of a tap, and how large the latter have to be for it to be left. */
@unmanaged
class Tap {
  sum: f64;
  magnitude: f64;
  large: f64;
}

/** Bytes of a task with its taps. */
const TASK: usize = 16 + 9 * 24;

const WHOLE: u8 = 255;

/** Terms so many times as large as the bound of doubt show that nothing but their signs makes a gradient small. */
const LARGE: f32 = 10;

export function mendGradients(args: usize, thread: i32, threads: i32): void {
  const s = changetype<WinogradGradient>(args);
  const m = changetype<Mending>(args + offsetof<WinogradGradient>());
  const rows = m.work + usize(thread) * m.workBytes;
  const rowBytes = usize(9 * roundUp(s.outputs, 8)) << 2;
  const endOfTasks = m.tasks + usize(m.count) * TASK;
  if (thread === 0) listTasks(s, m.tasks);
  barrier(threads);
  memory.fill(rows, 0, rowBytes);
  const ends = rows + rowBytes, lists = ends + 16;
  const listBytes = usize(max(s.height * s.width, s.outHeight * s.outWidth)) << 3;
  for (let image = -1; image <= s.batch; image++) {
    let quad = -1;
    for (let at = m.tasks; at < endOfTasks; at += TASK) {
      const task = changetype<Task>(at);
      const own = channelOf(s, task) >> 2;
      if (own % threads !== thread) continue;
      if (image < 0) start(s, task);
      else if (image === s.batch) finish(s, task);
      else if (task.by !== BY_PIXEL) {
        if (own !== quad) listQuad(s, at, endOfTasks, image, lists, listBytes, ends);
        quad = own;
        const lane = usize(channelOf(s, task) & 3);
        const list = lists + lane * listBytes, end = load<u32>(ends + (lane << 2));
        if (end === list) continue;
        if (task.by === WHOLE) addAll(s, task, image, list, end, rows);
        else addTaps(s, task, image, list, end);
      }
    }
  }
}

/** Number of the channel whose values a task goes over: those of the output follow, from a multiple of four on. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function channelOf(s: WinogradGradient, task: Task): i32 {
  return task.by === BY_OUTPUT ? roundUp(s.inputs, 4) + task.output : task.input;
}

/** Writes the tasks, those of a channel one after the other. */
function listTasks(s: WinogradGradient, to: usize): void {
  for (let i = 0; i < s.inputs; i++) {
    if (isSparse(load<u8>(s.xDensities + i))) {
      to = addTask(to, i, 0, WHOLE);
      continue;
    }
    for (let o = 0, at = doubtsOf(s, i); o < s.outputs; o++) {
      const by = load<u8>(at + o);
      if (by === BY_INPUT || by === BY_PIXEL) to = addTask(to, i, o, by);
    }
  }
  for (let o = 0; o < s.outputs; o++) {
    for (let i = 0; i < s.inputs; i++) {
      if (load<u8>(doubtsOf(s, i) + o) === BY_OUTPUT) to = addTask(to, i, o, BY_OUTPUT);
    }
  }
}

function addTask(to: usize, input: i32, output: i32, by: u8): usize {
  const task = changetype<Task>(to);
  task.input = input;
  task.output = output;
  task.by = by;
  return to + TASK;
}

/** Lists values of an image for the first task and all that follow for one of the same four channels. */
function listQuad(s: WinogradGradient, at: usize, end: usize, image: i32, lists: usize, listBytes: usize, ends: usize): void {
  const task = changetype<Task>(at);
  const quad = channelOf(s, task) >> 2;
  store<u64>(ends, 0);
  store<u64>(ends, 0, 8);
  for (; at < end && channelOf(s, changetype<Task>(at)) >> 2 === quad; at += TASK) {
    if (changetype<Task>(at).by !== BY_PIXEL) store<i32>(ends + (usize(channelOf(s, changetype<Task>(at)) & 3) << 2), -1);
  }
  const wanted = v128.load(ends);
  if (task.by === BY_OUTPUT) {
    const from = gradientAt(s, image, task.output & -4);
    listValues(from, usize(s.outputs) << 2, s.outHeight, s.outWidth, wanted, lists, listBytes, ends);
  } else {
    const from = inputAt(s, image, task.input & -4);
    listValues(from, usize(s.inputs) << 2, s.height, s.width, wanted, lists, listBytes, ends);
  }
}

/** What is needed of a pair's sums in Winograd's domain. Sums of a whole channel take their place. */
function start(s: WinogradGradient, task: Task): void {
  const row = usize(roundUp(s.outputs, 8)) << 2;
  const sums = s.sums + usize(task.input) * row;
  if (task.by === WHOLE) {
    for (let tap: usize = 0; tap < 9; tap++) memory.fill(sums + tap * s.inputs * row, 0, row);
    return;
  }
  const bound = f32.load(boundsOf(s, task.input) + (usize(task.output) << 2));
  for (let at = 0; at < 9; at++) {
    const tap = tapOf(task, at);
    const least = bound * part(at / 3) * part(at % 3);
    tap.sum = 0;
    tap.magnitude = 0;
    tap.large = Mathf.abs(f32.load(gradientOf(s, task, at))) >= least ? 0 : f64(LARGE * least);
  }
}

/** Adds an image's products of all output channels, summed for themselves first in `rows`, which are left empty. */
function addAll(s: WinogradGradient, task: Task, image: i32, list: usize, end: usize, rows: usize): void {
  const row = usize(roundUp(s.outputs, 8)) << 2;
  const dy = gradientAt(s, image, 0);
  addPixels(list, end, dy, s.outHeight, s.outWidth, usize(s.outputs) << 2, s.top, s.left, rows, row);
  for (let tap: usize = 0; tap < 9; tap++) {
    let to = s.sums + (tap * s.inputs + task.input) * row;
    for (const endOfRow = to + row; to < endOfRow; to += 16, rows += 16) {
      v128.store(to, f32x4.add(v128.load(to), v128.load(rows)));
      v128.store(rows, f32x4.splat(0));
    }
  }
}

function addTaps(s: WinogradGradient, task: Task, image: i32, list: usize, end: usize): void {
  const byOutput = task.by === BY_OUTPUT;
  const other = byOutput ? inputAt(s, image, task.input) : gradientAt(s, image, task.output);
  for (let row = 0; row < 3; row++) {
    if (isLeft(task, 3 * row) && isLeft(task, 3 * row + 1) && isLeft(task, 3 * row + 2)) continue;
    const down = row - s.top, sums = changetype<usize>(tapOf(task, 3 * row)), stride = offsetof<Tap>();
    if (byOutput) {
      addValues(list, end, other, usize(s.inputs) << 2, s.height, s.width, down, -s.left, 1, sums, stride);
    } else {
      addValues(list, end, other, usize(s.outputs) << 2, s.outHeight, s.outWidth, -down, s.left, -1, sums, stride);
    }
  }
}

/** Whether the transforms' result is left as it is. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function isLeft(task: Task, at: i32): bool {
  const tap = tapOf(task, at);
  return tap.magnitude >= tap.large;
}

/** Writes what was computed, and computes what no list is made for. */
function finish(s: WinogradGradient, task: Task): void {
  const row = usize(roundUp(s.outputs, 8)) << 2;
  for (let at = 0; at < 9; at++) {
    const to = gradientOf(s, task, at);
    if (task.by === WHOLE) {
      memory.copy(to, s.sums + usize(at * s.inputs + task.input) * row, usize(s.outputs) << 2);
      continue;
    }
    const tap = tapOf(task, at);
    if (task.by === BY_PIXEL && tap.large !== 0) {
      const x = inputAt(s, 0, task.input), dy = gradientAt(s, 0, task.output);
      for (let image = 0; image < s.batch && !(tap.magnitude >= tap.large); image++) {
        sumPixels(
          x + usize(image * s.height * s.width * s.inputs << 2), usize(s.inputs) << 2, s.height, s.width,
          dy + usize(image * s.outHeight * s.outWidth * s.outputs << 2), usize(s.outputs) << 2, s.outHeight, s.outWidth,
          s.top - at / 3, s.left - at % 3, changetype<usize>(tap), tap.large,
        );
      }
    }
    if (!(tap.magnitude >= tap.large)) f32.store(to, f32(tap.sum));
  }
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function inputAt(s: WinogradGradient, image: i32, i: i32): usize {
  return s.x + ((usize(image * s.height * s.width) * s.inputs + i) << 2);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function gradientAt(s: WinogradGradient, image: i32, o: i32): usize {
  return s.dy + ((usize(image * s.outHeight * s.outWidth) * s.outputs + o) << 2);
}

/** Where a gradient of the filter is. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function gradientOf(s: WinogradGradient, task: Task, tap: i32): usize {
  return s.filter + (usize((tap * s.inputs + task.input) * s.outputs + task.output) << 2);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function tapOf(task: Task, tap: i32): Tap {
  return changetype<Tap>(changetype<usize>(task) + 16 + usize(tap) * offsetof<Tap>());
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function part(index: i32): f32 {
  return f32.load(DOUBT + (index === 1 ? 8 : 4));
}
