/**
 * What a page prints for its readers to run or to save, in its order.
 *
 * @module
 */

/** A block of code of a page. */
export interface PrintedBlock {
  /** Language of the block. */
  readonly language: string;
  /** Its text. */
  readonly text: string;
  /** Line of the page at which it begins, from 1. */
  readonly line: number;
  /** File that a reader saves it as: the name in a comment that is its first line; null where it has none. */
  readonly saveAs: string | null;
  /** Why it cannot be run in general, from a comment before it; null where it can. */
  readonly notRun: string | null;
  /** Epochs that are enough to see that it works, from a comment before it; null where it is run as printed. */
  readonly epochs: number | null;
}

/**
 * Reads the blocks of a page.
 *
 * @param markdown The page. A block that needs what nobody can take for granted, such as a server, has
 *   `<!-- not run: reason -->` in the line before; one whose training takes minutes, `<!-- run with --max-epochs N -->`.
 */
export function printedBlocks(markdown: string): PrintedBlock[] {
  const blocks = markdown.matchAll(COMMENTED);
  return [...blocks].map(({ index, 0: whole, 1: notRun = null, 2: epochs, 3: language = "", 4: text = "" }) => ({
    language,
    text,
    line: markdown.slice(0, index + whole.indexOf("```")).split("\n").length,
    saveAs: /^(?:\/\/|#) ([\w-]+\.(?:ts|py|json))\n/.exec(text)?.[1] ?? null,
    notRun,
    epochs: epochs === undefined ? null : Number(epochs),
  }));
}

// --- internal ---

const COMMENTED = /(?:<!-- (?:not run: ([^\n]*?)|run with --max-epochs (\d+)) -->\n+)?^```(\w+)\n(.*?)^```$/gms;
