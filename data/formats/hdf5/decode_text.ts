/**
 * Text of HDF5 files: UTF-8, or what older programs wrote where a file only says that it is text.
 *
 * @module
 */

/** Bytes as text: UTF-8 if they are that, else Latin-1, so that `µm` is read whoever wrote it. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("latin1").decode(bytes);
  }
}
