/**
 * Attributes of HDF5 objects: numbers and texts beside the elements, such as units.
 *
 * @module
 */
import type { ArrayAttribute } from "../array_file.ts";
import { elementCount } from "../npy_header.ts";
import { decodeHdf5 } from "./decode_elements.ts";
import { elementType } from "./element_type.ts";
import type { Hdf5Session } from "./hdf5_library.ts";
import { takeTexts } from "./variable_text.ts";

/** An attribute of more is an array, and no note. */
const MOST_BYTES = 1 << 20;

/**
 * The attributes of an object: numbers and texts, alone or in lists; of what is neither, such as references to other
 * datasets, none. 64-bit integers beyond ±2⁵³ are texts.
 *
 * @param session The file.
 * @param path Path of the object, with the first slash.
 * @throws {Hdf5Problem} If the file is damaged there.
 */
export function readAttributes(
  session: Hdf5Session,
  path: string,
): Readonly<Record<string, ArrayAttribute>> {
  const names = session.call((module, id) => module.get_attribute_names(id, path));
  // Without a prototype: an attribute may be called as its methods are.
  const attributes: Record<string, ArrayAttribute> = Object.create(null);
  for (const name of names) {
    const value = readAttribute(session, [path, name]);
    if (value !== null) attributes[name] = value;
  }
  return { ...attributes };
}

// --- internal ---

function readAttribute(
  session: Hdf5Session,
  [path, name]: readonly [string, string],
): ArrayAttribute | null {
  const metadata = session.call((module, id) => module.get_attribute_metadata(id, path, name));
  const type = elementType(metadata);
  const shape = metadata.shape ?? [0];
  const bytes = elementCount(shape) * type.size;
  if (type.dtype === "O" || type.dtype === "c8" || type.dtype === "c16" || bytes > MOST_BYTES) return null;
  const scalar = shape.length === 0 && type.axes.length === 0;
  if (bytes === 0) return scalar ? "" : [];
  return session.withMemory(bytes, (pointer) => {
    session.call((module, id) => module.get_attribute_data(id, path, name, BigInt(pointer)));
    const values = type.text === "variable"
      ? takeTexts(session, { path, attribute: name, pointer, count: shape })
      : plainValues(type, session.memory.slice(pointer, pointer + bytes), shape);
    return scalar ? values[0] ?? "" : values;
  });
}

function plainValues(
  type: Parameters<typeof decodeHdf5>[0],
  bytes: Uint8Array,
  shape: readonly number[],
): readonly number[] | readonly string[] {
  try {
    const array = decodeHdf5(type, bytes, shape);
    return array.kind === "real" ? [...array.data] : array.kind === "text" ? array.data : [];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const integers = type.dtype === "u8" ? new BigUint64Array(bytes.buffer) : new BigInt64Array(bytes.buffer);
    return Array.from(integers, String);
  }
}
