/**
 * Handing jobs to threads through the first page of the shared memory, which no tensor uses. Each word has a cache line
 * of its own. Whoever waits spins a little first: most waits are shorter than it takes the system to wake a thread.
 */

/** Number of the current job; counts up. */
const JOB: usize = 0;
/** Threads that have not finished the job. */
const PENDING: usize = 64;
/** Threads that have reached the barrier. */
const ARRIVED: usize = 128;
/** How often the barrier was passed. */
const PASSED: usize = 192;
/** Number of the next piece of work that nobody has claimed. */
const NEXT: usize = 320;

/** Not 0 where a thread could not do its part of the job: {@link TRAPPED}, {@link GONE} or both. */
const FAILED: usize = 384;

/** A thread was stopped by a trap and is there for the next job. */
const TRAPPED: i32 = 1;
/** A thread is no more. */
const GONE: i32 = 2;

const SPINS: i32 = 20000;

/** How long a thread sleeps before it looks whether another one has failed, in nanoseconds. */
const SLICE: i64 = 100_000_000;

/** Waits for another job than `seen`; returns its number. */
export function awaitJob(seen: i32): i32 {
  let job = seen;
  while (job === seen) job = waitWhile(JOB, seen);
  return job;
}

/** This thread cannot do its part of the job: others shall not wait for it at a barrier. */
export function failJob(): void {
  atomic.or<i32>(FAILED, TRAPPED);
}

/** Another thread is no more: nobody shall wait for it. */
export function loseThread(): void {
  atomic.or<i32>(FAILED, GONE);
  atomic.notify(PENDING, -1);
  atomic.notify(PASSED, -1);
}

/** What became of the job so far, 0 where no thread has failed. */
export function failure(): i32 {
  return atomic.load<i32>(FAILED);
}

/** All have taken leave of the job that failed: from now on threads meet at barriers again. */
export function forgetFailure(): void {
  atomic.store<i32>(ARRIVED, 0);
  atomic.store<i32>(FAILED, 0);
}

/** Forgets what was claimed of the last job. */
export function resetClaims(): void {
  atomic.store<i32>(NEXT, 0);
}

/**
 * Number of a piece of work that is the caller's from now on, counted from 0. Cores are not equally fast while others use
 * the machine; so threads take piece after piece instead of equal shares. What a piece yields must not depend on who
 * does it.
 */
export function claim(): i32 {
  return atomic.add<i32>(NEXT, 1);
}

/** Hands the next job to `threads` threads besides the caller's. */
export function startJob(threads: i32): void {
  atomic.store<i32>(PENDING, threads);
  atomic.add<i32>(JOB, 1);
  atomic.notify(JOB, -1);
}

/** A thread has done its part of the job. */
export function finishJob(): void {
  if (atomic.sub<i32>(PENDING, 1) === 1) atomic.notify(PENDING, -1);
}

/** Waits until every thread has finished, or one is no more. */
export function awaitThreads(): void {
  let pending = atomic.load<i32>(PENDING);
  while (pending !== 0 && (atomic.load<i32>(FAILED) & GONE) === 0) pending = waitWhile(PENDING, pending);
}

/** Waits until all threads of the job have come here; pieces of work are counted from 0 again. */
export function barrier(threads: i32): void {
  if (threads === 1) {
    resetClaims();
    return;
  }
  const passed = atomic.load<i32>(PASSED);
  if (atomic.add<i32>(ARRIVED, 1) === threads - 1) {
    atomic.store<i32>(ARRIVED, 0);
    resetClaims();
    atomic.add<i32>(PASSED, 1);
    atomic.notify(PASSED, -1);
  } else {
    // A trap of its own takes this thread out of the kernel too.
    while (waitWhile(PASSED, passed) === passed) if (atomic.load<i32>(FAILED)) unreachable();
  }
}

/** Waits a while for another value than `value`; returns what is there. */
function waitWhile(address: usize, value: i32): i32 {
  for (let spin = 0; spin < SPINS; spin++) {
    const now = atomic.load<i32>(address);
    if (now !== value) return now;
  }
  atomic.wait<i32>(address, value, SLICE);
  return atomic.load<i32>(address);
}
