/**
 * A thread that computes nothing: its event loop is free, so that it hears of the end of others while the thread that
 * hands out jobs is blocked by waiting for them. No clock is looked at: a slow thread is never taken for a dead one.
 *
 * @module
 */
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { instantiate } from "./kernel_module.ts";
import { GONE, LOST, type ThreadLedger } from "./thread_ledger.ts";

/** What the watching thread is started with. */
export interface WatchData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly ledger: ThreadLedger;
}

/** A thread to be watched: its other port closes when it ends, however it does. */
export interface Watched {
  readonly thread: number;
  readonly port: MessagePort;
}

const { module, memory, ledger } = workerData as WatchData;
const kernels = instantiate(module, memory);

parentPort?.on("message", ({ thread, port }: Watched) => {
  let left = false;
  // A thread that was told to leave says so first.
  port.on("message", () => left = true);
  port.on("close", () => {
    if (left) return;
    Atomics.store(ledger, thread, GONE);
    kernels.loseThread();
    Atomics.add(ledger, LOST, 1);
  });
});
parentPort?.postMessage("ready");
