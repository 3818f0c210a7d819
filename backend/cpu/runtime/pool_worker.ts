/**
 * A Worker of the thread pool: when it is ready, when it has ended, and how much it may hold.
 *
 * @module
 */
import { type MessagePort, Worker } from "node:worker_threads";
import { workerModule } from "../../../packages/worker_module.ts";

/** A Worker. */
export interface PoolWorker {
  /** Rejects where it ends before it is ready. */
  readonly ready: Promise<void>;
  /** Calls back when it has ended, however it did. */
  onEnd(callback: () => void): void;
  /** Waits until it has ended, and keeps the process alive meanwhile. */
  untilEnd(): Promise<void>;
  /** Ends it, unless it waits for a job. */
  terminate(): Promise<unknown>;
  /** Sends it a port. */
  send(message: { readonly port: MessagePort }): void;
}

/**
 * Starts a Worker.
 *
 * @param file Its module; it sends a message when it is ready.
 * @param workerData What it is started with.
 * @param transferList Ports in it.
 */
export function startPoolWorker(file: URL, workerData: unknown, transferList: MessagePort[] = []): PoolWorker {
  const worker = new Worker(workerModule(file), { workerData, transferList, resourceLimits: LIMITS });
  const end = Promise.withResolvers<void>();
  const ready = new Promise<void>((resolve, reject) => {
    const fail = (reason: string): void => reject(new Error(`Cannot start a thread of the CPU as ${reason}`));
    // A sleeping thread shall not keep the process alive.
    worker.once("message", () => resolve(void worker.unref()));
    worker.once("error", ({ message }: Error) => fail(message));
    worker.once("exit", () => fail("it ended before it was ready"));
  });
  worker.once("exit", end.resolve);
  return {
    ready,
    onEnd: (callback) => void end.promise.then(callback),
    async untilEnd(): Promise<void> {
      worker.ref();
      await end.promise;
    },
    terminate: () => worker.terminate(),
    send: (message) => worker.postMessage(message, [message.port]),
  };
}

// --- internal ---

/** What a thread works on is in shared memory. One that outgrows this ends alone, where it would end the process. */
const LIMITS = { maxOldGenerationSizeMb: 64 };
