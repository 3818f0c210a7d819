/**
 * Memory of tensors: blocks of one shared WebAssembly memory. What is freed joins what is free beside it, and serves the
 * next tensor that fits, so a training stops growing once its first steps are done, and the next one of other sizes finds
 * room in what it left.
 *
 * @module
 */

/** A piece of the memory. */
export interface Block {
  /** Where it begins, in bytes; a multiple of 64. */
  readonly address: number;
  /** Its size in bytes: a multiple of 64, no less than what was asked for. */
  readonly bytes: number;
}

/** Where the blocks begin: the first page is for handing jobs to threads. */
export const ARENA_START = 65_536;

const PAGE = 65_536;

/** The most that WebAssembly can address, in bytes. */
export const MOST_MEMORY = 65_536 * PAGE;

/** Blocks are multiples of it, a cache line. */
const UNIT = 64;

/** Kernels may read this far beyond a block, in bytes. */
const SLACK = 256;

/** Hands out blocks of a memory. */
export class Arena {
  readonly #memory: WebAssembly.Memory;
  readonly #limit: number;
  /** Where free ranges begin, in ascending order; no two touch, and none touches the end. */
  readonly #starts: number[] = [];
  /** Bytes of each of them. */
  readonly #sizes: number[] = [];
  #end = ARENA_START;
  #used = 0;

  /**
   * @param memory The memory; whatever lies beyond {@link ARENA_START} is the arena's.
   * @param limit The most it may grow to, in bytes.
   */
  constructor(memory: WebAssembly.Memory, limit: number) {
    this.#memory = memory;
    this.#limit = limit;
  }

  /** Bytes that blocks may take in all. */
  get limitBytes(): number {
    return this.#limit;
  }

  /** Bytes in blocks that are not free. */
  get usedBytes(): number {
    return this.#used;
  }

  /** Bytes of the whole memory. */
  get reservedBytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /**
   * Takes a block; what is in it is arbitrary.
   *
   * @param bytes Its least size.
   * @param owner What it is for, as it shall read in the error.
   * @throws {RangeError} If the memory would grow beyond its limit.
   */
  allocate(bytes: number, owner: string): Block {
    const size = Math.max(UNIT, Math.ceil(bytes / UNIT) * UNIT);
    const address = this.#take(size) ?? this.#extend(size, owner);
    this.#used += size;
    return { address, bytes: size };
  }

  /** Gives a block back. */
  free({ address, bytes }: Block): void {
    this.#used -= bytes;
    const at = this.#indexOf(address);
    const joinsBefore = at > 0 && (this.#starts[at - 1] ?? 0) + (this.#sizes[at - 1] ?? 0) === address;
    const joinsAfter = this.#starts[at] === address + bytes;
    const first = joinsBefore ? at - 1 : at;
    const start = joinsBefore ? this.#starts[first] ?? address : address;
    const end = joinsAfter ? address + bytes + (this.#sizes[at] ?? 0) : address + bytes;
    const joined = Number(joinsBefore) + Number(joinsAfter);
    if (end === this.#end) {
      this.#end = start;
      this.#starts.splice(first, joined);
      this.#sizes.splice(first, joined);
      return;
    }
    this.#starts.splice(first, joined, start);
    this.#sizes.splice(first, joined, end - start);
  }

  /** The smallest free range that fits, or the part of it that is needed. */
  #take(size: number): number | undefined {
    let [best, least] = [-1, Infinity];
    for (let index = 0; index < this.#sizes.length && least !== size; index++) {
      const free = this.#sizes[index] ?? 0;
      if (free >= size && free < least) [best, least] = [index, free];
    }
    const address = this.#starts[best];
    if (address === undefined) return undefined;
    if (least === size) {
      this.#starts.splice(best, 1);
      this.#sizes.splice(best, 1);
    } else {
      this.#starts[best] = address + size;
      this.#sizes[best] = least - size;
    }
    return address;
  }

  /** Index of the first free range at or behind an address. */
  #indexOf(address: number): number {
    let [low, high] = [0, this.#starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) < address) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #extend(size: number, owner: string): number {
    const address = this.#end;
    const needed = address + size + SLACK;
    if (needed > this.#limit) {
      throw new RangeError(
        `Cannot make ${owner} as tensors may take ${mebibytes(this.#limit)} in all: current value is ` +
          `${mebibytes(needed)} (use a smaller batch, filter scale or patch size)`,
      );
    }
    const missing = Math.ceil(needed / PAGE) - this.#memory.buffer.byteLength / PAGE;
    if (missing > 0) this.#grow(missing, owner);
    this.#end += size;
    return address;
  }

  #grow(pages: number, owner: string): void {
    try {
      // Grows by a quarter at least: every growth makes a new buffer object.
      const most = this.#limit / PAGE - this.reservedBytes / PAGE;
      this.#memory.grow(Math.min(most, Math.max(pages, Math.ceil(this.reservedBytes / PAGE / 4))));
    } catch (cause) {
      const wanted = mebibytes(this.reservedBytes + pages * PAGE);
      throw new RangeError(`Cannot make ${owner} as the system has no more memory: current value is ${wanted}`, {
        cause,
      });
    }
  }
}

// --- internal ---

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
