/**
 * What cannot fit into memory is refused before it is tried, with the memory that it would take.
 *
 * @module
 */

/** More than this is refused. */
const MOST_BYTES = 16 * 2 ** 30;

/**
 * Refuses work that would take too much memory.
 *
 * @param bytes What it would take.
 * @param place Beginning of the message: `Cannot simulate a scan as`.
 * @param what What the memory is for, with its size: `1000000000 patterns of 64 × 64 px`.
 * @throws {RangeError} If it is more than 16 GiB.
 */
export function requireMemory(bytes: number, place: string, what: string): void {
  if (bytes <= MOST_BYTES) return;
  throw new RangeError(
    `${place} ${what} would take ${gibibytes(bytes)} of memory: at most ${
      gibibytes(MOST_BYTES)
    } are used; ask for less`,
  );
}

// --- internal ---

function gibibytes(bytes: number): string {
  return `${Number((bytes / 2 ** 30).toPrecision(3))} GiB`;
}
