/**
 * Times inference, the network alone and with stitching, in turns:
 *
 * ```sh
 * deno task bench:inference --accelerator webgpu --batch 64
 * ```
 *
 * @module
 */
import {
  createModel,
  createTrainingPayload,
  prepareSamples,
  reconstructSamples,
  selectAccelerator,
  simulateScan,
} from "@exitwave/exitwave";
import process from "node:process";
import { tuneAccelerator } from "../backend/tune_accelerator.ts";
import { predictPatches, rehearsePatches } from "../recon/patches/predict_patches.ts";
import { ImageCheck } from "../recon/reports/image_checks.ts";
import { BenchFlags } from "./bench_flags.ts";
import { quantile } from "./quantile.ts";
import { print } from "./terminal.ts";

const HELP = `Times inference, patterns a second, medians of rounds in which all ways take turns.

Usage: deno task bench:inference [flags]

  --accelerator NAME  cpu or webgpu (default cpu)
  --patch-size N      64, 128 or 256 (default 64)
  --filter-scale S    width of the network (default 1)
  --gridsize G        patterns of a sample are G² (default 1)
  --batch B           samples predicted at once (default 16)
  --patterns P        patterns of the scan, simulated (default 256)
  --rounds R          timed rounds, after one that warms up (default 5)
  --threads T         threads on the CPU (default: as many as the machine has)
  --clock C           wall, or process: the processor's time of all threads (default wall)
  --json              print one JSON object
  --help              print this

network: patches are painted and stay where they are. stitched: they become an image. checked: all patches are read
besides and looked at, as the infer command does. On a GPU the first three batches of each are not replayed yet.`;

const flags = new BenchFlags(HELP, [
  ...["accelerator", "patch-size", "filter-scale", "gridsize", "batch", "patterns", "rounds", "threads"] as const,
  "clock",
]);
const accelerator = flags.oneOf("accelerator", ["cpu", "webgpu"]);
const patchSize = Number(flags.oneOf("patch-size", ["64", "128", "256"])) as 64 | 128 | 256;
const filterScale = flags.positive("filter-scale", 1);
const gridSize = flags.positive("gridsize", 1);
const batchSize = flags.positive("batch", 16);
const patterns = flags.positive("patterns", 256);
const rounds = flags.positive("rounds", 5);
const threads = flags.positive("threads", navigator.hardwareConcurrency);
const clock = flags.oneOf("clock", ["wall", "process"]);

const selected = await selectAccelerator(accelerator, { threads });
const { adapter, failure } = selected;
const groups = { gridSize, groups: Math.ceil(patterns / gridSize ** 2), neighbors: Math.max(4, gridSize ** 2) };
const payload = createTrainingPayload({ data: { patchSize, ...(gridSize > 1 && groups) }, model: { filterScale } });
const samples = prepareSamples(simulateScan({ patchSize, patterns }), payload, { seed: 1 });
const model = createModel(payload, { seed: 1 });
await tuneAccelerator({ autotune: true }, selected, { step: () => rehearsePatches(model, samples, batchSize) });

const WAYS = {
  network: async () => {
    for await (const _ of predictPatches(model, samples, { batchSize, replay: true, read: accelerator === "cpu" }));
  },
  stitched: async () => void await reconstructSamples(model, samples, { batchSize }),
  checked: async () => {
    const check = new ImageCheck(samples, null);
    await reconstructSamples(model, samples, { batchSize, observers: [check.observer] });
  },
} satisfies Record<string, () => Promise<void>>;

const rates = Object.fromEntries(Object.keys(WAYS).map((name) => [name, [] as number[]]));
for (let round = -1; round < rounds; round++) {
  for (const [name, work] of Object.entries(WAYS)) {
    const start = now();
    await work();
    if (round >= 0) rates[name]?.push(1000 * samples.members.length / (now() - start));
  }
}
const error = failure();
if (error) throw error;
const medians = Object.fromEntries(Object.entries(rates).map(([name, all]) => [name, quantile(all, 0.5)]));
const config = { accelerator, patchSize, filterScale, gridSize, batchSize, patterns, threads, clock };
if (flags.json) print(JSON.stringify({ adapter, patternsPerSecond: medians, config, rounds, rates }, null, 2));
else {
  print(
    `${adapter}, N ${patchSize}, gridSize ${gridSize}, filterScale ${filterScale}, batch ${batchSize}, ${clock} time`,
  );
  for (const [name, rate] of Object.entries(medians)) {
    print(`${name.padEnd(10)} ${rate.toFixed(0).padStart(7)} patterns/s`);
  }
}
// Threads that sleep would keep the process.
Deno.exit(0);

// --- internal ---

function now(): number {
  if (clock === "wall") return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
}
