/**
 * The name a user probably meant.
 *
 * @module
 */

/**
 * The candidate nearest to a misspelt name, ignoring case and separators.
 *
 * @param name What was written.
 * @param candidates The names that exist.
 * @returns The nearest candidate, or undefined where none is near enough to suggest.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > LONGEST) return undefined;
  const wanted = foldName(name);
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of candidates) {
    const other = foldName(candidate);
    const distance = editDistance(wanted, other);
    if (distance < least && distance <= allowed(wanted, other)) [best, least] = [candidate, distance];
  }
  return best;
}

/** A name without what makes no difference: case and separators. */
export function foldName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_. ]/g, "");
}

// --- internal ---

/** Characters of a name that somebody may have misspelt; comparing takes time with every one. */
const LONGEST = 100;

/** Mistakes that a name may have: one in three letters, and one in a short name of three or more. */
function allowed(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  return length < 3 ? 0 : Math.max(1, Math.floor(length / 3));
}

/** Levenshtein distance, one row at a time; two letters that changed places are one mistake. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (before[j - 2] ?? 0) + 1 : Infinity;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change, swap));
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}
