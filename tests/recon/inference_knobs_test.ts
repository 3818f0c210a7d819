/**
 * What every field of the inference section does to the reconstruction of a scan on disk.
 *
 * @module
 */
import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { selectAccelerator } from "../../backend/accelerator.ts";
import { createInferencePayload } from "../../config/inference_payload.ts";
import type { InferencePayload } from "../../config/payload.ts";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { createModel } from "../../model/create_model.ts";
import { encodeSafetensors } from "../../data/formats/safetensors.ts";
import { readWeights } from "../../model/weights.ts";
import { infer } from "../../recon/infer.ts";
import type { InferResult } from "../../recon/inference_result.ts";
import { knob } from "../knob.ts";
import { sharedTempDir } from "../data/temp_dir.ts";

const COUNT = 9;
const accelerator = await selectAccelerator("cpu", { threads: 1 });
const scan = simulateScan({ patchSize: 64, patterns: COUNT, photons: 1e5, seed: 3 });
const space = sharedTempDir();

Deno.test.beforeAll(async () => {
  await writeScan(`${space.path}/scan.npz`, scan);
  await writeScan(`${space.path}/other.npz`, simulateScan({ patchSize: 64, patterns: 4, photons: 1e5, seed: 5 }));
  const payload = createTrainingPayload({ model: { filterScale: 0.125 } });
  for (const seed of [1, 2]) {
    const model = createModel(payload, { seed });
    const metadata = { payload: JSON.stringify(payload) };
    await Deno.writeFile(`${space.path}/${seed}.safetensors`, encodeSafetensors(await readWeights(model), metadata));
    model.dispose();
  }
});

type Fields = Partial<InferencePayload["inference"]>;

/** Reconstructs the scan with network 1, unless the fields say otherwise. */
async function inferWith(fields: Fields, onProgress?: (done: number) => void): Promise<InferResult> {
  const inference = {
    scan: `${space.path}/scan.npz`,
    modelPath: `${space.path}/1.safetensors`,
    results: false,
    ...fields,
  };
  const payload = createInferencePayload({ inference, execution: { outputDir: `${space.path}/out` } });
  return await infer(payload, {
    accelerator,
    ...(onProgress && { onProgress: ({ done }: { done: number }) => onProgress(done) }),
  });
}

/** Everything of the image, as one text. */
function image({ reconstruction: { object, mask, origin } }: InferResult): string {
  return JSON.stringify([origin, object.width, object.re.join(), object.im.join(), mask.join()]);
}

function size({ reconstruction: { object, origin } }: InferResult): number[] {
  return [object.height, object.width, origin.y, origin.x];
}

knob("inference.scan", "names the scan that is reconstructed", async () => {
  const other = await inferWith({ scan: `${space.path}/other.npz` });
  assertEquals([other.patterns, (await inferWith({})).patterns], [4, COUNT]);
});

knob("inference.modelPath", "names the network that paints", async () => {
  const [one, two] = [await inferWith({}), await inferWith({ modelPath: `${space.path}/2.safetensors` })];
  assertEquals([one.checkpoint, two.checkpoint], [`${space.path}/1.safetensors`, `${space.path}/2.safetensors`]);
  assertEquals(size(two), size(one));
  assertNotEquals(image(two), image(one));
});

knob("inference.batchSize", "predicts so many patterns at once and leaves the image as it is", async () => {
  const [whole, parts]: [number[], number[]] = [[], []];
  const one = await inferWith({ batchSize: COUNT }, (done) => whole.push(done));
  const two = await inferWith({ batchSize: 4 }, (done) => parts.push(done));
  assertEquals([whole, parts], [[9], [4, 8, 9]]);
  const [a, b] = [one.reconstruction.object, two.reconstruction.object];
  assert(a.re.every((re, i) => Math.hypot(re - (b.re[i] ?? NaN), (a.im[i] ?? NaN) - (b.im[i] ?? NaN)) < 1e-5));
});

knob("execution.frameCache", "leaves the image as it is, wherever patterns lie", async () => {
  const [held, read] = await Promise.all([null, 0].map(async (frameCache) => {
    const inference = {
      scan: `${space.path}/scan.npz`,
      modelPath: `${space.path}/1.safetensors`,
      results: false,
      debug: true,
    };
    const execution = { outputDir: `${space.path}/cache-${frameCache}`, frameCache };
    return await infer(createInferencePayload({ inference, execution }), { accelerator });
  }));
  assertEquals(read && image(read), held && image(held));
  const shown = await Promise.all(
    [held, read].map(async (result) =>
      await Promise.all((result?.files.debug ?? []).map((path) => Deno.readFile(path)))
    ),
  );
  assertEquals(shown[1], shown[0]);
});

knob("inference.groups", "reconstructs so many patterns, at random", async () => {
  const some = await inferWith({ groups: 2 });
  assertEquals(some.patterns, 2);
  const covered = ({ reconstruction: { mask } }: InferResult): number => mask.reduce((sum, value) => sum + value, 0);
  assert(covered(some) < covered(await inferWith({})));
});

knob("inference.subsample", "keeps so many patterns of the scan", async () => {
  assertEquals((await inferWith({ subsample: 3 })).patterns, 3);
  assertEquals((await inferWith({ subsample: 3, groups: 2 })).patterns, 2);
});

knob("inference.subsampleSeed", "chooses other patterns", async () => {
  const chosen = async (subsampleSeed: number): Promise<string> => image(await inferWith({ groups: 2, subsampleSeed }));
  assertEquals(await chosen(1), await chosen(1));
  assertNotEquals(await chosen(1), await chosen(2));
});

knob("inference.crop", "is the side of the square that is placed of each patch", async () => {
  const [height = NaN, width = NaN, y = NaN, x = NaN] = size(await inferWith({ crop: 32 }));
  assertEquals(size(await inferWith({ crop: 8 })), [height - 24, width - 24, y + 12, x + 12]);
  assertEquals(size(await inferWith({ crop: null })), [height, width, y, x]);
});

knob("inference.patchWeighting", "weighs overlapping patches alike, or by the probe", async () => {
  const [uniform, probe] = [await inferWith({ patchWeighting: "uniform" }), await inferWith({})];
  assertEquals(size(probe), size(uniform));
  assertNotEquals(image(probe), image(uniform));
  // One patch alone stays nearly what it is, however it is weighed: only pixels between grid points are mixed.
  const alone = { groups: 1, crop: 16 };
  const [a, b] = [await inferWith({ ...alone, patchWeighting: "uniform" }), await inferWith(alone)];
  const middle = a.reconstruction.object.width * 8 + 8;
  const [plain = NaN, weighed = NaN] = [a, b].map(({ reconstruction }) => reconstruction.object.re[middle]);
  assert(Math.abs(plain - weighed) < 0.05, `${plain} and ${weighed}`);
});

knob(
  "inference.varproScaling",
  "multiplies the image until its patterns are as bright as the measured ones",
  async () => {
    const [plain, absolute] = [await inferWith({}), await inferWith({ varproScaling: true })];
    const { factor = NaN } = absolute.absoluteScale ?? {};
    assertEquals(plain.absoluteScale, null);
    assertEquals(absolute.reconstruction.object.re, plain.reconstruction.object.re.map((re) => re * factor));
    // The probe is less bright than 1e5 photons, and the network paints amplitudes near 1.
    const light = scan.probe.re.reduce((sum, re, p) => sum + re ** 2 + (scan.probe.im[p] ?? NaN) ** 2, 0);
    const expected = Math.sqrt(1e5 / light);
    assert(factor > expected / 2 && factor < 2 * expected, `${factor}, expected about ${expected}`);
    assertEquals(image(await inferWith({ varproScaling: true, batchSize: 2 })), image(absolute));
  },
);

knob("inference.padding", "is the empty border around the image", async () => {
  const [height = NaN, width = NaN, y = NaN, x = NaN] = size(await inferWith({}));
  const padded = await inferWith({ padding: 3 });
  assertEquals(size(padded), [height + 6, width + 6, y - 3, x - 3]);
  assert(padded.reconstruction.mask.subarray(0, 3 * (width + 6)).every((value) => value === 0));
});

Deno.test("infer() refuses a network with a parameter that is larger than a buffer of the accelerator", async () => {
  const inference = { scan: `${space.path}/scan.npz`, modelPath: `${space.path}/1.safetensors`, results: false };
  const payload = createInferencePayload({ inference, execution: { outputDir: `${space.path}/small` } });
  await assertRejects(
    () => infer(payload, { accelerator: { ...accelerator, limits: { maxBufferSize: 64 } } }),
    RangeError,
    "must fit into 1 MiB of the accelerator",
  );
});
