/**
 * `node:worker_threads` of a page: none. The CPU's kernels need them, WebGPU's do not.
 *
 * @module
 */

/** Nobody started this page as a thread. */
export const parentPort = null;
/** As {@link parentPort}. */
export const workerData = null;

/** Refuses to start. */
export class Worker {
  constructor() {
    throw new Error("Cannot start a thread in this page: use accelerator webgpu");
  }
}

/** The browser's own. */
export const { MessageChannel, MessagePort } = globalThis;
