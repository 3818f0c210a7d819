/**
 * Blocks in rows and columns. The rectangles of a column begin at one x, those of a row at one y.
 *
 * @module
 */
import { joined, type Markup } from "../../../../config/values/markup.ts";
import { type Block, type Margins, moved, widest } from "./block.ts";

/** A drawing and its size in px. */
export interface Laid {
  readonly content: Markup;
  readonly width: number;
  readonly height: number;
}

/** Room between the labels of neighbouring blocks, and around all. */
export const [GAP, EDGE] = [18, 12];

/**
 * Lays out blocks.
 *
 * @param rows Blocks of each row from the top, from the left; null leaves a place empty.
 */
export function grid(rows: readonly (readonly (Block | null)[])[]): Laid {
  const columns = Math.max(0, ...rows.map(({ length }) => length));
  const across = Array.from({ length: columns }, (_, column) => rows.map((row) => row[column] ?? null));
  const xs = places(across.map(cells), (block) => block.width, ["left", "right"]);
  const ys = places(rows.map(cells), (block) => block.height, ["top", "bottom"]);
  const content = rows.flatMap((row, i) =>
    row.flatMap((block, j) => block === null ? [] : [moved(block.content, xs.at[j] ?? 0, ys.at[i] ?? 0)])
  );
  return { content: joined(content), width: xs.end, height: ys.end };
}

/** Rows of so many. */
export function inRows<T>(items: readonly T[], columns: number): T[][] {
  return Array.from(
    { length: Math.ceil(items.length / columns) },
    (_, row) => items.slice(row * columns, (row + 1) * columns),
  );
}

// --- internal ---

function cells(blocks: readonly (Block | null)[]): Block[] {
  return blocks.filter((block) => block !== null);
}

function places(
  lines: readonly (readonly Block[])[],
  lengthOf: (block: Block) => number,
  [before, after]: readonly [keyof Margins, keyof Margins],
): { readonly at: readonly number[]; readonly end: number } {
  let end = EDGE;
  const at = lines.map((blocks, index) => {
    const margins = widest(blocks);
    const begin = end + (index === 0 ? 0 : GAP) + margins[before];
    end = begin + Math.max(0, ...blocks.map(lengthOf)) + margins[after];
    return begin;
  });
  return { at, end: end + EDGE };
}
