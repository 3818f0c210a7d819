/**
 * The rows of an earlier `metrics.csv`, read without trust: a spreadsheet may have saved it, a disk may have damaged it.
 *
 * @module
 */
import { keepLines, type KeptLines, type LineVerdict } from "../../run/log_lines.ts";

/** Which rows are wanted, and how. */
export interface WantedRows {
  /** Columns that every file has, in this order at its beginning. */
  readonly first: readonly string[];
  /** All columns of the file to be, but for those of the speed. */
  readonly columns: readonly string[];
  /** Columns behind these, which older files do not have. */
  readonly speed: readonly string[];
  /** Rows of this epoch and of those after it will be written again. */
  readonly firstEpoch: number;
}

/** Rows that were there. */
export interface EarlierRows {
  /** The columns that are wanted; those of the speed where the file has them, or has nothing. */
  readonly columns: readonly string[];
  /** One an epoch, in these columns; whether norms are logged may change from one call to the next. */
  readonly rows: readonly string[];
  /** What of the file stays. */
  readonly kept: KeptLines;
}

/**
 * Reads the rows of the epochs before.
 *
 * @param path The file; one that is gone has none, the checkpoint has all that matters.
 * @param wanted Which rows, and how.
 * @throws {Error} If the file has other columns, or cannot be read.
 */
export function earlierRows(path: string, wanted: WantedRows): EarlierRows {
  const byEpoch = new Map<number, string>();
  let columns = [...wanted.columns, ...wanted.speed];
  let found: readonly string[] | null = null;
  const kept = keepLines(path, (line) => {
    if (found === null) {
      const header = found = headerOf(path, line, wanted.first);
      columns = [...wanted.columns, ...wanted.speed.filter((name) => header.includes(name))];
      return "keep";
    }
    const cells = line.split(",");
    const verdict = judge(cells, found, wanted.firstEpoch);
    if (verdict === "keep") {
      const places = columns.map((name) => found?.indexOf(name) ?? -1);
      byEpoch.set(Number(cells[0]), places.map((place) => cells[place] ?? "").join(","));
    }
    return verdict;
  });
  return { columns, rows: [...byEpoch].sort(([a], [b]) => a - b).map(([, row]) => row), kept };
}

// --- internal ---

/** What a cell holds: nothing, a number, or the name of the last stage. */
const CELL = /^(|NaN|-?Infinity|-?\d+(\.\d+)?(e[+-]?\d+)?|fine-tuning)$/;

function headerOf(path: string, line: string, first: readonly string[]): readonly string[] {
  const found = line.split(",");
  if (first.every((name, place) => found[place] === name)) return found;
  throw new Error(
    `Cannot append to ${path} as its columns must begin with ${first.join(",")}: current value is ${shown(line)}; ` +
      `mend its first line or move the file away`,
  );
}

/** A line of a file that is none of ours may be anything. */
function shown(line: string): string {
  const printable = line.replace(/[^\x20-\x7e]/g, "?");
  return printable.length > 200 ? `${printable.slice(0, 200)}…` : printable;
}

function judge(cells: readonly string[], columns: readonly string[], firstEpoch: number): LineVerdict {
  const [epoch = ""] = cells;
  if (cells.length !== columns.length || !/^\d{1,15}$/.test(epoch)) return "damaged";
  if (!cells.every((cell) => CELL.test(cell))) return "damaged";
  return Number(epoch) < firstEpoch ? "keep" : "repeat";
}
