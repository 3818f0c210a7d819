/**
 * One step of Adam against the same step of PyTorch, from the same weights and the same batch. Adam's first step is the
 * rate times the gradient's sign, however small the gradient: what should be zero, and is not, moves as far as anything.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { batches } from "../../../data/batches.ts";
import { BatchUploader } from "../../../data/feed/batch_uploader.ts";
import { realArray } from "../../../data/formats/npy_encode.ts";
import type { NamedArray } from "../../../data/formats/safetensors.ts";
import { readNpz } from "../../../data/formats/read_npz.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import { loadScan } from "../../../data/load_scan.ts";
import { prepareSamples } from "../../../data/samples.ts";
import type { Scan } from "../../../data/scan.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { createModel, type Model } from "../../../model/create_model.ts";
import type { ModelBatch } from "../../../model/model_batch.ts";
import { readWeights } from "../../../model/weights.ts";
import { backward } from "../../../train/loop/micro_step.ts";
import { createOptimizer } from "../../../train/optimizer/create_optimizer.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { sharedPath } from "../../shared_data.ts";
import { pythonWithTorch as python } from "../../pytorch.ts";
import { TempDir } from "../../data/temp_dir.ts";

const payload = createTrainingPayload({ data: { patchSize: 64, inputContrast: 0 }, model: { filterScale: 0.25 } });
const star = sharedPath("data", "siemens_star_64.npz");

/** How much further from PyTorch in 64 bits our step may be than PyTorch's own in 32. */
const FACTOR = 10;

const SCANS: readonly { readonly name: string; readonly read: () => Scan | Promise<Scan>; readonly ignore: boolean }[] =
  [
    {
      name: "a simulated scan",
      read: () => simulateScan({ object: "lines", patchSize: 64, patterns: 4, photons: 1e5, seed: 3 }),
      ignore: false,
    },
    { name: "the star", read: () => loadScan(star ?? ""), ignore: star === null },
  ];

for (const accelerator of ACCELERATORS) {
  for (const { name, read, ignore } of SCANS) {
    const absent = accelerator.ignore || ignore || python === null;
    onAccelerator({ ...accelerator, ignore: absent }, `a step of Adam is PyTorch's with ${name}`, async () => {
      const samples = prepareSamples(await read(), payload, { seed: 3 });
      const uploader = new BatchUploader(samples);
      const [first] = batches(samples, Int32Array.of(0, 1, 2, 3), { batchSize: 4 });
      if (!first) throw new RangeError("The scan has no four patterns");
      const model = createModel(payload, { seed: 3 });
      await compare(model, uploader.upload(first), name);
      model.dispose();
      uploader.dispose();
    });
  }
}

/** What PyTorch made of a scan: the same on any accelerator of ours, as batch and weights are. */
const known = new Map<string, Map<string, Float64Array>>();

async function compare(model: Model, batch: ModelBatch, scan: string): Promise<void> {
  const before = await trainedWeights(model);
  const torch = known.get(scan) ?? await movesOfTorch(before, batch);
  known.set(scan, torch);
  takeStep(model, batch);
  const after = await trainedWeights(model);
  const ours: number[] = [], in64: number[] = [], in32: number[] = [];
  for (const [name, { data }] of before) {
    const moved = after.get(name)?.data ?? [];
    data.forEach((value, at) => ours.push((moved[at] ?? NaN) - value));
    in64.push(...torch.get(`float64/${name}`) ?? []);
    in32.push(...torch.get(`float32/${name}`) ?? []);
  }
  assertEquals([in64.length, in32.length], [ours.length, ours.length]);
  const still = ours.filter((_, at) => in64[at] === 0);
  assert(still.length > 1000 && still.every((move) => move === 0), "a weight without a gradient has moved");
  const error = (moves: readonly number[]): number =>
    Math.hypot(...moves.map((move, at) => move - (in64[at] ?? NaN))) / Math.hypot(...in64);
  assert(
    error(ours) <= FACTOR * error(in32),
    `a step is off by ${error(ours)}, PyTorch's in 32 bits by ${error(in32)}`,
  );
}

/** Weights that are trained, in the layout of PyTorch. */
async function trainedWeights(model: Model): Promise<Map<string, NamedArray>> {
  return new Map([...await readWeights(model)].filter(([name]) => model.parameters.has(name)));
}

function takeStep(model: Model, batch: ModelBatch): void {
  const adam = createOptimizer(model.parameters, payload.training);
  tf.tidy(() => adam.step(backward(model, batch).gradients, 1e-3));
  adam.dispose();
}

/** How far PyTorch moves each weight, by `float64/NAME` and `float32/NAME`. */
async function movesOfTorch(
  weights: ReadonlyMap<string, NamedArray>,
  batch: ModelBatch,
): Promise<Map<string, Float64Array>> {
  const { amplitude, inputScale, physicsScale, probe } = batch;
  const weight = batch.probeMask.div(payload.data.probeScale);
  const tensors = {
    amplitude,
    inputScale,
    physicsScale,
    probe_re: probe.re.mul(weight),
    probe_im: probe.im.mul(weight),
  };
  const inputs = await Promise.all(
    Object.entries(tensors).map(async ([key, tensor]) => {
      return [key, realArray(new Float32Array(await tensor.data()), tensor.shape)] as const;
    }),
  );
  const parameters = [...weights].map(([name, { data, shape }]) => [`param/${name}`, realArray(data, shape)] as const);
  using space = new TempDir();
  const [step, moves] = [`${space.path}/step.npz`, `${space.path}/moves.npz`];
  await writeNpz(step, Object.fromEntries([...inputs, ...parameters]));
  const script = fileURLToPath(new URL("./torch_adam_step.py", import.meta.url));
  const { success, stderr } = await new Deno.Command(python ?? "", { args: [script, step, moves] }).output();
  assert(success, new TextDecoder().decode(stderr));
  const arrays = [...await readNpz(moves)];
  return new Map(
    arrays.flatMap(([key, array]) => array.kind === "real" ? [[key, Float64Array.from(array.data)]] : []),
  );
}
