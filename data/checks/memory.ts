/**
 * What cannot fit into memory is refused before it is tried, with the memory that it would take.
 *
 * @module
 */

/** Share of the free memory that one thing may take. */
const SHARE = 0.9;

/**
 * Refuses work that would take more memory than is free.
 *
 * @param bytes What it would take.
 * @param place Beginning of the message: `Cannot simulate a scan as`.
 * @param what What the memory is for, with its size: `1000000000 patterns of 64 × 64 px`.
 * @param remedy What to do about it.
 * @throws {RangeError} If it is more than nine tenths of what is free; where the system may not be asked, than 16 GiB.
 */
export function requireMemory(bytes: number, place: string, what: string, remedy = "ask for less"): void {
  const free = freeMemory();
  if (bytes <= SHARE * free) return;
  throw new RangeError(
    `${place} ${what} would take ${gibibytes(bytes)} of memory: current value is ${gibibytes(free)} free; ${remedy}`,
  );
}

// --- internal ---

function freeMemory(): number {
  const { state } = Deno.permissions.querySync({ name: "sys", kind: "systemMemoryInfo" });
  return state === "granted" ? Deno.systemMemoryInfo().available : 16 * 2 ** 30 / SHARE;
}

function gibibytes(bytes: number): string {
  return `${Number((bytes / 2 ** 30).toPrecision(3))} GiB`;
}
