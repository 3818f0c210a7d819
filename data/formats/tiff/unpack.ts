/**
 * Blocks of a TIFF page unpacked: LZW, deflate and PackBits (TIFF 6.0, sections 9, 13 and 14), each up to the bytes that a
 * block must have. Fewer are an error, and no more are made, whatever a file says.
 *
 * @module
 */
import { inflateSync } from "node:zlib";

/**
 * Unpacks a block.
 *
 * @param packed Its bytes in the file.
 * @param compression How they are packed, TIFF's number.
 * @param size Bytes that it must have.
 * @returns So many bytes.
 * @throws {SyntaxError} If they are damaged; the message is the end of a sentence.
 */
export function unpack(packed: Uint8Array, compression: number, size: number): Uint8Array {
  const into = new Uint8Array(size);
  const written = compression === 5
    ? lzw(packed, into)
    : compression === 32773
    ? packBits(packed, into)
    : compression === 1
    ? plain(packed, into)
    : deflate(packed, into);
  if (written < size) {
    throw new SyntaxError(`its bytes are damaged, ${size} wanted and ${written} found: copy the file again`);
  }
  return into;
}

// --- internal ---

function plain(packed: Uint8Array, into: Uint8Array): number {
  into.set(packed.subarray(0, into.length));
  return packed.length;
}

function deflate(packed: Uint8Array, into: Uint8Array): number {
  try {
    // A little more than is wanted, as some programs fill blocks up.
    const bytes = inflateSync(packed, { maxOutputLength: into.length + 65_536 });
    return plain(bytes, into);
  } catch {
    return 0;
  }
}

/** A count n ≥ 0 and n + 1 bytes, or −n and a byte that comes n + 1 times; −128 is nothing. */
function packBits(packed: Uint8Array, into: Uint8Array): number {
  let at = 0;
  for (let from = 0; from + 1 < packed.length && at < into.length;) {
    const count = packed[from++] ?? 0;
    if (count === 128) continue;
    const length = Math.min(count < 128 ? count + 1 : 257 - count, into.length - at);
    if (count < 128) {
      const bytes = packed.subarray(from, from + length);
      into.set(bytes, at);
      at += bytes.length;
      from += count + 1;
    } else {
      into.fill(packed[from++] ?? 0, at, at + length);
      at += length;
    }
  }
  return at;
}

const CLEAR = 256;
const END = 257;

/**
 * Codes of 9 to 12 bits, the most significant first. A code above {@link END} names bytes that were written before: those of
 * the code that was read when it came to be, and one more.
 */
function lzw(packed: Uint8Array, into: Uint8Array): number {
  const place = new Int32Array(4096);
  const length = new Uint16Array(4096);
  let [next, width] = [END + 1, 9];
  let [held, bits, from, at] = [0, 0, 0, 0];
  // The code before: where its bytes were written, and how many.
  let [start, count] = [0, 0];
  while (at < into.length) {
    while (bits < width && from < packed.length) {
      held = ((held << 8) | (packed[from++] ?? 0)) & 0xffffff;
      bits += 8;
    }
    const code = (held >> (bits - width)) & ((1 << width) - 1);
    if (bits < width || code === END) break;
    bits -= width;
    if (code === CLEAR) {
      [next, width, count] = [END + 1, 9, 0];
      continue;
    }
    if (count > 0 && next < 4096) {
      place[next] = start;
      length[next] = count + 1;
      next++;
    }
    if (code >= next || (code > END && count === 0)) break;
    const source = code < CLEAR ? -1 : place[code] ?? 0;
    count = code < CLEAR ? 1 : length[code] ?? 0;
    start = at;
    // Byte by byte: a code that has just come to be ends in the byte with which it begins, which is written here.
    for (let i = 0; i < count && at < into.length; i++) into[at++] = source < 0 ? code : into[source + i] ?? 0;
    if (next >= (1 << width) - 1 && width < 12) width++;
  }
  return at;
}
