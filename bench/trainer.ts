/**
 * What the trainer costs beside its steps: a real `fit()`, with its loop, losses, callbacks, progress bar, `metrics.csv`
 * and `run.json`, takes turns with a bare loop over the same batches, step by step in the same process:
 *
 * ```sh
 * deno task bench:trainer --filter-scale 1 --batch 16
 * ```
 *
 * @module
 */
import {
  type Callback,
  completeFromScan,
  createTrainingPayload,
  fit,
  selectAccelerator,
  simulateScan,
  type TrainingPayload,
  writeScan,
} from "@exitwave/exitwave";
import { cpus } from "node:os";
import { Output } from "../cli/terminal/output.ts";
import { trainingProgress } from "../cli/outcome/training_progress.ts";
import { BenchFlags } from "./bench_flags.ts";
import { bareTraining } from "./bare_training.ts";
import { type Estimate, type Pair, type PairedFigures, pairedFigures } from "./paired.ts";
import { quantile } from "./quantile.ts";
import { fail, print } from "./terminal.ts";

/** The smallest steps there are. */
const SMALL = { filterScale: 0.125, batchSize: 1, rounds: 330 };

const HELP = `Times the trainer beside a bare loop of the same steps on the CPU, interleaved; milliseconds a step.

Usage: deno task bench:trainer [flags]

  --filter-scale S    width of the network (default 1)
  --batch B           patterns of a step (default 16)
  --rounds R          timed rounds, a step of each, after three that warm up (default 132)
  --threads T         threads (default: as many as the machine has)
  --json              print one JSON object
  --help              print this

A round of the trainer is all it does from one batch to the next, at the end of an epoch its row and its record too; an
epoch has 516 patterns. No checkpoints, no validation. Then the same with steps so small (filter scale 0.125, one pattern,
${SMALL.rounds} rounds, as many batches an epoch) that the trainer's own work is no longer lost in their noise.`;

const WARM_UP = 3;
const PATTERNS = 516;

/** A terminal that is not there: progress is formatted and thrown away. */
class Nowhere extends Output {
  override get interactive(): boolean {
    return true;
  }
  override note(): void {}
  override redraw(): void {}
}

const flags = new BenchFlags(HELP, ["filter-scale", "batch", "rounds", "threads"]);
const batchSize = flags.positive("batch", 16);
const config = {
  filterScale: flags.positive("filter-scale", 1),
  batchSize,
  /** Batches of an epoch. */
  perEpoch: Math.ceil(PATTERNS / batchSize),
  rounds: flags.positive("rounds", 132),
  threads: flags.positive("threads", navigator.hardwareConcurrency),
};
const accelerator = await selectAccelerator("cpu", { threads: config.threads });
const reference = await measure(config);
const small = await measure(SMALL);
report();
// Threads that sleep would keep the process.
Deno.exit(0);

// --- internal ---

/** A step of each. */
interface Turn extends Pair {
  readonly endsEpoch: boolean;
}

/** Steps to time. */
interface Steps {
  readonly filterScale: number;
  readonly batchSize: number;
  readonly rounds: number;
}

/** What was measured. */
interface Measured {
  readonly steps: PairedFigures;
  /** What the trainer does at the end of an epoch and not after other steps, in milliseconds; NaN if it saw none. */
  readonly epochEnd: number;
}

async function measure({ filterScale, batchSize, rounds }: Steps): Promise<Measured> {
  const directory = await Deno.makeTempDir({ prefix: "exitwave-bench-" });
  try {
    const scan = `${directory}/scan.npz`;
    await writeScan(scan, simulateScan({ patterns: PATTERNS, photons: 1e6 }));
    const payload = await completeFromScan(createTrainingPayload({
      data: { scan },
      model: { filterScale },
      training: { batchSize, limitTrainBatches: config.perEpoch, epochs: 10_000, valSplit: 0 },
      execution: { outputDir: `${directory}/run`, checkpointing: false },
    }));
    const pairs = await takeTurns(payload, rounds);
    const more = (ends: boolean): number[] =>
      pairs.filter(({ endsEpoch }) => endsEpoch === ends).map((pair) => pair.ours - pair.bare);
    return { steps: pairedFigures(pairs), epochEnd: quantile(more(true), 0.5) - quantile(more(false), 0.5) };
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** The trainer is held at every batch while the bare loop takes the same step. */
async function takeTurns(payload: TrainingPayload, rounds: number): Promise<Turn[]> {
  const bare = await bareTraining(payload);
  const pairs: Turn[] = [];
  const losses: { readonly trainer: number[]; readonly bare: number[] } = { trainer: [], bare: [] };
  let bareMs = NaN;
  let released = NaN;
  let round = -WARM_UP;
  const gate: Callback = {
    name: "gate",
    async onBatchStart({ batch }): Promise<"stop" | void> {
      const start = performance.now();
      if (round > 0) pairs.push({ ours: start - released, bare: bareMs, endsEpoch: batch === 0 });
      if (round++ === rounds) return "stop";
      losses.bare.push(await bare());
      released = performance.now();
      bareMs = released - start;
    },
    onBatchEnd: ({ metrics }) => void losses.trainer.push(metrics[payload.metrics.loss] ?? NaN),
  };
  const progress = trainingProgress(payload, new Nowhere({ json: false, quiet: false }));
  await fit(payload, { accelerator, callbacks: [...progress, gate] });
  const other = losses.bare.findIndex((loss, i) => loss !== losses.trainer[i]);
  if (other >= 0) {
    fail(`Cannot compare as the losses of step ${other} differ: ${losses.trainer[other]} and ${losses.bare[other]}`);
  }
  return pairs;
}

function report(): void {
  const cpu = cpus()[0]?.model ?? Deno.build.arch;
  const machine = `${cpu}, ${navigator.hardwareConcurrency} threads, ${Deno.build.os}`;
  const { steps, epochEnd } = reference;
  // Medians first: what else the machine does reaches single steps, and the mean of few of them says little.
  const overhead = {
    median: share(steps.more.median, steps.median.bare),
    epochEnd: epochEnd / config.perEpoch / steps.median.bare,
    mean: share(steps.more.mean, steps.mean.bare),
  };
  const own = { ...SMALL, ...small, shareOfStep: share(small.steps.more.median, steps.median.bare) };
  if (flags.json) {
    const versions = { deno: Deno.version.deno };
    print(JSON.stringify({ machine, config, ...reference, overhead, own, versions }, null, 2));
    return;
  }
  print(`${machine}; N 64, filterScale ${config.filterScale}, batch ${config.batchSize}, ${config.rounds} rounds`);
  const line = (name: string, text: string): void => print(`${name.padEnd(14)} ${text}`);
  for (const [name, key] of [["bare step", "bare"], ["trainer's", "ours"]] as const) {
    line(name, `${ms(steps.median[key])} median, ${ms(steps.mean[key])} mean`);
  }
  line("a step more", `${ranged(overhead.median, percent)} median, ${ranged(overhead.mean, percent)} mean`);
  line("an epoch's end", `${ms(epochEnd)} more, ${percent(overhead.epochEnd)} of an epoch`);
  line(
    "own work",
    `${ranged(small.steps.more.median, ms)} a step, in steps of ${ms(small.steps.median.bare)}; ` +
      `${percent(own.shareOfStep.value)} of the bare step above`,
  );
}

function share({ value, low, high }: Estimate, whole: number): Estimate {
  return { value: value / whole, low: low / whole, high: high / whole };
}

function ranged({ value, low, high }: Estimate, text: (value: number) => string): string {
  return `${text(value)} (${text(low)} to ${text(high)})`;
}

function ms(value: number): string {
  return `${value.toPrecision(3)} ms`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
