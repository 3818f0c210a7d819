/**
 * Losses, and what else is measured, on their way back from the accelerator. Every read of a GPU costs milliseconds however
 * small it is, and the host may have to wait until the GPU has done all that it was told. So a step only leaves its values
 * there; they are read some steps later, many together, and arrive in the order of the steps. At most `capacity` are
 * outstanding: past that the oldest is waited for, which also keeps the host from running ahead of the device.
 *
 * @module
 */
import type * as tf from "../../packages/tensorflow.ts";
import { readTogether } from "../../backend/read_together.ts";

/** Losses in flight: so many reads together take a GPU no longer than one. */
export const READS_IN_FLIGHT = 16;

/** Values that have arrived, with what was pushed beside them. */
export interface ReadMetric<Tag> {
  readonly values: ArrayLike<number>;
  readonly tag: Tag;
}

/** Options of {@link MetricRing}. */
export interface MetricRingOptions {
  /**
   * Read many together: once the ring is full, or the oldest has waited for {@link PATIENCE_MS}. Otherwise each is read at
   * once.
   *
   * @default {false}
   */
  readonly together?: boolean;
}

/** How long values may wait to be read together, in milliseconds: who looks on does not notice. */
export const PATIENCE_MS = 200;

/** Small tensors being read back, oldest first. */
export class MetricRing<Tag> {
  readonly #capacity: number;
  readonly #together: boolean;
  readonly #pending: Pending<Tag>[] = [];

  /**
   * @param capacity Most reads outstanding, at least 1.
   * @param options How they are read.
   * @throws {RangeError} If the capacity is not a whole number of at least 1.
   */
  constructor(capacity: number, { together = false }: MetricRingOptions = {}) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new RangeError(`Cannot create a metric ring as capacity must be at least 1: current value is ${capacity}`);
    }
    this.#capacity = capacity;
    this.#together = together;
  }

  /** Reads that have not been handed out yet. */
  get outstanding(): number {
    return this.#pending.length;
  }

  /**
   * Takes over a tensor, to be read: it is disposed of once read.
   *
   * @param tensor A few values, on the accelerator.
   * @param tag Handed out with them.
   */
  push(tensor: tf.Tensor, tag: Tag): void {
    this.#pending.push({ tensor, tag, since: performance.now(), values: null, arrived: false });
    if (!this.#together) this.#read();
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
      if (!oldest) return values;
      const full = this.#pending.length >= this.#capacity;
      if (!oldest.values && (full || performance.now() - oldest.since >= PATIENCE_MS)) this.#read();
      if (!(oldest.arrived || full)) return values;
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
    const pending = this.#pending.splice(0);
    for (const { tensor, values } of pending) if (!values) tensor.dispose();
    await Promise.allSettled(pending.map(({ values }) => values));
  }

  /** Starts to read all that nobody reads yet. */
  #read(): void {
    const entries = this.#pending.filter(({ values }) => values === null);
    const all = readTogether(entries.map(({ tensor }) => tensor));
    entries.forEach((entry, index) => {
      const values = all.then((arrays) => arrays[index] ?? []);
      entry.values = values;
      // A failed read is reported where its values are taken; until then it must not count as unhandled.
      values.then(() => entry.arrived = true, () => entry.arrived = true);
    });
  }

  async #shift(entry: Pending<Tag>): Promise<ReadMetric<Tag>> {
    if (!entry.values) this.#read();
    const values = await entry.values ?? [];
    this.#pending.shift();
    return { values, tag: entry.tag };
  }
}

// --- internal ---

interface Pending<Tag> {
  readonly tensor: tf.Tensor;
  readonly tag: Tag;
  /** When it was pushed, in milliseconds. */
  readonly since: number;
  /** Its values, once somebody reads them. */
  values: Promise<ArrayLike<number>> | null;
  arrived: boolean;
}
