/**
 * Blocks of TIFF pages packed: LZW, deflate, PackBits, and the differences that are taken before (TIFF 6.0, sections 9, 13
 * and 14, and Adobe's note on the predictor of floating point numbers).
 *
 * @module
 */
import { deflateSync } from "node:zlib";

/** Packs bytes in the way that TIFF's number names. */
export function pack(bytes: Uint8Array, compression: number): Uint8Array {
  if (compression === 5) return lzw(bytes);
  if (compression === 8) return deflateSync(bytes);
  return compression === 32773 ? packBits(bytes) : bytes;
}

/** Numbers of a block, and how they lie. */
export interface Numbers {
  readonly columns: number;
  /** Bytes of a number. */
  readonly size: number;
  readonly littleEndian: boolean;
}

/** Takes the differences of predictor 2, of whole numbers, or of 3, of floating point numbers, along each row. */
export function predict(bytes: Uint8Array, predictor: number, { columns, size, littleEndian }: Numbers): Uint8Array {
  if (predictor === 1) return bytes;
  const out = new Uint8Array(bytes.length);
  for (let from = 0; from < bytes.length; from += columns * size) {
    const numbers = Array.from({ length: columns }, (_, i) => {
      const own = [...bytes.subarray(from + i * size, from + (i + 1) * size)];
      return littleEndian ? own.reverse() : own;
    });
    const planes = (): number[] =>
      Array.from({ length: size }, (_, byte) => numbers.map((own) => own[byte] ?? 0)).flat();
    out.set(
      predictor === 3
        ? planes().map((byte, i, all) => byte - (all[i - 1] ?? 0) & 255)
        : wholeDifferences(numbers).flatMap((own) => littleEndian ? own.reverse() : own),
      from,
    );
  }
  return out;
}

/** Differences of numbers, each as its bytes, the most significant first. */
function wholeDifferences(numbers: readonly number[][]): number[][] {
  const value = (own: readonly number[]): bigint => own.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return numbers.map((own, i) => {
    const difference = value(own) - (i === 0 ? 0n : value(numbers[i - 1] ?? []));
    return own.map((_, byte) => Number((difference >> BigInt(8 * (own.length - 1 - byte))) & 0xffn));
  });
}

function packBits(bytes: Uint8Array): Uint8Array {
  // A count that means nothing, as some programs write it.
  const out: number[] = [128];
  for (let at = 0; at < bytes.length;) {
    let run = 1;
    while (run < 128 && at + run < bytes.length && bytes[at + run] === bytes[at]) run++;
    if (run > 2) {
      out.push(257 - run, bytes[at] ?? 0);
      at += run;
      continue;
    }
    const length = Math.min(128, bytes.length - at, run + 3);
    out.push(length - 1, ...bytes.subarray(at, at + length));
    at += length;
  }
  return Uint8Array.from(out);
}

function lzw(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  let [held, bits, width, next] = [0, 0, 9, 258];
  const put = (code: number): void => {
    held = (held << width) | code;
    bits += width;
    for (; bits >= 8; bits -= 8) out.push((held >> (bits - 8)) & 255);
    held &= (1 << bits) - 1;
  };
  let table = new Map<string, number>();
  const begin = (): void => {
    put(256);
    table = new Map(Array.from({ length: 256 }, (_, byte) => [String.fromCharCode(byte), byte]));
    [width, next] = [9, 258];
  };
  begin();
  let text = "";
  for (const byte of bytes) {
    const longer = text + String.fromCharCode(byte);
    if (table.has(longer)) {
      text = longer;
      continue;
    }
    put(table.get(text) ?? 0);
    table.set(longer, next++);
    text = String.fromCharCode(byte);
    if (next === 4094) begin();
    else if (next === 1 << width) width++;
  }
  put(table.get(text) ?? 0);
  if (next + 1 === 1 << width && width < 12) width++;
  put(257);
  if (bits > 0) out.push((held << (8 - bits)) & 255);
  return Uint8Array.from(out);
}
