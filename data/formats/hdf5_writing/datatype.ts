/**
 * Element types as HDF5's datatype messages (HDF5 file format specification 3.0, IV.A.2.d).
 *
 * @module
 */
import type { Dtype } from "../npy_header.ts";
import { joinedBytes } from "../../arrays/joined_bytes.ts";
import { integer, terminated } from "./little_endian.ts";

/** Bytes of an element as it lies in the file; texts lie elsewhere, and 16 bytes say where. */
export function elementBytes(dtype: Dtype): number {
  if (dtype === "bool") return 1;
  return dtype === "U" || dtype === "S" ? 16 : Number(dtype.slice(1));
}

/**
 * The datatype message of an element type. Complex numbers are a pair of `r` and `i`, and booleans a choice of `FALSE` and
 * `TRUE`, as h5py has them; text is UTF-8 of any length.
 *
 * @throws {TypeError} If it is of Python objects.
 */
export function datatypeMessage(dtype: Dtype): Uint8Array {
  const size = elementBytes(dtype);
  switch (dtype) {
    case "f2":
      return floatType(size, [10, 5, 10, 15]);
    case "f4":
      return floatType(size, [23, 8, 23, 127]);
    case "f8":
      return floatType(size, [52, 11, 52, 1023]);
    case "c8":
    case "c16":
      return complexType(datatypeMessage(dtype === "c8" ? "f4" : "f8"), size);
    case "bool":
      return booleanType();
    case "U":
    case "S":
      return textType();
    case "O":
      throw new TypeError("Cannot write an array as HDF5 as it is of Python objects");
    default:
      return integerType(size, dtype.startsWith("i"));
  }
}

// --- internal ---

function integerType(size: number, signed: boolean): Uint8Array {
  return joinedBytes(
    Uint8Array.of(0x10, signed ? 8 : 0, 0, 0),
    integer(size, 4),
    integer(0, 2),
    integer(8 * size, 2),
  );
}

/** IEEE 754: the sign in front, an exponent at a place and of a size, a mantissa below without its first bit, a bias. */
function floatType(
  size: number,
  [place, exponent, mantissa, bias]: readonly [number, number, number, number],
): Uint8Array {
  return joinedBytes(
    Uint8Array.of(0x11, 0x20, 8 * size - 1, 0),
    integer(size, 4),
    integer(0, 2),
    integer(8 * size, 2),
    Uint8Array.of(place, exponent, 0, mantissa),
    integer(bias, 4),
  );
}

function complexType(part: Uint8Array, size: number): Uint8Array {
  const field = (name: string, offset: number): Uint8Array =>
    joinedBytes(terminated(name), Uint8Array.of(offset), part);
  return joinedBytes(Uint8Array.of(0x36, 2, 0, 0), integer(size, 4), field("r", 0), field("i", size / 2));
}

function booleanType(): Uint8Array {
  const names = joinedBytes(terminated("FALSE"), terminated("TRUE"));
  return joinedBytes(Uint8Array.of(0x38, 2, 0, 0), integer(1, 4), integerType(1, true), names, Uint8Array.of(0, 1));
}

function textType(): Uint8Array {
  return joinedBytes(Uint8Array.of(0x19, 1, 1, 0), integer(16, 4), integerType(1, false));
}
