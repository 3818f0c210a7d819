/**
 * Where a job lies in the first page of the shared memory; the words before it are `assembly/runtime/threads.ts`'.
 *
 * @module
 */

/** Index of the kernel, in `kernelNames`, as an index of 32-bit words. */
export const JOB_KERNEL = 64;

/** In the place of a kernel: threads from the number of threads at work on shall end. */
export const LEAVE = -1;

/** Number of threads at work, as an index of 32-bit words. */
export const JOB_THREADS = 65;

/** Number of parts of which threads take one after the other; 0 where the kernel keeps all threads together. */
export const JOB_PARTS = 66;

/** The kernel's arguments, in bytes. */
export const JOB_ARGUMENTS = 1024;
