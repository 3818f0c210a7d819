/**
 * Losses, and what else is measured, on their way back from the accelerator. Every read of a GPU costs milliseconds
 * however small it is, but many reads in flight cost no more than one. So a step only starts its read; the values arrive some steps later, in the
 * order of the steps. At most `capacity` reads are in flight: past that the oldest is waited for, which also keeps the
 * host from running ahead of the device.
 *
 * @module
 */
import type * as tf from "../../packages/tensorflow.ts";

/** Losses in flight: so many reads together take a GPU no longer than one. */
export const READS_IN_FLIGHT = 16;

/** Values that have arrived, with what was pushed beside them. */
export interface ReadMetric<Tag> {
  readonly values: ArrayLike<number>;
  readonly tag: Tag;
}

/** Small tensors being read back, oldest first. */
export class MetricRing<Tag> {
  readonly #capacity: number;
  readonly #pending: { readonly values: Promise<ArrayLike<number>>; readonly tag: Tag; arrived: boolean }[] = [];

  /**
   * @param capacity Most reads in flight, at least 1.
   * @throws {RangeError} If the capacity is not a whole number of at least 1.
   */
  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new RangeError(`Cannot create a metric ring as capacity must be at least 1: current value is ${capacity}`);
    }
    this.#capacity = capacity;
  }

  /** Reads that have not been handed out yet. */
  get outstanding(): number {
    return this.#pending.length;
  }

  /**
   * Starts reading a tensor and takes it over: it is disposed of once read.
   *
   * @param tensor A few values, on the accelerator.
   * @param tag Handed out with them.
   */
  push(tensor: tf.Tensor, tag: Tag): void {
    const entry = { values: read(tensor), tag, arrived: false };
    // A failed read is reported where its values are taken; until then it must not count as unhandled.
    entry.values.then(() => entry.arrived = true, () => entry.arrived = true);
    this.#pending.push(entry);
  }

  /**
   * Values that have arrived, in the order they were pushed. Waits only while the ring is full.
   *
   * @returns The values, perhaps none.
   * @throws If a read failed.
   */
  async take(): Promise<ReadMetric<Tag>[]> {
    const values: ReadMetric<Tag>[] = [];
    for (;;) {
      const oldest = this.#pending[0];
      if (!oldest || !(oldest.arrived || this.#pending.length >= this.#capacity)) return values;
      values.push(await this.#shift(oldest));
    }
  }

  /**
   * Waits for every value in flight.
   *
   * @returns The values in the order they were pushed.
   * @throws If a read failed.
   */
  async drain(): Promise<ReadMetric<Tag>[]> {
    const values: ReadMetric<Tag>[] = [];
    for (let oldest = this.#pending[0]; oldest; oldest = this.#pending[0]) values.push(await this.#shift(oldest));
    return values;
  }

  /** Forgets everything in flight, after a failure; waits until the tensors are freed. */
  async discard(): Promise<void> {
    await Promise.allSettled(this.#pending.splice(0).map((entry) => entry.values));
  }

  async #shift(
    entry: { readonly values: Promise<ArrayLike<number>>; readonly tag: Tag },
  ): Promise<ReadMetric<Tag>> {
    const values = await entry.values;
    this.#pending.shift();
    return { values, tag: entry.tag };
  }
}

// --- internal ---

async function read(tensor: tf.Tensor): Promise<ArrayLike<number>> {
  try {
    return await tensor.data<"float32">();
  } finally {
    tensor.dispose();
  }
}
