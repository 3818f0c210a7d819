/**
 * A line of progress that says as much as a terminal has columns for.
 *
 * @module
 */
import { textWidth } from "./text_width.ts";

/** What a line of progress says. */
export interface FittedLine {
  /** Parts of the line, from all that there is to say to what must be said; parts that are empty are left out. */
  readonly variants: readonly (readonly string[])[];
  /** How much is done, from 0 to 1: a bar behind the first part, where there is room. */
  readonly share: number;
}

/**
 * The fullest variant that fits with a column to spare, and a bar if it fits too; the last variant where none fits.
 *
 * @param columns Of the terminal; infinite in a file, which has no use for a bar.
 */
export function fittedLine({ variants, share }: FittedLine, columns: number): string {
  const lines = variants.map((parts) => parts.filter((part) => part !== ""));
  const room = columns - 1;
  const fits = (parts: readonly string[]): boolean => textWidth(joined(parts)) <= room;
  const [first = "", ...rest] = lines.find(fits) ?? lines.at(-1) ?? [];
  const spare = Number.isFinite(room) ? room - textWidth(joined([first, "", ...rest])) : 0;
  const bar = spare >= SHORTEST ? [barOf(share, Math.min(spare, LONGEST))] : [];
  return joined([first, ...bar, ...rest]);
}

// --- internal ---

const SHORTEST = 8;
const LONGEST = 24;

function joined(parts: readonly string[]): string {
  return parts.join("  ");
}

function barOf(share: number, width: number): string {
  const filled = Math.round(width * Math.min(Math.max(share, 0), 1)) || 0;
  return "█".repeat(filled) + "░".repeat(width - filled);
}
