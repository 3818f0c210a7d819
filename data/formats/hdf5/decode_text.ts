/**
 * Text of HDF5 files: UTF-8, or what older programs wrote where a file only says that it is text.
 *
 * @module
 */

/**
 * Bytes as text: UTF-8 if they are that, else Windows-1252, so that `µm` is read whoever wrote it. That is Latin-1 but for
 * 0x80 to 0x9f, where Latin-1 has control characters, which no unit has and no terminal should get, and programs of
 * Windows write dashes, `‰` and `’`.
 */
export function decodeText(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    return WINDOWS.decode(bytes);
  }
}

// --- internal ---

const UTF8 = new TextDecoder("utf-8", { fatal: true });
const WINDOWS = new TextDecoder("windows-1252");
