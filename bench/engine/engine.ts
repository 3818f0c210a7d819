/**
 * Times iterations of an engine, ours beside PyTorch, beside NumPy with SciPy's transforms (`bench/engine/torch_engine.py`), and
 * beside ours on the CPU, interleaved in one run, so that what else the machine does meets all of them:
 *
 * ```sh
 * deno task bench:engine --clock process
 * ```
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { BenchFlags } from "../bench_flags.ts";
import { type EngineDescription, EngineProcess } from "../engine_process.ts";
import type { EngineJob } from "./engine_worker.ts";
import { quantile } from "../quantile.ts";
import { fail, print } from "../terminal.ts";

const HELP = `Times an iteration of an engine, ours beside others, interleaved; microseconds a position, medians.

Usage: deno task bench:engine [flags]

  --engine NAME       epie, rpie or dm, which no other has, or lsqml (default epie)
  --accelerator NAME  cpu or webgpu (default cpu)
  --peers LIST        of torch, scipy, cpu, which is ours on the CPU, and steady, which is ours without --variation,
                      commas between, or none (default torch,scipy)
  --variation K       eigenprobes by which the probe of ours differs from shot to shot (default 0)
  --positions P       positions of an iteration (default 64)
  --batch B           positions of a batch, of all (default 16)
  --rounds R          timed rounds, after two that warm up (default 10)
  --threads T         threads on the CPU, of all (default: as many as the machine has)
  --clock C           wall, or process: the processor's time of all threads, for a machine that does other work (default wall)
  --json              print one JSON object
  --help              print this

PyTorch and SciPy run on the CPU, in a python3 that has them. A GPU is read once an iteration, which takes milliseconds:
beside the CPU it wants a few hundred positions, such as

  deno task bench:engine --accelerator webgpu --peers cpu --positions 512 --batch 64 --rounds 5`;

const WARM_UP = 2;

/** Sides of patterns and modes of the probe that are timed. */
const CASES = [[64, 1], [64, 3], [128, 1], [128, 3]] as const;

/** What ours is compared with. */
const PEERS = ["torch", "scipy", "cpu", "steady"] as const;

/** Those that are ours, and have every engine. */
const OURS: ReadonlySet<string> = new Set(["cpu", "steady"]);

const flags = new BenchFlags(HELP, [
  ...["engine", "accelerator", "peers", "positions", "batch", "variation", "rounds", "threads", "clock"] as const,
]);
const engine = flags.oneOf("engine", ["epie", "rpie", "lsqml", "dm"]);
const accelerator = flags.oneOf("accelerator", ["cpu", "webgpu"]);
const wanted = (flags.text("peers") ?? "torch,scipy").split(",");
const peers = PEERS.filter((peer) =>
  wanted.includes(peer) && (OURS.has(peer) || engine === "epie" || engine === "lsqml")
);
for (const name of wanted) {
  if (name !== "none" && !(PEERS as readonly string[]).includes(name)) {
    fail(
      `Cannot compare with ${name} as it must be one of ${
        PEERS.join(", ")
      } or none: current value is --peers ${wanted}`,
    );
  }
}
const positions = flags.positive("positions", 64);
const batchSize = flags.positive("batch", 16);
const variation = flags.text("variation") === undefined ? 0 : flags.positive("variation", 1);
const rounds = flags.positive("rounds", 10);
const threads = flags.positive("threads", navigator.hardwareConcurrency);
const clock = flags.oneOf("clock", ["wall", "process"]);

const rows: Row[] = [];
for (const [patchSize, modes] of CASES) {
  const row = await timed({ engine, accelerator, patchSize, modes, batchSize, variation, positions, threads, clock });
  if (!flags.json && rows.length === 0) print(row.adapter);
  rows.push(row);
  if (!flags.json) print(told(row));
}
if (flags.json) print(JSON.stringify({ engine, accelerator, batchSize, variation, positions, threads, clock, rows }));

// --- internal ---

/** Microseconds a position of each engine. */
interface Row {
  /** What ours runs on. */
  readonly adapter: string;
  readonly patchSize: number;
  readonly modes: number;
  readonly microseconds: Readonly<Record<string, number>>;
  /** Ours over each peer's: medians of the rounds' ratios. */
  readonly ratios: Readonly<Record<string, number>>;
}

/** An engine that is timed, and milliseconds of its rounds. */
interface Timed {
  readonly name: string;
  readonly process: EngineProcess;
  readonly times: number[];
}

async function startOurs(job: EngineJob): Promise<{ engine: EngineProcess; description: EngineDescription }> {
  const worker = fileURLToPath(new URL("./engine_worker.ts", import.meta.url));
  return await EngineProcess.start([Deno.execPath(), "run", "--quiet", "-A", worker, JSON.stringify(job)]);
}

async function timed(job: EngineJob): Promise<Row> {
  const { engine: own, description: { adapter = "" } } = await startOurs(job);
  const engines: Timed[] = [{ name: "exitwave", process: own, times: [] }];
  for (const peer of peers) {
    const { name, process } = await startPeer(peer, job);
    if (process) engines.push({ name, process, times: [] });
  }
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const { process, times } of engines) {
      const ms = await process.step();
      if (round >= 0) times.push(1000 * ms / job.positions);
    }
  }
  engines.forEach(({ process }) => process.stop());
  const [ours, ...others] = engines;
  const ratio = (times: readonly number[]): number =>
    quantile(times.map((time, round) => (ours?.times[round] ?? NaN) / time), 0.5);
  return {
    ...{ adapter, patchSize: job.patchSize, modes: job.modes },
    microseconds: Object.fromEntries(engines.map(({ name, times }) => [name, quantile(times, 0.5)])),
    ratios: Object.fromEntries(others.map(({ name, times }) => [name, ratio(times)])),
  };
}

async function startPeer(
  peer: typeof PEERS[number],
  job: EngineJob,
): Promise<{ readonly name: string; readonly process: EngineProcess | null }> {
  if (peer === "cpu") {
    return { name: "exitwave on the CPU", process: (await startOurs({ ...job, accelerator: "cpu" })).engine };
  }
  if (peer === "steady") {
    return { name: "one probe for all", process: (await startOurs({ ...job, variation: 0 })).engine };
  }
  return { name: peer, process: await startLibrary(peer, job) };
}

/** Null where no Python has the library. */
async function startLibrary(library: string, job: EngineJob): Promise<EngineProcess | null> {
  const script = fileURLToPath(new URL("./torch_engine.py", import.meta.url));
  const { engine, patchSize, modes, batchSize, positions, threads, clock } = job;
  const sizes = { library, engine, "patch-size": patchSize, modes, batch: batchSize, positions, threads, clock };
  const args = Object.entries(sizes).flatMap(([flag, value]) => [`--${flag}`, String(value)]);
  // The first python3 of the path may be without the system's packages.
  for (const python of ["python3", "/usr/bin/python3"]) {
    try {
      return (await EngineProcess.start([python, script, ...args])).engine;
    } catch {
      // the next one
    }
  }
  return null;
}

function told({ patchSize, modes, microseconds, ratios }: Row): string {
  const times = Object.entries(microseconds).map(([name, value]) => `${name} ${value.toFixed(1)} µs`);
  const beside = Object.entries(ratios).map(([name, value]) => `${value.toFixed(2)} × ${name}`);
  return `N ${patchSize}, ${modes} mode${modes === 1 ? "" : "s"}: ${times.join(", ")} a position; ${beside.join(", ")}`;
}
