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
  createTrainingPayload,
  fit,
  selectAccelerator,
  simulateScan,
  type TrainingPayload,
  writeScan,
} from "@exitwave/exitwave";
import { parseArgs } from "@std/cli/parse-args";
import { cpus } from "node:os";
import { Output } from "../cli/output.ts";
import { trainingProgress } from "../cli/training_progress.ts";
import { bareTraining } from "./bare_training.ts";
import { type Pair, type PairedFigures, pairedFigures } from "./paired.ts";
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

const FLAGS = ["filter-scale", "batch", "rounds", "threads"] as const;
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

const flags = parseArgs(Deno.args, {
  string: [...FLAGS],
  boolean: ["json", "help"],
  unknown: (flag) => fail(`Cannot use ${flag}: --help lists the flags`),
});
if (flags.help) {
  print(HELP);
  Deno.exit(0);
}
const config = {
  filterScale: positive("filter-scale", 1),
  batchSize: positive("batch", 16),
  rounds: positive("rounds", 132),
  threads: positive("threads", navigator.hardwareConcurrency),
};
const accelerator = await selectAccelerator("cpu", { threads: config.threads });
const reference = await measure(config);
const small = await measure(SMALL);
report();
// Threads that sleep would keep the process.
Deno.exit(0);

// --- internal ---

/** Steps to time. */
interface Steps {
  readonly filterScale: number;
  readonly batchSize: number;
  readonly rounds: number;
}

async function measure({ filterScale, batchSize, rounds }: Steps): Promise<PairedFigures> {
  const directory = await Deno.makeTempDir({ prefix: "exitwave-bench-" });
  try {
    const scan = `${directory}/scan.npz`;
    const limitTrainBatches = Math.ceil(PATTERNS / config.batchSize);
    await writeScan(scan, simulateScan({ patterns: PATTERNS, photons: 1e6 }));
    const payload = createTrainingPayload({
      data: { scan },
      model: { filterScale },
      training: { batchSize, limitTrainBatches, epochs: 10_000, valSplit: 0 },
      execution: { outputDir: `${directory}/run`, checkpointing: false },
    });
    return pairedFigures(await takeTurns(payload, rounds));
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** The trainer is held at every batch while the bare loop takes the same step. */
async function takeTurns(payload: TrainingPayload, rounds: number): Promise<Pair[]> {
  const bare = await bareTraining(payload);
  const pairs: Pair[] = [];
  const losses: { readonly trainer: number[]; readonly bare: number[] } = { trainer: [], bare: [] };
  let bareMs = NaN;
  let released = NaN;
  let round = -WARM_UP;
  const gate: Callback = {
    name: "gate",
    async onBatchStart(): Promise<"stop" | void> {
      const start = performance.now();
      if (round > 0) pairs.push({ ours: start - released, bare: bareMs });
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
  const share = (ms: number): number => ms / reference.mean.bare;
  const { mean, low, high } = reference.more;
  const overhead = { mean: share(mean), low: share(low), high: share(high) };
  const median = reference.more.median / reference.median.bare;
  const own = { ...SMALL, ...small, shareOfStep: share(small.more.mean) };
  if (flags.json) {
    const versions = { deno: Deno.version.deno };
    print(JSON.stringify({ machine, config, ...reference, overhead: { ...overhead, median }, own, versions }, null, 2));
    return;
  }
  print(`${machine}; N 64, filterScale ${config.filterScale}, batch ${config.batchSize}, ${config.rounds} rounds`);
  const line = (name: string, key: keyof Pair): void =>
    print(`${name.padEnd(12)} ${ms(reference.mean[key])} mean, ${ms(reference.median[key])} median`);
  line("bare step", "bare");
  line("trainer's", "ours");
  const range = `${percent(overhead.low)} to ${percent(overhead.high)} with 95 %`;
  print(`${"overhead".padEnd(12)} ${percent(overhead.mean)} (${range}), median ${percent(median)}`);
  print(
    `${"own work".padEnd(12)} ${ms(small.more.mean)} (${ms(small.more.low)} to ${
      ms(small.more.high)
    }) a step, median ` +
      `${ms(small.more.median)}, in steps of ${ms(small.mean.bare)}; ${
        percent(own.shareOfStep)
      } of the bare step above`,
  );
}

function ms(value: number): string {
  return `${value.toPrecision(3)} ms`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function positive(flag: typeof FLAGS[number], otherwise: number): number {
  const value = Number(flags[flag] ?? otherwise);
  return value > 0 ? value : fail(`Cannot use --${flag} as it must be above 0: current value is ${flags[flag]}`);
}
