/**
 * In the place of `kernel_module.ts`, see `with_fault.ts`: kernels run as ever but for one call on one thread, where the
 * environment says so.
 *
 * @module
 */
import process from "node:process";
import * as real from "../../../../backend/cpu/runtime/kernel_module.ts";
import type { Fault } from "./with_fault.ts";

export * from "../../../../backend/cpu/runtime/kernel_module.ts";

const fault = JSON.parse(Deno.env.get("EXITWAVE_TEST_FAULT") ?? "null") as Fault | null;
let calls = 0;

/** Does a thread's part of a job, or what the fault is. */
export const takePart: typeof real.takePart = (kernels, name, job) => {
  if (fault?.kernel === name && fault.thread === job.thread && ++calls === fault.call) {
    if (fault.how === "end") process.exit(0);
    // Arguments beyond all memory: the kernel traps when it reads them.
    else kernels[name]?.(0xfffffff0, job.thread, job.threads);
  }
  real.takePart(kernels, name, job);
};
