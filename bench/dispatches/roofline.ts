/**
 * The least time that a GPU can take for dispatches, by what it computes and moves at most.
 *
 * @module
 */

/** A GPU, by what its maker publishes. */
export interface GpuRates {
  readonly name: string;
  /** Operations of 32-bit floats in 10⁹ a second, a multiplication with an addition being two. */
  readonly gflops: number;
  /** Bytes of its memory read or written in 10⁹ a second. */
  readonly gbs: number;
}

/** What a dispatch computes and moves. */
export interface DispatchWork {
  /** Operations of the definition; 0 where they are few beside the bytes. */
  readonly operations: number;
  /** Bytes of all that it is bound to, each once. */
  readonly bytes: number;
}

/**
 * GPUs of three sizes: NVIDIA's data sheet of the H100 SXM, its white paper of the Ada architecture (RTX 4070), and Apple's
 * announcement of the M2 with ten cores.
 */
export const GPUS: readonly GpuRates[] = [
  { name: "NVIDIA H100 SXM", gflops: 67_000, gbs: 3350 },
  { name: "NVIDIA RTX 4070", gflops: 29_100, gbs: 504 },
  { name: "Apple M2, 10 cores", gflops: 3600, gbs: 100 },
];

/** Microseconds of a dispatch that does next to nothing: what an H100 was measured to take. */
export const LEAST_MICROSECONDS = 3.3;

/**
 * The least milliseconds that dispatches take one after another: each its operations, its bytes or its start, whichever is
 * longest.
 *
 * @param works The dispatches.
 * @param gpu The GPU.
 */
export function leastMilliseconds(works: readonly DispatchWork[], { gflops, gbs }: Omit<GpuRates, "name">): number {
  const each = ({ operations, bytes }: DispatchWork): number =>
    Math.max(operations / gflops / 1e6, bytes / gbs / 1e6, LEAST_MICROSECONDS / 1e3);
  return works.reduce((sum, work) => sum + each(work), 0);
}
