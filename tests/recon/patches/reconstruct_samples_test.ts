import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals, assertLess, assertNotEquals, assertRejects } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { createInferencePayload } from "../../../config/inference_payload.ts";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { readNpz } from "../../../data/formats/read_npz.ts";
import { patternImage } from "../../../data/patterns.ts";
import { takeSamples } from "../../../data/joining/take_samples.ts";
import { prepareSamples, type Samples } from "../../../data/samples.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import { createModel, type Model } from "../../../model/create_model.ts";
import { encodeSafetensors } from "../../../data/formats/safetensors.ts";
import { readWeights } from "../../../model/weights.ts";
import { infer } from "../../../recon/infer.ts";
import { reconstructSamples } from "../../../recon/patches/reconstruct_samples.ts";
import type { Reconstruction } from "../../../recon/image/reconstruction.ts";
import { sharedTempDir } from "../../data/temp_dir.ts";

const accelerator = await selectAccelerator("cpu", { threads: 1 });
const payload = createTrainingPayload({ model: { filterScale: 0.125 } });
const scan = simulateScan({ patchSize: 64, patterns: 9, photons: 1e5, seed: 3 });

async function withModel(run: (model: Model, samples: Samples) => Promise<void>): Promise<void> {
  const model = createModel(payload, { seed: 1 });
  try {
    await run(model, prepareSamples(scan, payload, { seed: 1 }));
  } finally {
    model.dispose();
  }
}

function distance(a: Reconstruction, b: Reconstruction): number {
  return Math.max(
    ...a.object.re.map((re, p) =>
      Math.hypot(re - (b.object.re[p] ?? NaN), (a.object.im[p] ?? 0) - (b.object.im[p] ?? NaN))
    ),
  );
}

Deno.test("reconstructSamples() gives the same object whatever the batch size, and leaves no tensor behind", () =>
  withModel(async (model, samples) => {
    const tensors = tf.memory().numTensors;
    const seen: number[] = [];
    const whole = await reconstructSamples(model, samples, { batchSize: 9 });
    const parts = await reconstructSamples(model, samples, { batchSize: 4, onProgress: ({ done }) => seen.push(done) });
    assertEquals(tf.memory().numTensors, tensors);
    assertEquals(seen, [4, 8, 9]);
    assertEquals(parts.mask, whole.mask);
    assertLess(distance(parts, whole), 1e-5);
    assert(whole.object.re.some((value) => value !== 0));
  }));

Deno.test("reconstructSamples() places what the network painted: one pattern gives its patch", () =>
  withModel(async (model, samples) => {
    const moved = { ...samples.patterns, x: Float64Array.of(100), y: Float64Array.of(50) };
    const one = { ...takeSamples(samples, Int32Array.of(0)), patterns: moved };
    const { object, origin } = await reconstructSamples(model, one, { crop: 64, patchWeighting: "uniform" });
    const ones = tf.ones<tf.Rank.R2>([64, 64]);
    const [inputScale] = samples.inputScale;
    const scale = tf.fill<tf.Rank.R4>([1, 1, 1, 1], inputScale ?? NaN);
    const { amp, phase } = model.patches({
      amplitude: tf.tensor4d(patternImage(moved, 0), [1, 64, 64, 1]),
      inputScale: scale,
      physicsScale: scale,
      probe: { re: ones, im: ones },
      probeMask: ones,
    });
    const [amplitudes, phases] = [await amp.data(), await phase.data()];
    assertEquals(origin, { y: 50 - 32, x: 100 - 32 });
    object.re.forEach((re, p) => assertLess(Math.abs(re - (amplitudes[p] ?? NaN) * Math.cos(phases[p] ?? NaN)), 1e-5));
    object.im.forEach((im, p) => assertLess(Math.abs(im - (amplitudes[p] ?? NaN) * Math.sin(phases[p] ?? NaN)), 1e-5));
    tf.dispose([ones, scale, amp, phase]);
  }));

Deno.test("reconstructSamples() changes the object with crop, weighting and padding", () =>
  withModel(async (model, samples) => {
    const plain = await reconstructSamples(model, samples, { patchWeighting: "uniform" });
    const weighted = await reconstructSamples(model, samples);
    const padded = await reconstructSamples(model, samples, { padding: 3 });
    const small = await reconstructSamples(model, samples, { crop: 8 });
    assertNotEquals(weighted.object.re, plain.object.re);
    assertEquals(padded.object.height, plain.object.height + 6);
    assertEquals(padded.origin, { y: plain.origin.y - 3, x: plain.origin.x - 3 });
    assertEquals(small.object.width, plain.object.width - 24);
  }));

Deno.test("reconstructSamples() stops at the signal and refuses patterns of another size", () =>
  withModel(async (model, samples) => {
    const controller = new AbortController();
    const stopped = reconstructSamples(model, samples, {
      batchSize: 2,
      signal: controller.signal,
      onProgress: ({ done }) => done === 4 && controller.abort(new Error("enough")),
    });
    await assertRejects(() => stopped, Error, "enough");
    const last = new AbortController();
    const inTheLastBatch = reconstructSamples(model, samples, {
      signal: last.signal,
      onProgress: () => last.abort(new Error("enough")),
    });
    await assertRejects(() => inTheLastBatch, Error, "enough");
    const large = { ...samples, patchSize: 128 };
    await assertRejects(
      () => reconstructSamples(model, large),
      TypeError,
      "must be 64 x 64 px, the size of the network's",
    );
  }));

interface Files {
  readonly modelPath: string;
  readonly scan: string;
  readonly outputDir: string;
}

const space = sharedTempDir();

/** A trained network and a scan on disk. */
async function files(scales?: Record<string, number>): Promise<Files> {
  const directory = `${space.path}/${crypto.randomUUID()}`;
  await Deno.mkdir(directory);
  const model = createModel(payload, { seed: 1 });
  const metadata = { payload: JSON.stringify(payload), ...(scales && { trainer: JSON.stringify({ scales }) }) };
  await Deno.writeFile(`${directory}/w.safetensors`, encodeSafetensors(await readWeights(model), metadata));
  model.dispose();
  await writeScan(`${directory}/scan.npz`, scan);
  return { modelPath: `${directory}/w.safetensors`, scan: `${directory}/scan.npz`, outputDir: `${directory}/out/deep` };
}

function inferencePayload(
  { modelPath, scan, outputDir }: Files,
  inference = {},
  science = {},
): ReturnType<typeof createInferencePayload> {
  return createInferencePayload({
    inference: { modelPath, scan, results: false, ...inference },
    execution: { outputDir, accelerator: "cpu" },
    ...science,
  });
}

Deno.test("infer() writes the reconstruction of a scan and its figures, and leaves no tensor behind", async () => {
  const paths = await files();
  const tensors = tf.memory().numTensors;
  const { reconstruction, patterns, checkpoint, files: written } = await infer(inferencePayload(paths));
  assertEquals(tf.memory().numTensors, tensors);
  assertEquals([patterns, checkpoint], [9, paths.modelPath]);
  const arrays = await readNpz(written.reconstruction);
  assertEquals([...arrays.keys()], ["object", "mask", "origin", "pixel_size_m"]);
  assertEquals(arrays.get("mask")?.shape, [reconstruction.object.height, reconstruction.object.width]);
  assertEquals(written, {
    reconstruction: `${paths.outputDir}/reconstruction.npz`,
    amplitude: `${paths.outputDir}/reconstructed_amplitude.png`,
    phase: `${paths.outputDir}/reconstructed_phase.png`,
  });
  for (const png of [written.amplitude, written.phase]) assertEquals((await Deno.readFile(png))[1], 0x50);
  await withModel(async (model, samples) =>
    assertLess(distance(await reconstructSamples(model, samples), reconstruction), 1e-5)
  );
});

Deno.test("infer() chooses patterns by inference.groups and subsample", async () => {
  const paths = await files();
  const run = (inference: Record<string, number>) => infer(inferencePayload(paths, inference), { accelerator });
  assertEquals((await run({ groups: 4 })).patterns, 4);
  const [one, other] = [await run({ subsample: 5, subsampleSeed: 1 }), await run({ subsample: 5, subsampleSeed: 2 })];
  assertEquals(one.patterns, 5);
  assertNotEquals(one.reconstruction.object.re, other.reconstruction.object.re);
});

Deno.test("infer() applies the network as it was trained, and says what contradicts it", async () => {
  const paths = await files();
  const same = { data: { probeMask: true }, model: { filterScale: 0.125 } };
  assertEquals((await infer(inferencePayload(paths, {}, same), { accelerator })).patterns, 9);
  const other = inferencePayload(paths, {}, {
    data: { patchSize: 128 },
    model: { filterScale: 1, cbamEncoder: false },
  });
  const error = await assertRejects(
    () => infer(other, { accelerator }),
    RangeError,
    "data.patchSize is 128, it was trained with 64",
  );
  assert(error.message.includes("model.filterScale is 1, it was trained with 0.125; model.cbamEncoder is false"));
});

Deno.test("infer() says what is missing or does not fit", async () => {
  const paths = await files();
  const payload = (change: Record<string, string | null>) => inferencePayload(paths, change);
  await assertRejects(() => infer(payload({ modelPath: null })), RangeError, "inference.modelPath must be a path");
  await assertRejects(() => infer(payload({ scan: null })), RangeError, "as neither inference.scan nor");
  const small = `${space.path}/small.npz`;
  await writeScan(small, simulateScan({ patchSize: 32, patterns: 4 }));
  await assertRejects(
    () => infer(payload({ scan: small })),
    RangeError,
    "was trained with, 64 px: current value is 32 px",
  );
  const blocked = inferencePayload({ ...paths, outputDir: `${paths.scan}/out` });
  await assertRejects(() => infer(blocked), Error, `Cannot write the reconstruction into ${paths.scan}/out as`);
});

Deno.test("infer() throws what the accelerator reports and writes nothing", async () => {
  const paths = await files();
  const broken = { ...accelerator, failure: () => new Error("device lost") };
  await assertRejects(() => infer(inferencePayload(paths), { accelerator: broken }), Error, "device lost");
  await assertRejects(() => Deno.stat(paths.outputDir), Deno.errors.NotFound);
});

Deno.test("infer() tries its directory before the work, and leaves none behind where it stops", async () => {
  const { outputDir, ...inference } = await files();
  let batches = 0;
  const onProgress = (): void => void batches++;
  const request = createInferencePayload({ inference, execution: { outputDir } });
  const controller = new AbortController();
  const stopped = infer(request, {
    accelerator,
    signal: controller.signal,
    onProgress: ({ done, total }) => done === total && controller.abort(new Error("enough")),
  });
  await assertRejects(() => stopped, Error, "enough");
  await assertRejects(() => Deno.stat(outputDir), Deno.errors.NotFound);

  await Deno.mkdir(`${outputDir}/reconstruction.npz`, { recursive: true });
  const blocked = `Cannot write the reconstruction into ${outputDir} as reconstruction.npz is a directory there`;
  await assertRejects(() => infer(request, { accelerator, onProgress }), Error, blocked);
  await Deno.remove(outputDir, { recursive: true });
  await Deno.writeTextFile(outputDir, "a file");
  const file = `Cannot write the reconstruction into ${outputDir} as `;
  await assertRejects(() => infer(request, { accelerator, onProgress }), Error, file);
  assertEquals(batches, 0);
});

Deno.test("infer() removes what a killed inference left half written, and nothing else", async () => {
  const { outputDir, ...inference } = await files();
  const left = [
    ".reconstruction.npz.0123abcd.tmp",
    ".reconstructed_phase.png.89abcdef.tmp",
    "debug/.coverage.png.00000000.tmp",
  ];
  const others = [".notes.txt.0123abcd.tmp", ".reconstruction.npz.tmp", "my.reconstruction.npz.0123abcd.tmp"];
  await Deno.mkdir(`${outputDir}/debug`, { recursive: true });
  for (const name of [...left, ...others]) await Deno.writeTextFile(`${outputDir}/${name}`, name);
  await infer(createInferencePayload({ inference, execution: { outputDir } }), { accelerator });
  for (const name of left) await assertRejects(() => Deno.stat(`${outputDir}/${name}`), Deno.errors.NotFound);
  for (const name of others) assertEquals(await Deno.readTextFile(`${outputDir}/${name}`), name);
});

Deno.test("infer() shows the network what patterns differ in as in the training, whatever the scan is like", async () => {
  const scales = { inputScale: 0.01, physicsScale: 1 };
  const seen = async (trained: Record<string, number>): Promise<Float32Array> => {
    const result = await infer(inferencePayload(await files({ ...scales, ...trained })), { accelerator });
    return result.reconstruction.object.re;
  };
  const plain = await seen({});
  assertEquals(await seen({ contrast: 1 }), plain);
  assertNotEquals(await seen({ contrast: 3 }), plain);
});
