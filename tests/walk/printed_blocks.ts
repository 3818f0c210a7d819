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
}

/**
 * Reads the blocks of a page.
 *
 * @param markdown The page. A block that needs what nobody can take for granted, such as a server, has
 *   `<!-- not run: reason -->` in the line before.
 */
export function printedBlocks(markdown: string): PrintedBlock[] {
  const blocks = markdown.matchAll(/(?:<!-- not run: ([^\n]*?) -->\n+)?^```(\w+)\n(.*?)^```$/gms);
  return [...blocks].map(({ index, 0: whole, 1: notRun = null, 2: language = "", 3: text = "" }) => ({
    language,
    text,
    line: markdown.slice(0, index + whole.indexOf("```")).split("\n").length,
    saveAs: /^(?:\/\/|#) ([\w-]+\.(?:ts|py|json))\n/.exec(text)?.[1] ?? null,
    notRun,
  }));
}
