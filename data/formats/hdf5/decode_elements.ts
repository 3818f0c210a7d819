/**
 * Bytes of HDF5 datasets, as the library hands them over, as typed arrays and texts.
 *
 * @module
 */
import { decodeElements, type NpyArray } from "../npy.ts";
import { elementCount } from "../npy_header.ts";
import { decodeText } from "./decode_text.ts";
import type { ElementType } from "./element_type.ts";

/**
 * Elements of an array in row-major order.
 *
 * @param type What they are; not text of variable length, of which the bytes are pointers.
 * @param bytes The elements. They may be changed and kept.
 * @param shape Their shape, without axes within an element.
 * @throws {RangeError} If a 64-bit integer is beyond ±2⁵³.
 * @throws {TypeError} If the type cannot be read.
 */
export function decodeHdf5(type: ElementType, bytes: Uint8Array, shape: readonly number[]): NpyArray {
  if (type.problem !== null || type.dtype === "O") throw new TypeError(type.problem ?? "its elements are not known");
  const whole = [...shape, ...type.axes];
  const itemSize = type.size / elementCount(type.axes);
  const { dtype, bigEndian } = type;
  if (dtype === "S") return { kind: "text", dtype, shape: whole, data: texts(bytes, itemSize, type.text) };
  const [own, size] = dtype === "c8" || dtype === "c16" ? pairs(type, bytes, itemSize) : [bytes, itemSize];
  const header = { dtype, itemSize: size, bigEndian, fortranOrder: false, shape: whole, headerBytes: 0 };
  return decodeElements(header, own, whole);
}

// --- internal ---

/** Complex numbers whose parts lie otherwise than one behind the other, real part first. */
function pairs({ dtype, parts }: ElementType, bytes: Uint8Array, itemSize: number): [Uint8Array, number] {
  const size = dtype === "c8" ? 4 : 8;
  if (itemSize === 2 * size && parts[0] === 0 && parts[1] === size) return [bytes, itemSize];
  const packed = new Uint8Array((bytes.length / itemSize) * 2 * size);
  for (let from = 0, to = 0; from < bytes.length; from += itemSize, to += 2 * size) {
    parts.forEach((part, i) => packed.set(bytes.subarray(from + part, from + part + size), to + i * size));
  }
  return [packed, 2 * size];
}

function texts(bytes: Uint8Array, width: number, filled: ElementType["text"]): string[] {
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; at += width) {
    const text = bytes.subarray(at, at + width);
    const end = filled === "ended" ? text.indexOf(0) : -1;
    const padding = filled === "space" ? 0x20 : 0;
    texts.push(
      decodeText(
        end >= 0 ? text.subarray(0, end) : text.subarray(0, text.findLastIndex((byte) => byte !== padding) + 1),
      ),
    );
  }
  return texts;
}
