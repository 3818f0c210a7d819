/**
 * Text of variable length: the library hands over pointers to texts in its memory.
 *
 * @module
 */
import { decodeText } from "./decode_text.ts";
import type { Hdf5Session } from "./hdf5_library.ts";
import { Hdf5Problem } from "./hdf5_problem.ts";

/** Where pointers to texts lie. */
export interface TextPointers {
  /** The object that they were read from. */
  readonly path: string;
  /** The attribute, or empty for the object's elements. */
  readonly attribute: string;
  /** Where they lie in the library's memory. */
  readonly pointer: number;
  /** Their shape. */
  readonly count: readonly number[];
}

/**
 * Copies texts out of the library, and gives their memory back to it.
 *
 * @throws {Hdf5Problem} If they are longer than any that are meant.
 */
export function takeTexts(session: Hdf5Session, pointers: TextPointers): string[] {
  const { path, attribute, pointer, count } = pointers;
  const { memory } = session;
  const view = new DataView(memory.buffer, memory.byteOffset);
  const total = count.reduce((product, length) => product * length, 1);
  const texts: string[] = [];
  let bytes = 0;
  for (let i = 0; i < total; i++) {
    const text = cText(memory, view.getUint32(pointer + 4 * i, true));
    bytes += text.length;
    texts.push(bytes > MOST_TEXT_BYTES ? "" : decodeText(text));
  }
  session.call((module, id) =>
    attribute === "" && count.length > 0
      ? module.reclaim_vlen_memory_count(id, path, attribute, BigInt(pointer), count.map(BigInt))
      : module.reclaim_vlen_memory(id, path, attribute, BigInt(pointer))
  );
  if (bytes > MOST_TEXT_BYTES) {
    throw new Hdf5Problem(`text must have at most ${MOST_TEXT_BYTES} bytes: it has ${bytes}`);
  }
  return texts;
}

// --- internal ---

const MOST_TEXT_BYTES = 1 << 24;

/** The bytes up to the first NUL; none where there is no text. */
function cText(memory: Uint8Array, pointer: number): Uint8Array {
  if (pointer === 0 || pointer >= memory.length) return new Uint8Array();
  return memory.subarray(pointer, memory.indexOf(0, pointer));
}
