/**
 * Tables of a page of the documentation.
 *
 * @module
 */

/**
 * Cells of the rows of the first table below a heading.
 *
 * @param page The page, Markdown.
 * @param heading The heading, its marks in front.
 */
export function tableBelow(page: string, heading: string): string[][] {
  const [, below = ""] = page.split(`${heading}\n`);
  const [table = ""] = /(?:^\|.*\n)+/m.exec(below) ?? [];
  return table.trim().split("\n").slice(2).map((row) => row.split("|").slice(1, -1).map((cell) => cell.trim()));
}
