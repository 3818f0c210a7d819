/**
 * Yielding to the event loop. A step on the CPU never lets go of the thread by itself, and a signal, a timer or a
 * progress bar would wait for the end of the epoch.
 *
 * @module
 */

/**
 * Makes a function to be awaited after every step. It lets everything that waits for the event loop run, at most once
 * in an interval; in between it costs next to nothing.
 *
 * @param intervalMs Least time between two turns of the event loop, in milliseconds.
 * @returns The function.
 */
export function createEventLoopYield(intervalMs = 50): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < intervalMs) return;
    // Not a timer: the shortest one of Deno takes two milliseconds, a turn without one some microseconds.
    await new Promise<void>((resolve) => void setImmediate(resolve));
    last = performance.now();
  };
}
