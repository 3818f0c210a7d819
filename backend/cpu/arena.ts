/**
 * Memory of tensors: blocks of one shared WebAssembly memory, in size classes. A freed block serves the next tensor of
 * its class, so a training stops growing once its first steps are done.
 *
 * @module
 */

/** A piece of the memory. */
export interface Block {
  /** Where it begins, in bytes; a multiple of 64. */
  readonly address: number;
  /** Its size in bytes: its class, no less than what was asked for. */
  readonly bytes: number;
}

/** Where the blocks begin: the first page is for handing jobs to threads. */
export const ARENA_START = 65_536;

const PAGE = 65_536;

/** The most that WebAssembly can address, in bytes. */
export const MOST_MEMORY = 65_536 * PAGE;

/** Kernels may read this far beyond a block, in bytes. */
const SLACK = 256;

/** Hands out blocks of a memory. */
export class Arena {
  readonly #memory: WebAssembly.Memory;
  readonly #limit: number;
  /** Addresses of free blocks, by class. */
  readonly #free = new Map<number, number[]>();
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
    const size = sizeClass(bytes);
    const address = this.#free.get(size)?.pop() ?? this.#extend(size, owner);
    this.#used += size;
    return { address, bytes: size };
  }

  /** Gives a block back. */
  free({ address, bytes }: Block): void {
    const free = this.#free.get(bytes);
    if (free) free.push(address);
    else this.#free.set(bytes, [address]);
    this.#used -= bytes;
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

/** Four classes an octave: a block is at most a quarter larger than needed, and few classes share what is freed. */
function sizeClass(bytes: number): number {
  const least = Math.max(64, bytes);
  const step = Math.max(64, 2 ** (Math.floor(Math.log2(least)) - 2));
  return Math.ceil(least / step) * step;
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
