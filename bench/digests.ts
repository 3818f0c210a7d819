/**
 * Digests of the weights that reference trainings end with. A change that shall leave every bit as it was is shown to by
 * the same digests before and after it, on the same machine:
 *
 * ```sh
 * deno task digests
 * ```
 *
 * @module
 */
import {
  createTrainingPayload,
  fit,
  type NamedArray,
  type SectionsInput,
  selectAccelerator,
  simulateScan,
  writeScan,
} from "@exitwave/exitwave";
import { createHash } from "node:crypto";
import { BenchFlags } from "./bench_flags.ts";
import { print } from "./terminal.ts";

const HELP =
  `Trains for two epochs on the CPU at filter scale 0.25 and prints a digest of the weights for each training.

Usage: deno task digests [flags]

  --scan FILE         scan of 64 × 64 patterns (default: one that is simulated)
  --json              print one JSON object
  --help              print this

Trainings: as it comes, and with accumulation, moving average and stages; each with one thread and with two.`;

const TRAININGS: Readonly<Record<string, SectionsInput["training"]>> = {
  plain: {},
  "accumulate, ema, stages": { accumulate: 4, emaDecay: 0.99, scheduler: "MultiStage" },
};

const flags = new BenchFlags(HELP, ["scan"]);
const directory = await Deno.makeTempDir({ prefix: "exitwave-digests-" });
try {
  const scan = flags.text("scan") ?? await simulated(`${directory}/scan.npz`);
  const digests: Record<string, string> = {};
  for (const [name, training] of Object.entries(TRAININGS)) {
    for (const threads of [1, 2]) digests[`${name}, threads ${threads}`] = await digestOf(scan, training, threads);
  }
  if (flags.json) print(JSON.stringify(digests));
  else for (const [name, digest] of Object.entries(digests)) print(`${digest}  ${name}`);
} finally {
  await Deno.remove(directory, { recursive: true });
}

// --- internal ---

async function simulated(path: string): Promise<string> {
  await writeScan(path, simulateScan({ patchSize: 64, patterns: 128, photons: 1e5, seed: 1 }));
  return path;
}

async function digestOf(scan: string, training: SectionsInput["training"], threads: number): Promise<string> {
  const payload = createTrainingPayload({
    data: { scan },
    model: { filterScale: 0.25 },
    training: { epochs: 2, ...training },
    execution: { outputDir: `${directory}/run`, threads },
  });
  const accelerator = await selectAccelerator("cpu", { threads });
  const { weights } = await fit(payload, { accelerator, overwrite: true });
  return sha256(weights);
}

function sha256(weights: ReadonlyMap<string, NamedArray>): string {
  const hash = createHash("sha256");
  for (const [name, { data }] of [...weights].sort(([a], [b]) => a < b ? -1 : 1)) {
    hash.update(name).update(bytesOf(data));
  }
  return hash.digest("hex");
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
