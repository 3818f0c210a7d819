/**
 * Text of HDF5 files: UTF-8, or what older programs wrote where a file only says that it is text.
 *
 * @module
 */

/** Bytes as text: UTF-8 if they are that, else Latin-1, so that `µm` is read whoever wrote it. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    return LATIN1.decode(bytes);
  }
}

// --- internal ---

const UTF8 = new TextDecoder("utf-8", { fatal: true });
const LATIN1 = new TextDecoder("latin1");
