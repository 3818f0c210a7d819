/**
 * Deflated archives, which the library reads but does not write.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import type { ZipMember } from "../../../data/formats/zip/zip_directory.ts";
import { encodeDirectory, encodeLocalHeader } from "../../../data/formats/zip/zip_encode.ts";

/** A deflated archive of the given members. */
export async function deflatedZip(
  members: Readonly<Record<string, Uint8Array<ArrayBuffer>>>,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const directory: ZipMember[] = [];
  let offset = 0;
  for (const [name, bytes] of Object.entries(members)) {
    const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    const packed = new Uint8Array(await new Response(stream).arrayBuffer());
    const sizes = { compressedSize: packed.length, size: bytes.length, headerOffset: offset };
    const member = { name, method: 8, flags: 0x800, crc: crc32(bytes), ...sizes };
    const header = Uint8Array.from(encodeLocalHeader(member));
    parts.push(header, packed);
    directory.push(member);
    offset += header.length + packed.length;
  }
  parts.push(Uint8Array.from(encodeDirectory(directory, offset)));
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
