/**
 * What looks wrong, or is worth knowing, in the files of a scan.
 *
 * @module
 */

/** How much a finding matters: an error stops a good scan, a warning spoils it, an information does neither. */
export type Severity = "error" | "warning" | "info";

/** One thing that was found. */
export interface Finding {
  /** A stable name of its kind, such as `counts` or `beam-in-corner`. */
  readonly code: string;
  /** How much it matters. */
  readonly severity: Severity;
  /** One sentence with file, dataset, value and remedy. */
  readonly message: string;
}

/** Findings, the most harmful first; of equal ones, in their order. */
export function mostHarmfulFirst(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => RANKS[a.severity] - RANKS[b.severity]);
}

// --- internal ---

const RANKS: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };
