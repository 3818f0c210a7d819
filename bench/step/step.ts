/**
 * Times the full training step of the real model, ours beside PyTorch (`bench/step/torch_step.py`) and tensorflow.js as it
 * comes, interleaved in one run, so that what else the machine does meets all of them:
 *
 * ```sh
 * deno task bench --accelerator cpu --filter-scale 1 --batch 16
 * ```
 *
 * @module
 */
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { BenchFlags } from "../bench_flags.ts";
import project from "../../deno.json" with { type: "json" };
import { EngineProcess } from "../engine_process.ts";
import { record } from "../history.ts";
import { quantile } from "../quantile.ts";
import type { StepJob } from "./step_worker.ts";
import { fail, print } from "../terminal.ts";
import { type TimedEngine, timeRounds } from "../time_rounds.ts";

const HELP = `Times one training step, ours beside others, interleaved; milliseconds, medians.

Usage: deno task bench [flags]

  --accelerator NAME  cpu or webgpu (default cpu)
  --patch-size N      64, 128 or 256 (default 64)
  --filter-scale S    width of the network (default 1)
  --gridsize G        patterns of a sample are G², merged where G > 1 (default 1)
  --batch B           samples of a step (default 16)
  --precision P       of ours, float32 or mixed, which keeps activations in 16 bits (default float32)
  --rounds R          timed rounds, after two that warm up (default 10)
  --threads T         threads on the CPU, of all (default: as many as the machine has)
  --burst K           steps until one waits for their result, as a training does on a GPU; times are of one (default 1)
  --clock C           wall, or process: the processor's time of all threads, for a machine that does other work (default wall)
  --peers LIST        of tfjs, jax_js, torch, torch_channels_last, torch_cuda and torch_cuda_compiled, commas between, or
                      none (default those that run without CUDA)
  --json              print one JSON object
  --record            keep the ratios in bench/history.jsonl, for runs that the documentation quotes
  --help              print this

torch needs a python3 with PyTorch, and runs on the CPU, torch_cuda on CUDA's GPU in float32 without TF32; torch_channels_last is the same with activations as (B, H, W, C)
in memory, which PyTorch does not do by itself and is often faster. tensorflow.js as it comes would take minutes a step on the CPU:
there it is timed once, with one sample, after the rounds, and its figure is multiplied by the batch. jax_js is the same
training written with jax-js and compiled by it, on the same adapter, so there is none on the CPU. Who takes longer than
half a minute a step is timed in one.`;

const PEERS = ["torch", "torch_channels_last", "tfjs", "jax_js", "torch_cuda", "torch_cuda_compiled"];

/** Those that are timed unless others are named. */
const USUAL = { cpu: PEERS.slice(0, 3), webgpu: PEERS.slice(0, 4) } as const;

/** jax-js is a package of developers. */
const LOCK = new URL("../../deno.dev.lock", import.meta.url);

/** An engine under test. */
interface Engine extends TimedEngine {
  readonly process: EngineProcess;
}

const flags = new BenchFlags(HELP, [
  "accelerator",
  "patch-size",
  "filter-scale",
  "gridsize",
  "batch",
  "precision",
  "rounds",
  "threads",
  "clock",
  "burst",
  "peers",
], ["record"]);
const accelerator = flags.oneOf("accelerator", ["cpu", "webgpu"]);
const patchSize = Number(flags.oneOf("patch-size", ["64", "128", "256"])) as StepJob["patchSize"];
const filterScale = flags.positive("filter-scale", 1);
const gridSize = flags.positive("gridsize", 1);
const batchSize = flags.positive("batch", 16);
const precision = flags.oneOf("precision", ["float32", "mixed"]);
const rounds = flags.positive("rounds", 10);
const threads = flags.positive("threads", navigator.hardwareConcurrency);
const clock = flags.oneOf("clock", ["wall", "process"]);
const burst = flags.positive("burst", 1);
const peers = flags.text("peers") === "none" ? [] : (flags.text("peers") ?? String(USUAL[accelerator])).split(",");
for (const name of peers) {
  if (!PEERS.includes(name)) fail(`Cannot time the peer ${name}: there are ${PEERS.join(", ")}`);
}

const notes: string[] = [];
const versions: Record<string, string> = { deno: Deno.version.deno };
const stock = `tfjs_${accelerator}`;
const job = { accelerator, patchSize, gridSize, filterScale, batchSize, precision, threads, clock, burst };

const ours = await startWorker("exitwave", { ...job, engine: "exitwave" });
const engines = [ours.engine];
for (const name of peers.filter((peer) => peer.startsWith("torch"))) {
  const torch = await startTorch(name, ours.parameters);
  if (torch) engines.push(torch);
}
if (peers.includes("tfjs") && accelerator === "webgpu") {
  engines.push((await startWorker(stock, { ...job, engine: "tfjs" })).engine);
}
if (peers.includes("jax_js")) engines.push((await startWorker("jax_js", { ...job, engine: "jax_js" })).engine);
notes.push(...await timeRounds(engines, rounds));
engines.forEach(({ process }) => process.stop());
if (peers.includes("tfjs") && accelerator === "cpu") engines.push(await timeStockOnce());
await report();

// --- internal ---

async function startWorker(
  name: string,
  wanted: StepJob,
): Promise<{ engine: Engine; parameters: number; adapter: string }> {
  const file = wanted.engine === "jax_js" ? "../jax/jax_worker.ts" : "./step_worker.ts";
  const [worker, lock] = [fileURLToPath(new URL(file, import.meta.url)), fileURLToPath(LOCK)];
  const command = [Deno.execPath(), "run", "--quiet", "--lock", lock, "-A", worker, JSON.stringify(wanted)] as const;
  const { engine: process, description } = await EngineProcess.start(command);
  versions[wanted.engine === "jax_js" ? "jax_js" : "tfjs"] = description.version;
  const { parameters, adapter = "" } = description;
  return { engine: { name, process, times: [] }, parameters, adapter };
}

/** Null, and a note, where there is none. */
async function startTorch(name: string, parameters: number): Promise<Engine | null> {
  const script = fileURLToPath(new URL("./torch_step.py", import.meta.url));
  const sizes = { "patch-size": patchSize, gridsize: gridSize, "filter-scale": filterScale, batch: batchSize };
  const args = Object.entries({ ...sizes, threads, clock, burst }).flatMap((
    [flag, value],
  ) => [`--${flag}`, String(value)]);
  if (name === "torch_channels_last") args.push("--channels-last");
  if (name.includes("cuda")) args.push("--device", "cuda");
  if (name.endsWith("compiled")) args.push("--compile");
  let reason = "";
  // The first python3 of the path may be without the system's packages.
  for (const python of ["python3", "/usr/bin/python3"]) {
    try {
      const { engine: process, description } = await EngineProcess.start([python, script, ...args]);
      if (description.parameters !== parameters) {
        fail(`Cannot compare with torch as it has ${description.parameters} weights: ours has ${parameters}`);
      }
      versions.torch = description.version;
      return { name, process, times: [] };
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  notes.push(`${name} is left out: ${reason}`);
  return null;
}

async function timeStockOnce(): Promise<Engine> {
  const { engine } = await startWorker(stock, { ...job, engine: "tfjs", batchSize: 1 });
  engine.times.push(await engine.process.step() * batchSize);
  engine.process.stop();
  notes.push(`${stock} was timed once, with one sample, and multiplied by ${batchSize}`);
  return engine;
}

async function report(): Promise<void> {
  const each = <T>(value: (engine: Engine) => T): Record<string, T> =>
    Object.fromEntries(engines.map((engine) => [engine.name, value(engine)]));
  const ms = each(({ times }) => quantile(times, 0.5));
  const quantiles = each(({ times }) => [0, 0.25, 0.5, 0.75, 1].map((share) => quantile(times, share)));
  const { exitwave = NaN, ...others } = ms;
  const ratios = Object.fromEntries(Object.entries(others).map(([name, its]) => [name, exitwave / its]));
  const cpu = cpus()[0]?.model ?? Deno.build.arch;
  const machine = `${cpu}, ${navigator.hardwareConcurrency} threads, ${Deno.build.os}`;
  const { adapter } = ours;
  if (flags.record) {
    const date = new Date().toISOString().slice(0, 10);
    await record({ date, version: project.version, machine, adapter, config: job, rounds, ratios });
  }
  if (flags.json) {
    const config = { ...job, parameters: ours.parameters };
    print(JSON.stringify({ machine, adapter, ms, ratios, config, rounds, quantiles, versions, notes }, null, 2));
    return;
  }
  print(
    `${machine}; ${accelerator} (${adapter}), N ${patchSize}, gridSize ${gridSize}, filterScale ${filterScale}, batch ${batchSize}, ${precision}, ${rounds} rounds, ${clock} time`,
  );
  for (const [name, median] of Object.entries(ms)) {
    const range = quantiles[name]?.map((value) => value.toFixed(0)) ?? [];
    const ratio = ratios[name] === undefined ? "" : `   ours / its: ${ratios[name].toPrecision(3)}`;
    print(`${name.padEnd(20)} ${median.toFixed(0).padStart(8)} ms  (${range[0]} to ${range.at(-1)})${ratio}`);
  }
  notes.forEach(print);
}
