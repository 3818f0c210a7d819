/**
 * Reading the logs of a run: `metrics.csv`, a row an epoch, and `metrics.jsonl`, a line a batch and an epoch.
 *
 * @module
 */
import { z } from "../packages/zod.ts";
import { keepLines } from "./log_lines.ts";

/** An epoch of `metrics.csv`. What was not measured is null. */
export interface RunEpoch {
  /** From 0. */
  readonly epoch: number;
  /** Optimizer steps taken by its end. */
  readonly step: number;
  /** Of its steps. */
  readonly learningRate: number | null;
  /** Losses by their names. */
  readonly metrics: Readonly<Record<string, number | null>>;
  /** Wall-clock time. */
  readonly seconds: number | null;
  /** Patterns trained on in a second; null in runs of older versions. */
  readonly patternsPerSecond: number | null;
  /** Mean wall-clock time of an optimizer step, in milliseconds; null in runs of older versions. */
  readonly stepMs: number | null;
  /** Stage of the training, 1 to 3; 0 where it has none; `fine-tuning` once the encoder is frozen. */
  readonly stage: 0 | 1 | 2 | 3 | "fine-tuning";
  /** Share of the physics scale in the scale of the training loss. */
  readonly physicsWeight: number | null;
  /** Norm over all gradients, before and after clipping; null where norms are not logged. */
  readonly gradNorm: { readonly before: number | null; readonly after: number | null } | null;
}

/** What lines of `metrics.jsonl` have in common. What was not measured, or not finite, is null. */
export interface LoggedMetrics {
  /** From 0. */
  readonly epoch: number;
  /** Of its steps. */
  readonly learningRate: number | null;
  /** Losses by their names. */
  readonly metrics: Readonly<Record<string, number | null>>;
  /** Norm over all gradients, before and after clipping; null where norms are not logged. */
  readonly gradNorm: { readonly before: number | null; readonly after: number | null } | null;
}

/** A batch of `metrics.jsonl`. */
export interface LoggedBatch extends LoggedMetrics {
  /** What the line is of. */
  readonly type: "batch";
  /** Within the epoch, from 0. */
  readonly batch: number;
  /** Optimizer step of the whole run that the batch contributes to, from 0. */
  readonly step: number;
  /** Batch of the whole run, from 0. */
  readonly microStep: number;
  /** Samples in the batch. */
  readonly size: number;
}

/** An epoch of `metrics.jsonl`. */
export interface LoggedEpoch extends LoggedMetrics {
  /** What the line is of. */
  readonly type: "epoch";
  /** Optimizer steps taken by its end. */
  readonly steps: number;
  /** Wall-clock time. */
  readonly seconds: number | null;
  /** Patterns trained on in a second; null in runs of older versions. */
  readonly patternsPerSecond: number | null;
  /** Mean wall-clock time of an optimizer step, in milliseconds; null in runs of older versions. */
  readonly stepMs: number | null;
  /** Stage of the training, 1 to 3; 0 where it has none; `fine-tuning` once the encoder is frozen. */
  readonly stage: 0 | 1 | 2 | 3 | "fine-tuning";
  /** Share of the physics scale in the scale of the training loss. */
  readonly physicsWeight: number | null;
  /** Batches to an optimizer step. */
  readonly accumulate: number;
}

/** A line of `metrics.jsonl`. */
export type LoggedLine = LoggedBatch | LoggedEpoch;

/**
 * Reads `metrics.csv`.
 *
 * @param path The file; one that is not there has no epochs.
 * @returns Its epochs, in order.
 * @throws {Error} If it is damaged; the message names the file and the line.
 */
export function readMetricsCsv(path: string): RunEpoch[] {
  return readLines(path, metricsCsvReader(path));
}

/**
 * Reads the lines of `metrics.csv` one by one, for who follows a training.
 *
 * @param path The file, for errors.
 * @returns What takes a line and returns its epoch, of the first, which names the columns, null. It throws a TypeError
 *   where that is no such line, and another error of a line that is damaged.
 */
export function metricsCsvReader(path: string): (line: string) => RunEpoch | null {
  let columns: readonly string[] | null = null;
  return (line) => {
    if (columns !== null) return epochOf(columns, line.split(","));
    columns = columnsOf(path, line);
    return null;
  };
}

/**
 * Reads `metrics.jsonl`.
 *
 * @param path The file; one that is not there has no lines.
 * @returns Its lines, in order.
 * @throws {Error} If it is damaged; the message names the file and the line.
 */
export function readMetricsJsonl(path: string): LoggedLine[] {
  return readLines(path, (line) => LINE.parse(JSON.parse(line)));
}

// --- internal ---

/** Parses line by line. What a killed program broke off at the end is left out. */
function readLines<T>(path: string, parse: (line: string) => T | null): T[] {
  const parsed: T[] = [];
  const { damaged, firstDamaged } = keepLines(path, (line) => {
    try {
      const value = parse(line);
      if (value !== null) parsed.push(value);
      return "keep";
    } catch (error) {
      if (error instanceof TypeError) throw error;
      return "damaged";
    }
  });
  if (damaged === 0) return parsed;
  throw new Error(`Cannot read ${path} as line ${firstDamaged} is damaged: it must be what the training wrote`);
}

const FIRST = ["epoch", "step", "learning_rate"];
const OTHERS = [
  ...["seconds", "stage", "physics_weight", "grad_norm", "grad_norm_clipped"],
  ...["patterns_per_second", "step_ms"],
];

function columnsOf(path: string, line: string): readonly string[] {
  const columns = line.split(",");
  if (FIRST.every((name, place) => columns[place] === name)) return columns;
  throw new TypeError(`Cannot read ${path} as its columns must begin with ${FIRST.join(",")}`);
}

function epochOf(columns: readonly string[], cells: readonly string[]): RunEpoch {
  if (cells.length !== columns.length) throw new SyntaxError("another number of cells");
  const cell = (name: string): string => cells[columns.indexOf(name)] ?? "";
  const value = (name: string): number | null => numberOf(cell(name));
  const losses = columns.filter((name) => !FIRST.includes(name) && !OTHERS.includes(name));
  return {
    epoch: COUNT.parse(value("epoch")),
    step: COUNT.parse(value("step")),
    learningRate: value("learning_rate"),
    metrics: Object.fromEntries(losses.map((name) => [name, value(name)])),
    seconds: value("seconds"),
    patternsPerSecond: value("patterns_per_second"),
    stepMs: value("step_ms"),
    stage: STAGE.parse(cell("stage") === "fine-tuning" ? "fine-tuning" : value("stage")),
    physicsWeight: value("physics_weight"),
    gradNorm: columns.includes("grad_norm") ? { before: value("grad_norm"), after: value("grad_norm_clipped") } : null,
  };
}

function numberOf(cell: string): number | null {
  if (cell === "") return null;
  if (!/^(NaN|-?Infinity|-?\d+(\.\d+)?(e[+-]?\d+)?)$/.test(cell)) throw new SyntaxError("no number");
  return Number(cell);
}

const COUNT = z.int().min(0);
const STAGE = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal("fine-tuning")]);
const MEASURED = z.number().nullable();
const METRICS = z.record(z.string(), MEASURED);
const NORM = z.object({ before: MEASURED, after: MEASURED }).nullable();

const BATCH = z.object({
  type: z.literal("batch"),
  epoch: COUNT,
  batch: COUNT,
  step: COUNT,
  microStep: COUNT,
  size: COUNT,
  learningRate: MEASURED,
  metrics: METRICS,
  gradNorm: NORM,
});

const EPOCH = z.object({
  type: z.literal("epoch"),
  epoch: COUNT,
  steps: COUNT,
  learningRate: MEASURED,
  metrics: METRICS,
  gradNorm: NORM,
  seconds: MEASURED,
  patternsPerSecond: MEASURED.default(null),
  stepMs: MEASURED.default(null),
  stage: STAGE,
  physicsWeight: MEASURED,
  accumulate: COUNT,
});

const LINE: z.ZodType<LoggedLine> = z.discriminatedUnion("type", [BATCH, EPOCH]);
