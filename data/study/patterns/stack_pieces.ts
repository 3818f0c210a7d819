/**
 * The values of a stack of patterns, a few MiB at a time. Of more than can be looked at in seconds, frames are taken evenly
 * from all over the stack, if the files let some be read without the others.
 *
 * @module
 */
import { createEventLoopYield } from "../../files/event_loop.ts";
import type { NpyArray, RealData } from "../../formats/npy.ts";
import type { PatternStack, StackPart } from "./pattern_stack.ts";

/** Which frames of a stack are looked at. */
export interface FrameChoice {
  /** For each part the rows that are read, each [from, to); null where all are. */
  readonly runs: readonly Runs[] | null;
  /** Numbers of the frames in the stack, ascending; null where all are looked at. */
  readonly numbers: Int32Array | null;
  /** How many they are. */
  readonly count: number;
}

/** Rows that are read: each from the first (included) to the last (excluded). */
export type Runs = readonly (readonly [from: number, to: number])[];

/** Values that follow each other. */
export interface StackPiece {
  /** The values as the file has them; to be read only. */
  readonly values: RealData;
  /**
   * Position of the first among the values of the frames that are looked at: frames first, or, where frames lie along the
   * last axis, pixels first.
   */
  readonly start: number;
}

/**
 * Chooses the frames to look at.
 *
 * @param stack The patterns.
 * @param most Values to look at at most, where the files allow fewer than all.
 */
export function chooseFrames(stack: PatternStack, most: number = MOST_VALUES): FrameChoice {
  const { parts, count, height, width, framesLast } = stack;
  const share = most / (count * height * width);
  const whole = framesLast || parts.some(({ shape, storage }) => shape.length < 3 || !storage.seekable);
  if (share >= 1 || whole) return { runs: null, numbers: null, count };
  const runs = parts.map((part) => evenRuns(part, share));
  const numbers: number[] = [];
  let before = 0;
  parts.forEach((part, i) => {
    const each = part.count / (part.shape[0] ?? 1);
    for (const [from, to] of runs[i] ?? []) {
      for (let k = from * each; k < to * each; k++) numbers.push(before + k);
    }
    before += part.count;
  });
  return { runs, numbers: Int32Array.from(numbers), count: numbers.length };
}

/** The values of the frames that are looked at, in their order. */
export async function* stackPieces({ parts }: PatternStack, { runs }: FrameChoice): AsyncGenerator<StackPiece> {
  const turn = createEventLoopYield();
  let start = 0;
  for (const [i, part] of parts.entries()) {
    const chosen = runs?.[i];
    for await (const rows of chosen ? slabs(part, chosen) : part.file.rows(part.key)) {
      if (rows.kind !== "real") return; // patternStack has refused every other kind
      yield { values: rows.data, start };
      start += rows.data.length;
      await turn();
    }
  }
}

// --- internal ---

/** So many values are summed in about ten seconds. */
const MOST_VALUES = 2 ** 30;
/** A run of rows that is read at once has at most so many values, unless a chunk of the file has more. */
const MOST_RUN = 2 ** 21;

/** Runs of rows, evenly spaced; each lies in chunks of its own, so that none is unpacked twice. */
function evenRuns({ shape, storage }: StackPart, share: number): Runs {
  const rows = shape[0] ?? 0;
  const rowValues = shape.slice(1).reduce((product, length) => product * length, 1);
  const run = storage.chunks?.[0] ?? Math.max(1, Math.min(Math.floor(MOST_RUN / rowValues), 8));
  const all = Math.ceil(rows / run);
  const wanted = Math.max(1, Math.floor(share * all));
  return Array.from({ length: wanted }, (_, k) => {
    const from = run * Math.floor(k * all / wanted);
    return [from, Math.min(rows, from + run)];
  });
}

async function* slabs({ file, key }: StackPart, runs: Runs): AsyncGenerator<NpyArray> {
  for (const [from, to] of runs) yield await file.slab(key, from, to);
}
