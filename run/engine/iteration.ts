/**
 * Iterations of an engine, as a run tells of them and writes them down: a row each of `metrics.csv`.
 *
 * @module
 */

/** An iteration that is over. Its residuals, which `docs/engines.md` defines, are of the state before each update. */
export interface Iteration {
  /** Number of it, from 0. */
  readonly iteration: number;
  /** R-factor, Σ |A − √I| / Σ A. */
  readonly rFactor: number;
  /** Poisson deviance a measured pixel. */
  readonly poissonDeviance: number;
  /** Residuals of the patterns that are held out, after its last update; null where none are. */
  readonly heldOut: { readonly rFactor: number; readonly poissonDeviance: number } | null;
  /** How long it took. */
  readonly seconds: number;
}

/**
 * Iterations as `metrics.csv`.
 *
 * @param iterations In their order.
 */
export function iterationsTable(iterations: readonly Iteration[]): string {
  const columns = iterations.some(({ heldOut }) => heldOut !== null) ? [...COLUMNS, ...HELD_OUT] : COLUMNS;
  const rows = iterations.map(({ iteration, rFactor, poissonDeviance, heldOut, seconds }) =>
    [
      ...[iteration, rFactor, poissonDeviance],
      ...(heldOut ? [heldOut.rFactor, heldOut.poissonDeviance] : []),
      seconds.toFixed(3),
    ].join(",")
  );
  return `${[[...columns, "seconds"].join(","), ...rows].join("\n")}\n`;
}

// --- internal ---

const COLUMNS = ["iteration", "rFactor", "poissonDeviance"] as const;
const HELD_OUT = ["heldOutRFactor", "heldOutPoissonDeviance"] as const;
