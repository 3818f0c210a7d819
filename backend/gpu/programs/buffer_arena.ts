/**
 * Buffers that belong to a recorded step: they are handed to nobody else, so that the step finds them when it is done again.
 * Within the step they are used again as always.
 *
 * @module
 */

/** What lends buffers. */
export interface BufferLender {
  /** A buffer; it is one that was used before, where there is one and `reuse` is set. */
  acquireBuffer(size: number, usage: number, mapped?: boolean, reuse?: boolean): GPUBuffer;
  /** Takes it back. */
  releaseBuffer(buffer: GPUBuffer, reuse?: boolean): void;
}

/** Buffers of one recorded step. */
export class BufferArena {
  readonly #lender: BufferLender;
  /** Buffers whose content was made in the step, by size and usage. */
  readonly #free = new Map<string, GPUBuffer[]>();
  /** Buffers that nothing may be written to, as their content came from the host. */
  readonly #written = new Set<GPUBuffer>();
  /** All that were borrowed, and whether a tensor has them now. */
  readonly #taken = new Map<GPUBuffer, boolean>();
  #recording = true;

  /** @param lender Where they come from, and go in the end. */
  constructor(lender: BufferLender) {
    this.#lender = lender;
  }

  /** Whether a buffer is one of them. */
  has(buffer: GPUBuffer): boolean {
    return this.#taken.has(buffer);
  }

  /** A buffer for the step. */
  acquire(size: number, usage: number, mapped: boolean): GPUBuffer {
    const fromHost = mapped || (usage & GPUBufferUsage.UNIFORM) !== 0;
    const known = fromHost ? undefined : this.#free.get(keyOf({ size, usage }))?.pop();
    const buffer = known ?? this.#lender.acquireBuffer(size, usage, mapped);
    if (fromHost) this.#written.add(buffer);
    this.#taken.set(buffer, true);
    return buffer;
  }

  /** Takes back one that no tensor has any more. */
  release(buffer: GPUBuffer): void {
    this.#taken.set(buffer, false);
    if (!this.#recording || this.#written.has(buffer)) return;
    const key = keyOf(buffer);
    this.#free.set(key, [...this.#free.get(key) ?? [], buffer]);
  }

  /** The step has been recorded: no buffer changes hands any more. */
  close(): void {
    this.#recording = false;
    this.#free.clear();
  }

  /** Gives all back; those that tensors still have are given back with these. */
  dispose(): void {
    for (const [buffer, used] of this.#taken) if (!used) this.#lender.releaseBuffer(buffer);
    this.#taken.clear();
  }
}

// --- internal ---

function keyOf({ size, usage }: Pick<GPUBuffer, "size" | "usage">): string {
  return `${size} ${usage}`;
}
