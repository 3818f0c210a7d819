/**
 * Bytes, one behind the other.
 *
 * @module
 */

/** Copies a few parts into one array. */
export function joinedBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return joinedList(parts);
}

/** Copies a list of parts into one array; a call has not so many arguments as a list may have elements. */
export function joinedList(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
