/**
 * Steps that are done again, on their way to the GPU. To hand in commands takes longer than to tell those of a small step,
 * so a few such steps are handed in together.
 *
 * What a queue writes into a buffer is there before all commands that are handed in later. So each small input gets a place
 * of its own on the GPU, from where a command copies it into its step; a large one is written once its step has been handed
 * in that was told before.
 *
 * @module
 */
import type { PartsBackend } from "./parts_backend.ts";

/** A step that was told before, and its input. */
export interface StepInput {
  /** Where the step reads it. */
  readonly buffer: GPUBuffer;
  /** Its values. */
  readonly values: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
  /** What {@link ReplayQueue.tell} returned of the step before; null where there was none. */
  readonly before: number | null;
}

/** Hands them in; it keeps a buffer for as long as the backend. */
export class ReplayQueue {
  readonly #backend: PartsBackend;
  #places: GPUBuffer | null = null;
  #next = 0;
  /** Programs that were told since commands were handed in for the last time. */
  #told = { handedIn: 0, programs: 0 };

  /** @param backend Where steps are done again. */
  constructor(backend: PartsBackend) {
    this.#backend = backend;
  }

  /** Writes an input, for commands that are told from here on. */
  write({ buffer, values, before }: StepInput): void {
    const { device } = this.#backend, { byteLength } = values;
    if (byteLength > SMALL) {
      if (before === this.#backend.handedIn) this.#backend.flush();
      device.queue.writeBuffer(buffer, 0, values);
      return;
    }
    this.#places ??= device.createBuffer({ size: PLACES, usage: GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST });
    if (this.#next + byteLength > PLACES) {
      this.#backend.flush();
      this.#next = 0;
    }
    device.queue.writeBuffer(this.#places, this.#next, values);
    this.#backend.readyEncoder().copyBufferToBuffer(this.#places, this.#next, buffer, 0, byteLength);
    this.#next += byteLength;
  }

  /**
   * A step has been told; it is handed in, or waits for others.
   *
   * @param programs How many it has.
   * @returns How often commands had been handed in when it was told: as long as that is so, it waits.
   */
  tell(programs: number): number {
    const { handedIn } = this.#backend;
    this.#told = { handedIn, programs: programs + (this.#told.handedIn === handedIn ? this.#told.programs : 0) };
    if (this.#told.programs >= PROGRAMS) this.#backend.flush();
    return handedIn;
  }
}

// --- internal ---

/** Programs that are worth to be handed in. */
const PROGRAMS = 64;

/** Bytes that are not worth it. */
const SMALL = 4096;

/** Bytes of all places. */
const PLACES = 65_536;
