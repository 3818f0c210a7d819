/**
 * Iterations of an engine, as a run tells of them and writes them down: a row each of `metrics.csv`.
 *
 * @module
 */
import { keepLines } from "../log_lines.ts";

/** An iteration that is over. Its residuals, which `docs/engines.md` defines, are of the state before each update. */
export interface Iteration {
  /** Number of it, from 0. */
  readonly iteration: number;
  /** R-factor, Σ |A − √I| / Σ A. */
  readonly rFactor: number;
  /** Poisson deviance a measured pixel. */
  readonly poissonDeviance: number;
  /** Residuals of the patterns that are held out, after its last update; null where none are. */
  readonly heldOut: { readonly rFactor: number; readonly poissonDeviance: number } | null;
  /** How long it took. */
  readonly seconds: number;
}

/** Residuals of an iteration by the names of their columns; of held-out patterns where there are some. */
export function iterationValues(
  { rFactor, poissonDeviance, heldOut }: Pick<Iteration, "rFactor" | "poissonDeviance" | "heldOut">,
): Readonly<Record<string, number>> {
  const held = heldOut && { heldOutRFactor: heldOut.rFactor, heldOutPoissonDeviance: heldOut.poissonDeviance };
  return { rFactor, poissonDeviance, ...held };
}

/**
 * Iterations as `metrics.csv`.
 *
 * @param iterations In their order.
 */
export function iterationsTable(iterations: readonly Iteration[]): string {
  const columns = iterations.some(({ heldOut }) => heldOut !== null) ? [...COLUMNS, ...HELD_OUT] : COLUMNS;
  const rows = iterations.map(({ iteration, rFactor, poissonDeviance, heldOut, seconds }) =>
    [
      ...[iteration, rFactor, poissonDeviance],
      ...(heldOut ? [heldOut.rFactor, heldOut.poissonDeviance] : []),
      seconds.toFixed(3),
    ].join(",")
  );
  return `${[[...columns, "seconds"].join(","), ...rows].join("\n")}\n`;
}

/**
 * Reads `metrics.csv` of a reconstruction.
 *
 * @param path The file; one that is not there has no iterations.
 * @throws {Error} If it is damaged; the message names the file and the line.
 */
export function readIterations(path: string): Iteration[] {
  let columns: readonly string[] | null = null;
  const iterations: Iteration[] = [];
  const { damaged, firstDamaged } = keepLines(path, (line) => {
    const cells = line.split(",");
    if (columns === null) {
      columns = cells;
      return COLUMNS.every((name, place) => cells[place] === name) ? "keep" : "damaged";
    }
    const iteration = iterationOf(columns, cells);
    if (iteration === null) return "damaged";
    iterations.push(iteration);
    return "keep";
  });
  if (damaged === 0) return iterations;
  throw new Error(`Cannot read ${path} as line ${firstDamaged} is damaged: it must be what the reconstruction wrote`);
}

// --- internal ---

function iterationOf(columns: readonly string[], cells: readonly string[]): Iteration | null {
  if (cells.length !== columns.length || cells.some((cell) => cell === "" || Number.isNaN(Number(cell)))) return null;
  const at = (name: string): number => Number(cells[columns.indexOf(name)] ?? NaN);
  const [iteration, rFactor, poissonDeviance, seconds] = [...COLUMNS, "seconds"].map(at) as [
    number,
    number,
    number,
    number,
  ];
  const isHeldOut = columns.includes(HELD_OUT[0]);
  const heldOut = isHeldOut ? { rFactor: at(HELD_OUT[0]), poissonDeviance: at(HELD_OUT[1]) } : null;
  return { iteration, rFactor, poissonDeviance, heldOut, seconds };
}

const COLUMNS = ["iteration", "rFactor", "poissonDeviance"] as const;
const HELD_OUT = ["heldOutRFactor", "heldOutPoissonDeviance"] as const;
