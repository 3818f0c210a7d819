/**
 * In the place of `kernel_module.ts`, see `with_fault.ts`: kernels run as ever but for one call on one thread, where the
 * environment says so.
 *
 * @module
 */
import process from "node:process";
import { workerData } from "node:worker_threads";
import * as real from "../../../../backend/cpu/runtime/kernel_module.ts";
import type { ThreadData } from "../../../../backend/cpu/runtime/thread.ts";
import type { Fault } from "./with_fault.ts";

export * from "../../../../backend/cpu/runtime/kernel_module.ts";

const fault = JSON.parse(Deno.env.get("EXITWAVE_TEST_FAULT") ?? "null") as Fault | null;
let calls = 0;

/** Does a thread's part of a job, or what the fault is. */
export const takePart: typeof real.takePart = (kernels, name, job) => {
  if (fault?.kernel === name && isMeant(fault, job.thread) && ++calls === fault.call) {
    if (fault.how !== "trap") ended(fault);
    // Arguments beyond all memory: the kernel traps when it reads them.
    else kernels[name]?.(0xfffffff0, job.thread, job.threads);
  }
  real.takePart(kernels, name, job);
};

/** Makes an instance, or has the fault of a thread that starts or watches. */
export const instantiate: typeof real.instantiate = (module, memory) => {
  const { ledger, thread } = (workerData ?? {}) as Partial<ThreadData>;
  if (fault?.kernel === "start" && thread === fault.thread) ended(fault);
  if (fault?.thread === "watch" && ledger && thread === undefined) {
    const job = new Int32Array(memory.buffer, 0, 1);
    setInterval(() => (job[0] ?? 0) >= fault.call && ended(fault), 1);
  }
  return real.instantiate(module, memory);
};

function isMeant({ thread }: Fault, number: number): boolean {
  return thread === "workers" ? number > 0 : thread === number;
}

function ended({ how }: Fault): void {
  if (how === "end") process.exit(0);
  for (const held: unknown[] = [];;) held.push(new Array(1e5).fill(Math.random()));
}
