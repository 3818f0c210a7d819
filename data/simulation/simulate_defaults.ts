/**
 * What a simulated scan is where nothing else is said, for `simulateScan` and the command line alike.
 *
 * @module
 */

/** Patterns, mean photons of a pattern, side N in pixels, and the seed of all chance. */
export const SIMULATE_DEFAULTS = { patterns: 400, photons: 1e5, patchSize: 64, seed: 42 } as const;
