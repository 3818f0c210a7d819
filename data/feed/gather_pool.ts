/**
 * Workers that gather batches. Batches are dealt out in turn, so each worker has its share whatever the others do, and
 * whoever waits for batches in their order gets them in their order.
 *
 * @module
 */
import { Worker } from "node:worker_threads";
import { workerModule } from "../../packages/worker_module.ts";
import type { Batch } from "../batches.ts";
import type { GatherAnswer, GatheredBuffers, GatherTask, SharedSamples } from "./shared_samples.ts";

/** Workers at work on one set of samples. */
export class GatherPool {
  readonly #members: readonly Member[];
  #tasks = 0;

  /**
   * @param samples The samples.
   * @param workers Workers to start.
   */
  constructor(samples: SharedSamples, workers: number) {
    this.#members = Array.from({ length: workers }, (_, index) => new Member(samples, index));
  }

  /**
   * Has the next worker in turn gather a batch.
   *
   * @param indices Numbers of samples.
   * @returns The batch; its arrays were handed over, not copied.
   * @throws {Error} If the worker fails.
   */
  async gather(indices: Int32Array): Promise<Omit<Batch, "window">> {
    const id = this.#tasks++;
    const member = this.#members[id % this.#members.length];
    if (!member) throw new RangeError("Cannot gather a batch without workers: current value is 0");
    return await member.gather({ id, indices });
  }

  /** Ends the workers; what they have not finished fails. */
  async close(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.close()));
  }
}

// --- internal ---

interface Waiting {
  readonly indices: Int32Array;
  readonly resolve: (batch: Omit<Batch, "window">) => void;
  readonly reject: (error: Error) => void;
}

class Member {
  readonly #number: number;
  readonly #channels: number;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #failure: Error | null = null;

  constructor(workerData: SharedSamples, number: number) {
    this.#number = number;
    this.#channels = workerData.channels;
    this.#worker = new Worker(workerModule(new URL("./gather_worker.ts", import.meta.url)), { workerData });
    this.#worker.on("message", (answer: GatherAnswer) => this.#take(answer));
    this.#worker.on("error", (error: Error) => this.#fail(error.message));
    this.#worker.on("exit", () => this.#fail("it has ended"));
  }

  gather(task: GatherTask): Promise<Omit<Batch, "window">> {
    const { promise, resolve, reject } = Promise.withResolvers<Omit<Batch, "window">>();
    if (this.#failure) reject(this.#failure);
    else {
      this.#waiting.set(task.id, { indices: task.indices, resolve, reject });
      this.#worker.postMessage(task);
    }
    return promise;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
    this.#fail("it has ended");
  }

  #take({ id, arrays, problem }: GatherAnswer): void {
    if (problem !== null) return this.#fail(problem);
    const waiting = this.#waiting.get(id);
    waiting?.resolve(batchOf(this.#channels, waiting.indices, arrays));
    this.#waiting.delete(id);
  }

  #fail(problem: string): void {
    this.#failure ??= new Error(`Cannot prepare a batch as worker ${this.#number} failed: ${problem}`);
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}

function batchOf(channels: number, indices: Int32Array, arrays: GatheredBuffers): Omit<Batch, "window"> {
  return {
    size: indices.length,
    channels,
    indices,
    members: new Int32Array(arrays.members),
    offsets: new Float32Array(arrays.offsets),
    amplitude: new Float32Array(arrays.amplitude),
    mask: arrays.mask && new Uint8Array(arrays.mask),
    inputScale: new Float32Array(arrays.inputScale),
    physicsScale: new Float32Array(arrays.physicsScale),
    labelAmp: arrays.labelAmp && new Float32Array(arrays.labelAmp),
    labelPhase: arrays.labelPhase && new Float32Array(arrays.labelPhase),
  };
}
