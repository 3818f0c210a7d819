/**
 * Markdown as `deno fmt` writes it, so that generated pages need no formatting.
 *
 * @module
 */

/** Text as code; a bar within it is escaped for tables. */
export function code(text: string): string {
  return `\`${text.replaceAll("|", "\\|")}\``;
}

/**
 * A table with aligned columns.
 *
 * @param header Titles of the columns.
 * @param rows Cells by row, as many as there are titles.
 */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, i) => Math.max(3, title.length, ...rows.map((row) => (row[i] ?? "").length)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, i) => (cells[i] ?? "").padEnd(width)).join(" | ")} |`;
  return [line(header), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** A paragraph, its words wrapped at 120 columns; a link is one word, as it is to `deno fmt`. */
export function paragraph(text: string): string {
  const lines: string[] = [];
  for (const word of text.match(/(?:\[[^\]]*\]\([^)]*\)|\S)+/g) ?? []) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > 120) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join("\n");
}

/** Blocks of a page, one empty line apart. */
export function page(blocks: readonly string[]): string {
  return `${blocks.join("\n\n")}\n`;
}
