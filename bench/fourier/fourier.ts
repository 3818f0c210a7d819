/**
 * Times the CPU's Fourier transforms of batches of images, ours beside products with the matrix, SciPy's pocketfft and
 * PyTorch (`bench/fourier/fourier_peers.py`), interleaved in one run, beside what the machine can do in the same minute:
 *
 * ```sh
 * deno task bench:fourier --clock process --threads 1
 * ```
 *
 * @module
 */
import { selectAccelerator } from "@exitwave/exitwave";
import * as tf from "@tensorflow/tfjs";
import { cpuUsage } from "node:process";
import { fileURLToPath } from "node:url";
import {
  COMPOSED_DIFFRACTION_KERNELS,
  type DiffractionInputs,
} from "../../backend/operations/waves/composed_diffraction.ts";
import { createDftKernel, disposeDftKernel } from "../../model/physics/dft.ts";
import { BenchFlags } from "../bench_flags.ts";
import { EngineProcess } from "../engine_process.ts";
import { productRate, streamRate } from "../kernels/peak_rates.ts";
import { quantile } from "../quantile.ts";
import { print } from "../terminal.ts";

const HELP = `Times two-dimensional Fourier transforms of complex images on the CPU, ours beside others, interleaved.

Usage: deno task bench:fourier [flags]

  --sides LIST   sides N of images (default: 15 from 32 to 512)
  --threads T    threads, of all (default: as many as the machine has)
  --rounds R     timed rounds, after two that warm up (default 15)
  --clock C      wall, or process: the processor's time of all threads, for a machine that does other work (default wall)
  --json         print one JSON object
  --help         print this

GFLOP/s count 5 N² log2(N²) operations an image, whatever way a transform goes, over the median time (best: over the
least); of others the ratios of our time to theirs are printed, medians of the rounds' ratios. The peak is the product of
48 × 64 and 64 × 64 matrices that stay in the cache, the stream a ReLU of 32 MiB. PyTorch and SciPy run in a python3 that
has them.`;

const SIDES = "32,48,64,96,100,120,128,160,192,240,256,288,320,384,512";
const WARM_UP = 2;
/** Transforms that are timed at once, after one that is not; as in `fourier_peers.py`. */
const REPEATS = 3;
/** Pixels that a thread has about, of all its images. */
const PIXELS = 2 ** 18;

const flags = new BenchFlags(HELP, ["sides", "threads", "rounds", "clock"]);
const sides = (flags.text("sides") ?? SIDES).split(",").map(Number);
const threads = flags.positive("threads", navigator.hardwareConcurrency);
const rounds = flags.positive("rounds", 15);
const clock = flags.oneOf("clock", ["wall", "process"]);

await selectAccelerator("cpu", { threads });
const peers = await startPeers();
const [peaks, streams]: [number[], number[]] = [[], []];
const rows: Row[] = [];
if (!flags.json) print("   N  images  GFLOP/s    best  of peak    GB/s  ours over others");
for (const side of sides) {
  const row = await timed(side);
  rows.push(row);
  if (!flags.json) print(told(row));
}
const [peakGflops, streamGbs] = [quantile(peaks, 0.5), quantile(streams, 0.5)];
if (flags.json) print(JSON.stringify({ threads, rounds, clock, peakGflops, streamGbs, rows }));
else print(`peak ${peakGflops.toFixed(0)} GFLOP/s, stream ${streamGbs.toFixed(1)} GB/s, on ${threads} threads`);
for (const { process } of peers) process.stop();
// Threads that sleep would keep the process.
Deno.exit(0);

// --- internal ---

/** Times of one side. */
interface Row {
  readonly side: number;
  readonly images: number;
  /** Milliseconds of ours. */
  readonly ms: number;
  readonly gflops: number;
  /** By the least time instead of the median. */
  readonly bestGflops: number;
  readonly gbs: number;
  /** Ours over each other's: medians of the rounds' ratios. */
  readonly ratios: Readonly<Record<string, number>>;
}

async function timed(side: number): Promise<Row> {
  const images = threads * Math.max(1, Math.round(PIXELS / side ** 2));
  const kernel = createDftKernel(side), shape = [images, side, side];
  const inputs = { re: tf.randomNormal(shape), im: tf.randomNormal(shape), matrix: kernel.matrix };
  const times: Record<string, number[]> = {};
  for (let round = -WARM_UP; round < rounds; round++) {
    peaks.push(productRate(now));
    streams.push(streamRate(now));
    const found: Record<string, number> = {
      ours: timeOf(() => tf.engine().runKernel<tf.Tensor[]>("CentredFourier", inputs, { inverse: false })),
      matrix: timeOf(() => byMatrix(inputs as unknown as DiffractionInputs)),
    };
    for (const { name, process } of peers) found[name] = await process.step(`${side} ${images}`);
    if (round < 0) continue;
    for (const [name, ms] of Object.entries(found)) (times[name] ??= []).push(ms);
  }
  tf.dispose([inputs.re, inputs.im]);
  disposeDftKernel(kernel);
  const { ours = [], ...others } = times, ms = quantile(ours, 0.5);
  const operations = images * 5 * side ** 2 * Math.log2(side ** 2);
  const ratio = (theirs: readonly number[]): number =>
    quantile(theirs.map((time, round) => (ours[round] ?? NaN) / time), 0.5);
  return {
    ...{ side, images, ms },
    gflops: operations / ms / 1e6,
    bestGflops: operations / Math.min(...ours) / 1e6,
    gbs: images * 16 * side ** 2 / ms / 1e6,
    ratios: Object.fromEntries(Object.entries(others).map(([name, theirs]) => [name, ratio(theirs)])),
  };
}

/** Milliseconds by the clock that was asked for. */
function now(): number {
  if (clock === "wall") return performance.now();
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds of a transform. */
function timeOf(transform: () => tf.Tensor[]): number {
  tf.dispose(transform());
  const start = now();
  for (let repeat = 0; repeat < REPEATS; repeat++) tf.dispose(transform());
  return (now() - start) / REPEATS;
}

function byMatrix(inputs: DiffractionInputs): tf.Tensor[] {
  const compose = COMPOSED_DIFFRACTION_KERNELS.CentredFourier;
  return tf.tidy(() => compose?.(inputs, { inverse: false, floor: 0 }) as tf.Tensor[]);
}

interface Peer {
  readonly name: string;
  readonly process: EngineProcess;
}

/** Those that a Python has. */
async function startPeers(): Promise<Peer[]> {
  const started: Peer[] = [];
  const script = fileURLToPath(new URL("./fourier_peers.py", import.meta.url));
  for (const name of ["scipy", "torch"]) {
    const args = [script, "--library", name, "--threads", String(threads), "--clock", clock];
    // The first python3 of the path may be without the system's packages.
    for (const python of ["python3", "/usr/bin/python3"]) {
      const process = await EngineProcess.start([python, ...args]).then(({ engine }) => engine, () => null);
      if (!process) continue;
      started.push({ name, process });
      break;
    }
  }
  return started;
}

function told({ side, images, gflops, bestGflops, gbs, ratios }: Row): string {
  const columns = [
    String(side).padStart(4),
    String(images).padStart(7),
    gflops.toFixed(1).padStart(8),
    bestGflops.toFixed(1).padStart(7),
    `${(100 * gflops / quantile(peaks, 0.5)).toFixed(0)}%`.padStart(8),
    gbs.toFixed(1).padStart(7),
  ];
  const beside = Object.entries(ratios).map(([name, value]) => `${value.toFixed(value < 0.1 ? 3 : 2)} × ${name}`);
  return `${columns.join(" ")}  ${beside.join(", ")}`;
}
