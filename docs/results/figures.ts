/**
 * What was measured, as `deno task results` leaves it in `figures.json`.
 *
 * @module
 */
import type { Evaluation } from "../../recon/image/evaluate.ts";

/** What was measured of a row. */
export interface RowFigures {
  /** The commands that it was measured by. */
  readonly commands: readonly string[];
  /** What `evaluate` says, as far as it is in the table. */
  readonly amplitude: Pick<Evaluation["amplitude"], "ssim" | "correlation">;
  readonly phase: Pick<Evaluation["phase"], "ssim" | "correlation">;
  /** Full period in pixels of the finest detail by a Fourier ring correlation of 1/2. */
  readonly resolution50: number;
  /** Seconds that `train` took, or several of them together. */
  readonly trainSeconds: number;
}

/** By `experiment/row`. */
export type Figures = Readonly<Record<string, RowFigures>>;

/** All that was measured. */
export async function readFigures(): Promise<Figures> {
  return JSON.parse(await Deno.readTextFile(FILE));
}

/** Adds what was measured of a row. */
export async function addFigures(name: string, row: RowFigures): Promise<void> {
  await Deno.writeTextFile(FILE, `${JSON.stringify({ ...await readFigures(), [name]: row }, null, 2)}\n`);
}

// --- internal ---

const FILE = new URL("./figures.json", import.meta.url);
