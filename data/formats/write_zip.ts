/**
 * Writing ZIP archives of stored members, whose bytes can then be read at any offset.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import { writeAll, writeAtomically } from "./atomic_write.ts";
import { STORED, type ZipMember } from "./zip/zip_directory.ts";
import { encodeDirectory, encodeLocalHeader } from "./zip/zip_encode.ts";

/** A member to be written. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes that `chunks` yields in all. */
  readonly size: number;
  /** The bytes in order; each chunk is written before the next is asked for. */
  readonly chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/**
 * Writes an archive of stored members, atomically. Equal entries make equal files; ZIP64 is used where it is needed.
 *
 * @param path Where to write.
 * @param entries Members, in order.
 * @throws {Error} If the file cannot be written.
 */
export function writeZip(path: string, entries: Iterable<ZipEntry>): Promise<void> {
  return writeAtomically(path, async (file) => {
    const members: ZipMember[] = [];
    let offset = 0;
    for (const entry of entries) {
      const member = await writeEntry(file, entry, offset);
      members.push(member);
      offset += encodeLocalHeader(member).length + member.size;
    }
    writeAll(file, encodeDirectory(members, offset));
  });
}

// --- internal ---

async function writeEntry(file: Deno.FsFile, entry: ZipEntry, headerOffset: number): Promise<ZipMember> {
  const { name, size } = entry;
  const unfinished = { name, method: STORED, flags: 0x800, crc: 0, compressedSize: size, size, headerOffset };
  const header = encodeLocalHeader(unfinished);
  writeAll(file, header);
  let crc = 0;
  let written = 0;
  for await (const chunk of entry.chunks) {
    writeAll(file, chunk);
    crc = crc32(chunk, crc);
    written += chunk.length;
  }
  if (written !== size) throw new RangeError(`Cannot write ${name} as it has ${written} bytes: announced were ${size}`);
  const member = { ...unfinished, crc };
  file.seekSync(headerOffset, Deno.SeekMode.Start);
  writeAll(file, encodeLocalHeader(member));
  file.seekSync(0, Deno.SeekMode.End);
  return member;
}
