/**
 * `bench/history.jsonl`: ratios of the runs that the documentation quotes, a line each, the oldest first. Times of one
 * machine tell nothing of another; ratios of engines that took turns do.
 *
 * @module
 */

/** A run of `bench/step/step.ts`. */
export interface BenchRun {
  /** Day, UTC: 2026-12-31. */
  readonly date: string;
  /** Version of Exitwave that it was measured with, or the last before it. */
  readonly version: string;
  /** Processor and system. */
  readonly machine: string;
  /** What the accelerator calls itself. */
  readonly adapter: string;
  /** What was timed. */
  readonly config: {
    readonly accelerator: "cpu" | "webgpu";
    readonly patchSize: number;
    readonly gridSize: number;
    readonly filterScale: number;
    readonly batchSize: number;
    readonly threads: number;
    readonly clock: "wall" | "process";
    /** Steps until one waits for their result; 1 where it is not said. */
    readonly burst?: number;
  };
  /** Timed rounds. */
  readonly rounds: number;
  /** Ours over theirs, by the others' names. */
  readonly ratios: Readonly<Record<string, number>>;
}

const FILE = new URL("./history.jsonl", import.meta.url);

/** All runs. */
export async function readHistory(): Promise<BenchRun[]> {
  const lines = (await Deno.readTextFile(FILE)).split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as BenchRun);
}

/**
 * Adds a run.
 *
 * @param run The run; its ratios are rounded to three digits.
 */
export async function record(run: BenchRun): Promise<void> {
  const rounded = Object.entries(run.ratios).map(([name, ratio]) => [name, Number(ratio.toPrecision(3))]);
  const line = JSON.stringify({ ...run, ratios: Object.fromEntries(rounded) });
  await Deno.writeTextFile(FILE, `${line}\n`, { append: true });
}
