/**
 * Prints how fast each way to compute a convolution or its gradients is on a GPU, for all sizes that a training step of the
 * real network has, and whether the GPU computes them by their definition:
 *
 * ```sh
 * deno task bench:gpu --filter-scale 1,2 --batch 16,64
 * ```
 *
 * @module
 */
import { selectAccelerator } from "@exitwave/exitwave";
import * as tf from "@tensorflow/tfjs";
import type { GpuBackend } from "../../backend/gpu/programs/gpu_backend.ts";
import { keyOf, type SizedKernel } from "../../backend/gpu/programs/gpu_choices.ts";
import { compareVariants, type MeasuredVariant } from "../../backend/gpu/tuning/compare_variants.ts";
import { BenchFlags } from "../bench_flags.ts";
import { fail, print } from "../terminal.ts";
import { prepareStep, type StepSizes } from "../step/training_step.ts";

const HELP = `Times each way to compute the convolutions of a training step, and their gradients, on a WebGPU adapter.

Usage: deno task bench:gpu [flags]

  --patch-size N      64, 128 or 256 (default 64)
  --filter-scale S,…  widths of the network (default 1,2)
  --batch B,…         samples of a step (default 16,64)
  --rounds R          turns of each way (default 3)
  --turn T            milliseconds of a turn (default 2)
  --json              print one JSON object
  --help              print this

GFLOP/s count the operations of the definition. "same bits" says whether a way gives the bits of the first one.`;

const flags = new BenchFlags(HELP, ["patch-size", "filter-scale", "batch", "rounds", "turn"]);
const patchSize = Number(flags.oneOf("patch-size", ["64", "128", "256"])) as StepSizes["patchSize"];
const filterScales = list(flags.text("filter-scale") ?? "1,2");
const batchSizes = list(flags.text("batch") ?? "16,64");
const effort = { rounds: flags.positive("rounds", 3), milliseconds: flags.positive("turn", 2) };

interface Row {
  readonly kernel: string;
  readonly sizes: unknown;
  readonly operations: number;
  readonly variants: readonly MeasuredVariant[];
}

const accelerator = await selectAccelerator("webgpu");
const rows: Row[] = [];
const known = new Set<string>();
if (!flags.json) print(`${accelerator.adapter}${accelerator.software ? " (software)" : ""}`);
for (const filterScale of filterScales) {
  for (const batchSize of batchSizes) await measure(filterScale, batchSize);
}
const off = await errors();
if (!flags.json) {
  for (const [kernel, error] of Object.entries(off)) {
    print(`${kernel}: off the definition by ${error}`);
  }
}
if (flags.json) print(JSON.stringify({ accelerator, patchSize, filterScales, batchSizes, rows, errors: off }));
Deno.exit(0);

// --- internal ---

function list(text: string): number[] {
  const numbers = text.split(",").map(Number);
  return numbers.every((number) => number > 0)
    ? numbers
    : fail(`Cannot use a list as its numbers must be above 0: current value is ${text}`);
}

/** Compares all ways that the kernels of a step have, but for sizes that were compared before. */
async function measure(filterScale: number, batchSize: number): Promise<void> {
  const backend = tf.backend() as GpuBackend;
  await prepareStep({ patchSize, filterScale, batchSize }).step();
  for (const sized of backend.choices.met) {
    const key = keyOf(sized.kernel, sized.sizes);
    if (known.has(key)) continue;
    known.add(key);
    const variants = await compareVariants(backend, sized, { ...effort, variants: sized.kernel.variants });
    const row = {
      kernel: sized.kernel.name,
      sizes: sized.sizes,
      operations: sized.kernel.operations(sized.sizes),
      variants,
    };
    rows.push(row);
    if (!flags.json) report(row, sized);
  }
  const failure = accelerator.failure();
  if (failure) fail(failure.message);
}

function report({ operations, variants }: Row, { kernel, sizes }: SizedKernel): void {
  const shapes = Object.values(kernel.inputs(sizes)).map((shape) => shape.join("×")).join(" * ");
  print(`${kernel.name} ${shapes}`);
  const least = Math.min(...variants.map(({ milliseconds }) => milliseconds));
  for (const { name, milliseconds, difference } of variants) {
    const rate = (operations / milliseconds / 1e6).toFixed(0).padStart(8);
    const bits = difference === 0 ? "same bits" : `off by ${difference.toExponential(1)}`;
    const mark = milliseconds === least ? "*" : " ";
    print(`${mark} ${rate} GFLOP/s ${milliseconds.toFixed(4).padStart(10)} ms  ${bits}  ${name}`);
  }
}

/** The largest difference to the definition's results, in 64 bits, relative to the largest, of a convolution and its gradients. */
async function errors(): Promise<Record<string, string>> {
  const image: [number, number, number, number] = [2, 11, 13, 24],
    filter: [number, number, number, number] = [3, 3, 24, 36];
  const x = tf.randomNormal<tf.Rank.R4>(image, 0, 1, "float32", 1),
    w = tf.randomNormal<tf.Rank.R4>(filter, 0, 1, "float32", 2);
  const dy = tf.randomNormal<tf.Rank.R4>(
    [...image.slice(0, 3), 36] as [number, number, number, number],
    0,
    1,
    "float32",
    3,
  );
  const convolve = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, "same");
  const gradients = tf.grads((a, b) => convolve(a, b).mul(dy).sum())([x, w]);
  const actual = await Promise.all([convolve(x, w), ...gradients].map((tensor) => tensor.data()));
  const expected = defined({ image, filter, x: await x.data(), w: await w.data(), dy: await dy.data() });
  return Object.fromEntries(["convolution", "image gradient", "filter gradient"].map((kernel, index) => {
    const values = expected[index] ?? new Float64Array();
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const off = values.reduce((most, value, at) => Math.max(most, Math.abs(value - (actual[index]?.[at] ?? NaN))), 0);
    return [kernel, (off / largest).toExponential(1)];
  }));
}

interface Operands {
  readonly image: readonly [number, number, number, number];
  readonly filter: readonly [number, number, number, number];
  readonly x: ArrayLike<number>;
  readonly w: ArrayLike<number>;
  readonly dy: ArrayLike<number>;
}

/** A convolution and its two gradients by their definition. */
function defined(
  { image: [batch, rows, columns, inputs], filter: [height, width, , outputs], x, w, dy }: Operands,
): Float64Array[] {
  const [y, dx, dw] = [dy, x, w].map(({ length }) => new Float64Array(length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let at = 0; at < dy.length * height * width * inputs; at++) {
    const i = at % inputs,
      tap = Math.floor(at / inputs) % (height * width),
      to = Math.floor(at / inputs / height / width);
    const o = to % outputs, pixel = Math.floor(to / outputs), line = Math.floor(pixel / columns);
    const row = line % rows + Math.floor(tap / width) - (height - 1) / 2,
      column = pixel % columns + tap % width - (width - 1) / 2;
    if (line >= batch * rows || row < 0 || row >= rows || column < 0 || column >= columns) continue;
    const from = ((line - line % rows + row) * columns + column) * inputs + i,
      weight = (tap * inputs + i) * outputs + o;
    y[to] = (y[to] ?? NaN) + (x[from] ?? NaN) * (w[weight] ?? NaN);
    dx[from] = (dx[from] ?? NaN) + (dy[to] ?? NaN) * (w[weight] ?? NaN);
    dw[weight] = (dw[weight] ?? NaN) + (dy[to] ?? NaN) * (x[from] ?? NaN);
  }
  return [y, dx, dw];
}
