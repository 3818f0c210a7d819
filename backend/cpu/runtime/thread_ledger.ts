/**
 * What each thread has finished, in memory that all share: so the others can be waited for where one is no more.
 *
 * @module
 */

/** By thread, the last job that it has finished, or {@link GONE}. */
export type ThreadLedger = Int32Array<SharedArrayBuffer>;

/** The caller's own thread notes nothing; in its place is how many threads have been lost, and all told of it, so far. */
export const LOST = 0;

/** In the place of a job: the thread has ended without being told to. */
export const GONE = -1;

/** How long to sleep before looking again, in milliseconds; where all is well nobody waits here. */
const SLICE = 10;

/** A ledger for this many threads. */
export function createLedger(threads: number): ThreadLedger {
  return new Int32Array(new SharedArrayBuffer(4 * threads));
}

/**
 * Waits until a thread has finished a job or is no more.
 *
 * @param ledger The ledger.
 * @param thread The thread.
 * @param job Number of the job.
 * @returns Whether it is still there.
 */
export function awaitThread(ledger: ThreadLedger, thread: number, job: number): boolean {
  for (let seen = ledger[thread]; seen !== job; seen = Atomics.load(ledger, thread)) {
    if (seen === GONE) return false;
    Atomics.wait(ledger, thread, seen ?? 0, SLICE);
  }
  return true;
}

/** Waits until all have been told of so many lost threads. */
export function awaitLost(ledger: ThreadLedger, count: number): void {
  for (let told = Atomics.load(ledger, LOST); told < count; told = Atomics.load(ledger, LOST)) {
    Atomics.wait(ledger, LOST, told, SLICE);
  }
}
