/**
 * Parts of events that most tests do not care about.
 *
 * @module
 */

/** What is in force during an epoch of a training without schedule. */
export const PLAN = {
  learningRate: 1e-3,
  physicsRates: { probe: null, positions: null },
  stage: 0,
  physicsWeight: 1,
  accumulate: 1,
} as const;

/** How long an epoch took, and how fast it was. */
export const TIMES = { seconds: 1, patternsPerSecond: 8, stepMs: 125 } as const;

/** What a batch event has besides the batch. */
export const BATCH = { microStep: 0, learningRate: 1e-3, gradNorm: null } as const;
