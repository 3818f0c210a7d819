/**
 * Which frames of a file are taken, as a text says it.
 *
 * @module
 */

/**
 * Reads a selection of frames: numbers from 0 and Python's slices, joined by commas. Negative numbers count from the end.
 *
 * @param text Such as `0:100:2,150`; null takes all.
 * @param count Frames that there are.
 * @returns Their numbers, ascending, each once.
 * @throws {RangeError} If a number is none of them, a step is 0, or none is left.
 */
export function selectFrames(text: string | null, count: number): Int32Array {
  if (text === null) return Int32Array.from({ length: count }, (_, i) => i);
  const taken = new Uint8Array(count);
  for (const part of text.split(",")) {
    const numbers = part.split(":").map((number) => number.trim());
    if (numbers.length === 1) taken[single(numbers[0] ?? "", count, text)] = 1;
    else takeSlice(taken, numbers.map((number) => number === "" ? null : Number(number)), text);
  }
  const all = Int32Array.from({ length: count }, (_, i) => i).filter((i) => taken[i] === 1);
  if (all.length > 0) return all;
  throw new RangeError(`Cannot take frames ${text} as there are none of them among ${count} (import.frames)`);
}

// --- internal ---

function single(number: string, count: number, text: string): number {
  const at = Number(number) < 0 ? Number(number) + count : Number(number);
  if (at >= 0 && at < count) return at;
  throw new RangeError(`Cannot take frames ${text} as frame ${number} is not among 0 to ${count - 1} (import.frames)`);
}

/** As Python does: bounds outside are no error, of a negative step the defaults are the other ends. */
function takeSlice(taken: Uint8Array, [start, stop, step]: readonly (number | null)[], text: string): void {
  const count = taken.length;
  const by = step ?? 1;
  if (by === 0) throw new RangeError(`Cannot take frames ${text} as a step of 0 goes nowhere (import.frames)`);
  const bound = (value: number): number =>
    Math.min(Math.max(value < 0 ? value + count : value, by > 0 ? 0 : -1), by > 0 ? count : count - 1);
  const from = typeof start === "number" ? bound(start) : by > 0 ? 0 : count - 1;
  const to = typeof stop === "number" ? bound(stop) : by > 0 ? count : -1;
  for (let at = from; by > 0 ? at < to : at > to; at += by) taken[at] = 1;
}
