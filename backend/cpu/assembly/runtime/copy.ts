/**
 * Copying and filling runs of bytes. Runs are mostly short (the channels of a pixel), so the loops are here instead of
 * calls of the engine's `memory.copy`.
 */

/** Copies `bytes` bytes; the two places do not overlap. */
export function copyRun(to: usize, from: usize, bytes: usize): void {
  const end = to + bytes;
  const vectors = to + (bytes & -16);
  const fast = to + (bytes & -64);
  for (; to < fast; to += 64, from += 64) {
    const a = v128.load(from), b = v128.load(from, 16), c = v128.load(from, 32), d = v128.load(from, 48);
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
  }
  for (; to < vectors; to += 16, from += 16) v128.store(to, v128.load(from));
  for (; to + 4 <= end; to += 4, from += 4) i32.store(to, i32.load(from));
  for (; to < end; to++, from++) i32.store8(to, i32.load8_u(from));
}

/** Fills `bytes` bytes with a word of four; where they are no multiple of four, its bytes must be equal. */
export function fillRun(to: usize, bytes: usize, word: i32): void {
  const end = to + bytes;
  const vectors = to + (bytes & -16);
  const value = i32x4.splat(word);
  for (; to < vectors; to += 16) v128.store(to, value);
  for (; to + 4 <= end; to += 4) i32.store(to, word);
  for (; to < end; to++) i32.store8(to, word);
}

/** Copies `count` runs of `bytes` bytes, `fromStep` and `toStep` bytes apart. */
export function copyRuns(count: i32, bytes: usize, to: usize, toStep: usize, from: usize, fromStep: usize): void {
  if (bytes === 4) {
    for (let i = 0; i < count; i++, from += fromStep, to += toStep) i32.store(to, i32.load(from));
    return;
  }
  for (let i = 0; i < count; i++, from += fromStep, to += toStep) copyRun(to, from, bytes);
}
