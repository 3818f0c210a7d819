/**
 * Times the full training step of the real model, ours beside tensorflow.js as it comes, interleaved in one run:
 *
 * ```sh
 * deno task bench --accelerator cpu --filter-scale 1 --batch 16
 * ```
 *
 * Stock tensorflow.js on the CPU is timed at batch 1 and its figure multiplied by the batch: it would take minutes a step.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import type { StepJob } from "./step_worker.ts";

const flags = parseArgs(Deno.args, { string: ["accelerator", "patch-size", "filter-scale", "batch", "rounds"] });
const accelerator = flags.accelerator === "webgpu" ? "webgpu" : "cpu";
const patchSize = Number(flags["patch-size"] ?? 64) as StepJob["patchSize"];
const filterScale = Number(flags["filter-scale"] ?? 0.5);
const batchSize = Number(flags.batch ?? 4);
const rounds = Number(flags.rounds ?? 3);
const stockBatch = accelerator === "cpu" ? 1 : batchSize;

const job = { accelerator, patchSize, filterScale } as const;
const engines: readonly { readonly name: string; readonly scale: number; readonly job: StepJob }[] = [
  { name: "exitwave", scale: 1, job: { ...job, engine: "exitwave", batchSize } },
  {
    name: `tfjs_${accelerator}`,
    scale: batchSize / stockBatch,
    job: { ...job, engine: "tfjs", batchSize: stockBatch },
  },
];

const workers = engines.map(() => new Worker(new URL("./step_worker.ts", import.meta.url).href, { type: "module" }));
const times: number[][] = engines.map(() => []);
for (let round = -1; round < rounds; round++) {
  for (const [index, engine] of engines.entries()) {
    const ms = await once(workers[index], engine.job) * engine.scale;
    // The first round warms up: shaders are compiled, code is optimised.
    if (round >= 0) times[index]?.push(ms);
  }
}
workers.forEach((worker) => worker.terminate());

const ms = Object.fromEntries(engines.map(({ name }, index) => [name, median(times[index] ?? [])]));
const ours = ms.exitwave ?? NaN;
const ratios = Object.fromEntries(engines.slice(1).map(({ name }) => [name, ours / (ms[name] ?? NaN)]));
const machine =
  `${Deno.build.os} ${Deno.build.arch}, ${navigator.hardwareConcurrency} threads, Deno ${Deno.version.deno}`;

if (flags.json) print(JSON.stringify({ machine, ...job, batchSize, rounds, ms, ratios }, null, 2));
else {
  print(
    `${machine}; ${accelerator}, N ${patchSize}, filterScale ${filterScale}, batch ${batchSize}, median of ${rounds}`,
  );
  for (const { name, scale } of engines) {
    const note = scale === 1 ? "" : `  (batch ${stockBatch}, scaled)`;
    const ratio = ratios[name] === undefined ? "" : `  ours / its: ${ratios[name].toFixed(4)}`;
    print(`${name.padEnd(12)} ${(ms[name] ?? NaN).toFixed(0).padStart(8)} ms${note}${ratio}`);
  }
}

function once(worker: Worker | undefined, message: StepJob): Promise<number> {
  return new Promise((resolve, reject) => {
    if (!worker) return reject(new TypeError("Cannot time an engine as it has no worker"));
    worker.onmessage = ({ data }) => resolve(data as number);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(message);
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function print(line: string): void {
  // deno-lint-ignore no-console -- a program for the terminal
  console.log(line);
}
