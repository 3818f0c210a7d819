/**
 * The one string inside a pickled NumPy array of one string, such as PtychoPINN's `_metadata`. Nothing is unpickled: a
 * pickle is a program, and only those instructions are stepped over that NumPy writes for such an array; the string is
 * the one that is appended to its list of elements. Anything else is not understood. One pass: each instruction begins
 * behind the one before it.
 *
 * @module
 */

/** Operand bytes of the instructions that carry no string, by opcode (Python's `pickletools`). */
const OPERANDS: ReadonlyMap<string, number> = new Map([
  ...["(", ")", ".", "N", "R", "]", "b", "t", "\x85", "\x86", "\x87", "\x88", "\x89", "\x93", "\x94"].map(none),
  ["\x80", 1], // protocol
  ["\x95", 8], // frame
  ["K", 1],
  ["M", 2],
  ["J", 4],
  ["q", 1],
  ["h", 1],
  ["r", 4],
  ["j", 4],
]);
/** Bytes of the length that precedes a string, by opcode; `C` holds bytes, the others UTF-8. */
const LENGTHS: ReadonlyMap<string, 1 | 4> = new Map([["C", 1], ["\x8c", 1], ["X", 4]]);
const APPEND = "a";
const GLOBAL = "c";
const MEMO: ReadonlySet<string> = new Set(["q", "r", "\x94"]);

/**
 * Reads the string of a pickled array that has exactly one element.
 *
 * @param pickle The pickle, protocols 2 to 5.
 * @returns The string; null if the pickle is anything else.
 */
export function pickledText(pickle: Uint8Array): string | null {
  const view = new DataView(pickle.buffer, pickle.byteOffset, pickle.byteLength);
  let top: string | null = null;
  let found: string | null = null;
  for (let at = 0; at < pickle.length;) {
    const opcode = String.fromCharCode(view.getUint8(at++));
    const lengthBytes = LENGTHS.get(opcode);
    if (opcode === ".") return found;
    if (opcode === APPEND) {
      if (top === null || found !== null) return null;
      [found, top] = [top, null];
    } else if (opcode === GLOBAL) {
      // Two names, each ended by a newline. Where one is missing, a search from there would begin at the front again.
      const first: number = pickle.indexOf(0x0a, at);
      const second: number = first < 0 ? -1 : pickle.indexOf(0x0a, first + 1);
      if (second < 0) return null;
      at = second + 1;
    } else if (lengthBytes !== undefined) {
      if (at + lengthBytes > pickle.length) return null;
      const start: number = at + lengthBytes;
      at = start + (lengthBytes === 1 ? view.getUint8(at) : view.getUint32(at, true));
      if (at > pickle.length) return null;
      top = opcode === "C" ? null : new TextDecoder().decode(pickle.subarray(start, at));
    } else {
      const operand = OPERANDS.get(opcode);
      if (operand === undefined) return null;
      if (!MEMO.has(opcode)) top = null;
      at += operand;
    }
  }
  return null;
}

// --- internal ---

function none(opcode: string): [string, number] {
  return [opcode, 0];
}
