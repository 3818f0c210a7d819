/**
 * The checksum of HDF5's metadata: Bob Jenkins' lookup3, `hashlittle` with an initial value of 0
 * (http://burtleburtle.net/bob/c/lookup3.c).
 *
 * @module
 */

/** Checksum of some bytes, an unsigned number of 32 bits. */
export function lookup3(bytes: Uint8Array): number {
  const state = new Uint32Array(3).fill(0xdeadbeef + bytes.length);
  // The last 12 bytes, or fewer, are mixed in another way.
  let at = 0;
  for (; bytes.length - at > 12; at += 12) {
    addWords(state, bytes.subarray(at, at + 12));
    mix(state);
  }
  if (at === bytes.length) return state[2] ?? 0;
  addWords(state, bytes.subarray(at));
  finish(state);
  return state[2] ?? 0;
}

// --- internal ---

function addWords(state: Uint32Array, bytes: Uint8Array): void {
  bytes.forEach((byte, i) => state[i >> 2] = (state[i >> 2] ?? 0) + (byte << (8 * (i & 3))));
}

function rotated(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function mix(state: Uint32Array): void {
  let [a = 0, b = 0, c = 0] = state;
  for (const [first, second, third] of [[4, 6, 8], [16, 19, 4]] as const) {
    a = (a - c) ^ rotated(c, first);
    c = (c + b) | 0;
    b = (b - a) ^ rotated(a, second);
    a = (a + c) | 0;
    c = (c - b) ^ rotated(b, third);
    b = (b + a) | 0;
  }
  state.set([a, b, c]);
}

function finish(state: Uint32Array): void {
  let [a = 0, b = 0, c = 0] = state;
  const step = (left: number, right: number, by: number): number => ((left ^ right) - rotated(right, by)) | 0;
  c = step(c, b, 14);
  a = step(a, c, 11);
  b = step(b, a, 25);
  c = step(c, b, 16);
  a = step(a, c, 4);
  b = step(b, a, 14);
  c = step(c, b, 24);
  state.set([a, b, c]);
}
