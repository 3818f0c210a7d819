/**
 * Which members of an archive are arrays, and whether their headers fit them.
 *
 * @module
 */
import { elementCount, isNpy, NPY_PREFIX_BYTES, type NpyHeader } from "./npy_header.ts";
import { nameList, shapeText } from "../../config/values/printable.ts";
import type { ZipReader } from "./zip.ts";
import { DEFLATED, plausibleSize, type ZipMember } from "./zip/zip_directory.ts";

const SUFFIX = ".npy";
/** Elements that a small compressed array may have. */
const SMALL_ELEMENTS = 1 << 24;

/**
 * The members that are arrays, by the arrays' names. NumPy's archives have nothing else, as `NAME.npy`; packed again by
 * hand, they may have lost the ending or gained notes.
 *
 * @param zip The archive.
 * @param path Its path, for the message.
 * @throws {Error} If it has members and none is an array.
 */
export async function arrayMembers(zip: ZipReader, path: string): Promise<ReadonlyMap<string, ZipMember>> {
  const members = new Map<string, ZipMember>();
  for (const [name, member] of zip.members) {
    if (name.startsWith("__MACOSX/")) continue;
    if (name.endsWith(SUFFIX)) members.set(name.slice(0, -SUFFIX.length), member);
    else if (!zip.members.has(name + SUFFIX) && isNpy(await zip.read(member, NPY_PREFIX_BYTES))) {
      members.set(name, member);
    }
  }
  if (members.size === 0 && zip.members.size > 0) {
    throw new Error(
      `Cannot read ${path} as it is a ZIP archive without NPY arrays: found ${nameList([...zip.members.keys()])}; ` +
        "if one of these is the file, unzip it, else save its arrays with numpy.savez",
    );
  }
  return members;
}

/**
 * Holds the header of an array against its member: the two must agree, and no small file has gigabytes of pixels.
 *
 * @throws {SyntaxError} If the header says another size.
 * @throws {RangeError} If there are more elements than so few bytes plausibly have.
 */
export function checkSize(
  { dtype, shape, headerBytes, itemSize }: NpyHeader,
  { method, size, compressedSize }: ZipMember,
): void {
  const count = elementCount(shape);
  const wanted = headerBytes + count * itemSize;
  if (dtype !== "O" && size !== wanted) throw new SyntaxError(`it has ${size} bytes: its header says ${wanted}`);
  // Counted are elements: whatever their size in the file, numbers take at least four bytes where they are used.
  if (method !== DEFLATED || count <= plausibleSize(compressedSize, SMALL_ELEMENTS)) return;
  throw new RangeError(
    `it has more elements than ${compressedSize} compressed bytes plausibly have: its shape is ${shapeText(shape)} ` +
      "(if it is meant, save it with numpy.savez, not compressed)",
  );
}
