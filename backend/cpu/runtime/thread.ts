/**
 * A thread of the CPU backend: waits for jobs in the shared memory and does its share of each, until a
 * job tells it to leave.
 *
 * @module
 */
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { JOB_ARGUMENTS, JOB_KERNEL, JOB_PARTS, JOB_THREADS, LEAVE } from "./job_page.ts";
import { instantiate, kernelNames, takePart } from "./kernel_module.ts";
import type { ThreadLedger } from "./thread_ledger.ts";

/** What a thread is started with. */
export interface ThreadData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Its number, from 1: thread 0 is the one that hands out the jobs. */
  readonly thread: number;
  /** The job that it need not do any more. */
  readonly seen: number;
  /** Where it notes what it has finished. */
  readonly ledger: ThreadLedger;
  /** Closes when this thread ends, and says before whether it was told to. */
  readonly port: MessagePort;
}

const { module, memory, thread, seen, ledger, port } = workerData as ThreadData;
const kernels = instantiate(module, memory);
const names = kernelNames(module);
const page = new Int32Array(memory.buffer, 0, JOB_ARGUMENTS / 4);
parentPort?.postMessage("ready");

let left = false;
for (let job = seen; !left;) {
  job = kernels.awaitJob(job);
  const kernel = page[JOB_KERNEL] ?? 0;
  const threads = page[JOB_THREADS] ?? 1;
  if (kernel === LEAVE) {
    left = thread >= threads;
    if (left) port.postMessage("left");
  } else {
    try {
      takePart(kernels, names[kernel] ?? "", { thread, threads, parts: page[JOB_PARTS] ?? 0 });
    } catch {
      // The thread that handed out the job tells; this one has to be there for the next.
      kernels.failJob();
    }
  }
  Atomics.store(ledger, thread, job);
  kernels.finishJob();
}
