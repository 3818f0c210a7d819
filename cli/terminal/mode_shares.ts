/**
 * The modes of a probe, as people read them.
 *
 * @module
 */
import { significant } from "./number_format.ts";

/**
 * What is said of a probe of several modes: `3 modes with 80 %, 15 % and 5 % of its power`.
 *
 * @param shares Share of each mode in the power, the modes being orthogonal and the strongest first.
 * @returns Nothing where there is one: light that is coherent is what everybody expects.
 */
export function modeSharesText(shares: readonly number[]): string | null {
  if (shares.length < 2) return null;
  const parts = shares.map((share) => `${significant(100 * share)} %`);
  return `${shares.length} modes with ${parts.slice(0, -1).join(", ")} and ${parts.at(-1)} of its power`;
}
