import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { timeKernels } from "../../../backend/kernel_timer.ts";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { type Batch, gatherBatch } from "../../../data/batches.ts";
import { Random } from "../../../data/random/random.ts";
import { prepareSamples, type Samples } from "../../../data/samples.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { createModel } from "../../../model/create_model.ts";
import type { ModelBatch } from "../../../model/model_batch.ts";
import { BatchUploader } from "../../../data/feed/batch_uploader.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { knob } from "../../knob.ts";
import { onAccelerator } from "../../on_accelerator.ts";

const NUMBERS = Int32Array.of(4, 0, 2, 4);

const payload = createTrainingPayload({ model: { mode: "supervised", loss: "mae", filterScale: 0.125 } });

const scan = simulateScan({ patchSize: 64, patterns: 5, seed: 3 });
const samples: Samples = prepareSamples(scan, payload, { seed: 1 });

function batchOf(images: boolean): Batch {
  const window = { samples: 4, brightness: 1, complete: true };
  // A scale that the host computed for this batch alone, as the trainer does in stages.
  const physicsScale = Float32Array.of(1, 2, 3, 4);
  return { ...gatherBatch(samples, NUMBERS, images), physicsScale, window };
}

const NAMES = ["amplitude", "inputScale", "physicsScale", "labelAmp", "labelPhase"] as const;

async function valuesOf(batch: ModelBatch): Promise<tf.TypedArray[]> {
  return await Promise.all(NAMES.map(async (name) => await batch[name]?.data() ?? new Float32Array()));
}

/** What an uploader makes of a batch, and the loss of a model on it. */
async function upload(resident: boolean): Promise<{ values: tf.TypedArray[]; loss: tf.TypedArray; gathers: number }> {
  const before = tf.memory().numTensors;
  const uploader = new BatchUploader(samples, { resident });
  const model = createModel(payload, { seed: 1 });
  const timer = timeKernels();
  tf.engine().startScope();
  const batch = uploader.upload(batchOf(!resident));
  const gathers = timer.stop().find(({ kernel }) => kernel === "GatherV2")?.calls ?? 0;
  const values = await valuesOf(batch);
  const result = { values, loss: await model.loss(batch).data(), gathers };
  tf.engine().endScope();
  uploader.dispose();
  uploader.dispose();
  model.dispose();
  assertEquals(tf.memory().numTensors, before);
  return result;
}

Deno.test("BatchUploader uploads one mode of a probe as an image, and several as a stack", async () => {
  await selectAccelerator("cpu", { threads: 1 });
  const { probe } = scan;
  const second = { ...probe, re: probe.im, im: probe.re.map((value, p) => p % 64 < 32 ? value : -value) };
  for (const probeModes of [[probe], [probe, second]]) {
    const several = prepareSamples({ ...scan, probeModes }, payload, { seed: 1 });
    const uploader = new BatchUploader(several);
    const uploaded = tf.tidy(() => uploader.upload(batchOf(true)).probe);
    assertEquals(uploaded.re.shape, probeModes.length === 1 ? [64, 64] : [2, 64, 64]);
    assertEquals([...await uploaded.re.data()], several.probe.flatMap(({ re }) => [...re]));
    assertEquals([...await uploaded.im.data()], several.probe.flatMap(({ im }) => [...im]));
    uploader.dispose();
  }
});

for (const accelerator of ACCELERATORS) {
  onAccelerator(
    accelerator,
    "BatchUploader gives the same bits from resident samples as from uploaded ones",
    async () => {
      const [uploaded, resident] = [await upload(false), await upload(true)];
      assertEquals([uploaded.gathers, resident.gathers], [0, 3]);
      assertEquals(resident.values, uploaded.values);
      assertEquals(resident.values[0], gatherBatch(samples, NUMBERS).amplitude);
      assertEquals(resident.loss, uploaded.loss);
    },
  );
}

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "BatchUploader gives the masks of a batch's patterns, resident or not", async () => {
    const random = new Random(1, "mask");
    const mask = Uint8Array.from({ length: 5 * 64 * 64 }, () => Number(random.uniform() > 0.1));
    const each = prepareSamples({ ...scan, mask }, payload, { seed: 1 });
    const expected = gatherBatch(each, NUMBERS).mask;
    for (const resident of [false, true]) {
      const uploader = new BatchUploader(each, { resident });
      const window = { samples: 4, brightness: 1, validPixels: 4, complete: true };
      const uploaded = uploader.upload({ ...gatherBatch(each, NUMBERS, !resident), window }).mask;
      assertEquals(uploaded?.shape, [4, 64, 64, 1]);
      assertEquals(await uploaded?.data(), Float32Array.from(expected ?? []));
      uploader.dispose();
    }
  });
}

Deno.test("BatchUploader uploads a mask that all patterns share once", async () => {
  await selectAccelerator("cpu", { threads: 1 });
  const mask = Uint8Array.from({ length: 64 * 64 }, (_, i) => Number(i % 64 < 60));
  const uploader = new BatchUploader(prepareSamples({ ...scan, mask }, payload, { seed: 1 }));
  tf.engine().startScope();
  const [one, other] = [uploader.upload(batchOf(true)), uploader.upload(batchOf(true))];
  assertEquals(one.mask?.shape, [1, 64, 64, 1]);
  assertEquals(await one.mask?.data(), Float32Array.from(mask));
  assert(one.mask === other.mask && samples.patterns.masks === null);
  tf.engine().endScope();
  uploader.dispose();
});

Deno.test("BatchUploader gathers groups of patterns as channels, from some of a scan's patterns alone", async () => {
  await selectAccelerator("cpu", { threads: 1 });
  const some = prepareSamples(simulateScan({ patchSize: 64, patterns: 7, seed: 3 }), {
    ...payload,
    data: { ...payload.data, groups: 4 },
  }, { seed: 2 });
  // Two samples of two patterns each.
  const offsets = Float32Array.of(1, -2.5, 0, 1, 2, 2, -1.5, 0);
  const pairs: Samples = { ...some, count: 2, channels: 2, members: Int32Array.of(3, 0, 1, 3), offsets };
  const window = { samples: 2, brightness: 1, complete: true };
  const numbers = Int32Array.of(1, 0);
  const [whole, resident] = await Promise.all([false, true].map(async (resident) => {
    const uploader = new BatchUploader(pairs, { resident });
    const batch = { ...gatherBatch(pairs, numbers, !resident), window };
    const { amplitude, labelAmp, labelPhase, offsets, reach } = uploader.upload(batch);
    const tensors = [amplitude, labelAmp, labelPhase, offsets];
    const values = await Promise.all(tensors.map(async (tensor) => await tensor?.array()));
    const { shape } = amplitude;
    tf.dispose(tensors.filter((tensor) => tensor !== undefined));
    uploader.dispose();
    return { shape, values, reach };
  }));
  assertEquals([whole?.shape, whole?.reach], [[2, 64, 64, 2], 3]);
  assertEquals(whole?.values[3], [[[2, 2], [-1.5, 0]], [[1, -2.5], [0, 1]]]);
  assertEquals(resident, whole);
});

knob(
  "execution.pinMemory",
  "the images go up once, and a batch takes up nothing but its numbers and scales",
  async () => {
    await selectAccelerator("cpu", { threads: 1 });
    const bytes = (work: () => void): number => {
      const before = tf.memory().numBytes;
      work();
      return tf.memory().numBytes - before;
    };
    const all = 3 * 4 * 5 * 64 * 64;
    const constants = 3 * 4 * 64 * 64;
    for (const resident of [true, false]) {
      tf.engine().startScope();
      let uploader: BatchUploader | undefined;
      const standing = bytes(() => uploader = new BatchUploader(samples, { resident }));
      assertEquals(standing, constants + (resident ? all : 0));
      const timer = timeKernels();
      for (let step = 0; step < 3; step++) tf.tidy(() => void uploader?.upload(batchOf(!resident)));
      const gathers = timer.stop().filter(({ kernel }) => kernel === "GatherV2").map(({ calls }) => calls);
      assertEquals(gathers, resident ? [9] : []);
      uploader?.dispose();
      tf.engine().endScope();
    }
  },
);

Deno.test("BatchUploader refuses samples that are larger than a buffer may be", () => {
  const tensors = tf.memory().numTensors;
  const limits = { maxBufferSize: 2 ** 20, maxStorageBufferBindingSize: 2 ** 14 };
  const { message } = assertThrows(() => new BatchUploader(samples, { resident: true, limits }), RangeError);
  assert(message.startsWith("Cannot keep 5 samples on the accelerator as a buffer may have 0 MiB"), message);
  assertEquals(tf.memory().numTensors, tensors);
  new BatchUploader(samples, { limits }).dispose();
});
