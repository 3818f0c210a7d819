/**
 * What a file holds, line by line: its datasets with shapes, types, units, chunks and filters.
 *
 * @module
 */
import { printable, shapeText } from "../../config/values/printable.ts";
import type { ArrayFile } from "../../data/formats/array_file.ts";

/** A dataset as `--json` has it. */
export interface DatasetFacts {
  readonly name: string;
  /** Element type; null where the header cannot be read. */
  readonly dtype: string | null;
  readonly shape: readonly number[];
  /** What the file says of its unit. */
  readonly units: string | null;
  readonly chunks: readonly number[] | null;
  readonly filters: readonly string[];
  /** Whether a place was made for it and nothing was ever written, as of a scan that was stopped before it began. */
  readonly unwritten: boolean;
  /** Why it cannot be read; null where it can. */
  readonly problem: string | null;
}

/** The datasets of a file, in its order. */
export async function datasetFacts(file: ArrayFile): Promise<DatasetFacts[]> {
  const facts: DatasetFacts[] = [];
  for (const name of file.keys) facts.push(await factsOf(file, name));
  return facts;
}

/**
 * Lines of a tree: each dataset indented below.
 *
 * @param facts The datasets.
 * @param most Lines to print; of more, those in front.
 * @param first Names to print whatever their place.
 */
export function treeLines(facts: readonly DatasetFacts[], most: number, first: ReadonlySet<string>): string[] {
  const shown = new Set(
    facts.map(({ name }, i) => ({ name, rank: first.has(name) ? -1 : i })).toSorted((a, b) => a.rank - b.rank)
      .slice(0, most).map(({ name }) => name),
  );
  const rows = facts.filter(({ name }) => shown.has(name));
  const width = Math.min(60, Math.max(...rows.map(({ name }) => name.length), 0));
  const lines = rows.map((row) => `  ${printable(row.name).padEnd(width)}  ${describe(row)}`);
  const more = facts.length - rows.length;
  return more > 0 ? [...lines, `  and ${more} more (--all shows them)`] : lines;
}

// --- internal ---

async function factsOf(file: ArrayFile, name: string): Promise<DatasetFacts> {
  try {
    const { dtype, shape, storage: { chunks, filters, unwritten = false } } = await file.header(name);
    const { units = null } = await file.attributes(name);
    const unit = typeof units === "string" ? units : Array.isArray(units) ? String(units[0]) : null;
    return { name, dtype, shape, units: unit, chunks, filters, unwritten, problem: null };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const nothing = { dtype: null, shape: [], units: null, chunks: null, filters: [], unwritten: false };
    return { name, ...nothing, problem: error.message };
  }
}

function describe({ dtype, shape, units, chunks, filters, unwritten, problem }: DatasetFacts): string {
  if (problem !== null) return printable(problem, 200);
  return [
    `${shape.length === 0 ? "scalar" : shapeText(shape)} ${dtype}`,
    ...(units === null || units === "" ? [] : [`in ${printable(units, 20)}`]),
    ...(chunks === null ? [] : [`chunks ${shapeText(chunks)}`]),
    ...(filters.length === 0 ? [] : [filters.join(" + ")]),
    ...(unwritten ? ["never written"] : []),
  ].join(", ");
}
