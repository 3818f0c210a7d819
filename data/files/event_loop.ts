/**
 * Yielding to the event loop. A step of a training on the CPU, or frames that are read from a file, never let go of the
 * thread by themselves, and a signal, a timer or a progress bar would wait for the end of it all.
 *
 * @module
 */

/**
 * Makes a function to be awaited after every piece of work. It lets everything that waits for the event loop run, at most once
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
