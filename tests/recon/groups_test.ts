/**
 * Images of scans by networks that look at groups of patterns.
 *
 * @module
 */
import { assert, assertEquals, assertLess, assertNotEquals, assertRejects } from "@std/assert";
import { decode } from "fast-png";
import { selectAccelerator } from "../../backend/accelerator.ts";
import { createInferencePayload } from "../../config/inference_payload.ts";
import type { InferencePayload, TrainingPayload } from "../../config/payload.ts";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { encodeSafetensors } from "../../data/formats/safetensors.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { createModel } from "../../model/create_model.ts";
import { readWeights } from "../../model/weights.ts";
import { evaluate } from "../../recon/image/evaluate.ts";
import { infer } from "../../recon/infer.ts";
import type { InferResult } from "../../recon/inference_result.ts";
import { sharedTempDir } from "../data/temp_dir.ts";
import { knob } from "../knob.ts";

const COUNT = 16;
const accelerator = await selectAccelerator("cpu", { threads: 1 });
const scan = simulateScan({ patchSize: 64, patterns: COUNT, photons: 1e5, seed: 3 });
const space = sharedTempDir();

Deno.test.beforeAll(async () => {
  await writeScan(`${space.path}/scan.npz`, scan);
  await writeScan(`${space.path}/lonely.npz`, { ...scan, x: scan.x.map((x, k) => k === 5 ? x + 90 : x) });
  for (const [gridSize, neighbors] of [[1, 4], [2, 4], [3, 9]] as const) {
    const payload = createTrainingPayload({
      data: { gridSize, neighbors, groupsPerPosition: gridSize },
      model: { filterScale: 0.125, objectBig: null },
    });
    await writeNetwork(`${gridSize}`, payload);
  }
});

async function writeNetwork(name: string, payload: TrainingPayload): Promise<void> {
  const model = createModel(payload, { seed: 1 });
  const metadata = { payload: JSON.stringify(payload) };
  await Deno.writeFile(`${space.path}/${name}.safetensors`, encodeSafetensors(await readWeights(model), metadata));
  model.dispose();
}

async function inferWith(gridSize: number, fields: Partial<InferencePayload["inference"]> = {}): Promise<InferResult> {
  const inference = {
    scan: `${space.path}/scan.npz`,
    modelPath: `${space.path}/${gridSize}.safetensors`,
    results: false,
    ...fields,
  };
  const execution = { outputDir: `${space.path}/out-${gridSize}` };
  return await infer(createInferencePayload({ inference, execution }), { accelerator });
}

for (const gridSize of [2, 3]) {
  const size = gridSize ** 2;

  Deno.test(`infer() paints every pattern of a scan, with gridSize ${gridSize}, the same for any batch size`, async () => {
    const single = await inferWith(1);
    const whole = await inferWith(gridSize, { logPatchStats: true });
    assertEquals(whole.patterns, COUNT);
    // The sum of their weights is greater, so that none of its edge is left out.
    assert(single.reconstruction.mask.every((covered, p) => covered <= (whole.reconstruction.mask[p] ?? 0)));
    assertEquals(whole.reconstruction.origin, single.reconstruction.origin);
    const { patches, columns, rows } = JSON.parse(await Deno.readTextFile(whole.files.patchStats ?? ""));
    assertEquals([patches, columns.slice(0, 3)], [COUNT * size, ["sample", "x", "y"]]);
    assertEquals(new Set(rows.map(([, x, y]: number[]) => `${x} ${y}`)).size, COUNT);
    assertEquals(
      rows.map(([sample]: number[]) => sample),
      [...Array(COUNT * size).keys()].map((k) => Math.floor(k / size)),
    );
    const parts = await inferWith(gridSize, { batchSize: 5 });
    const [a, b] = [whole.reconstruction.object, parts.reconstruction.object];
    assertLess(
      Math.max(...a.re.map((re, p) => Math.hypot(re - (b.re[p] ?? NaN), (a.im[p] ?? NaN) - (b.im[p] ?? NaN)))),
      1e-5,
    );
  });

  Deno.test(`infer() shows one pattern of each group in debug images, with gridSize ${gridSize}`, async () => {
    const { files } = await inferWith(gridSize, { debug: true, logPatchStats: true });
    const shape = async (path = ""): Promise<number> => {
      const { width, height } = decode(await Deno.readFile(path));
      return width / height;
    };
    const patches = files.debug?.find((path) => path.endsWith("/patches.png"));
    // Four samples of five images of 64 px, with 4 px between.
    assertEquals(await shape(patches), (5 * 68 - 4) / (4 * 68 - 4));
    assertEquals(await shape(files.patchGrid), (8 * 68 - 4) / (4 * 68 - 4));
  });
}

Deno.test("evaluate() compares an image of groups with the truth", async () => {
  const { reconstruction } = await inferWith(2);
  assert(scan.object);
  const truth = { object: scan.object, mask: new Uint8Array(scan.object.re.length).fill(1), origin: { x: 0, y: 0 } };
  assert(Number.isFinite(evaluate(reconstruction, truth).amplitude.ssim));
});

Deno.test("infer() paints a pattern that lies far from all others too, and says so", async () => {
  const { patterns, warnings, reconstruction } = await inferWith(2, { scan: `${space.path}/lonely.npz` });
  assertEquals(patterns, COUNT);
  assert(warnings.some((warning) => warning.includes("1 of 16 patterns have fewer than 3 neighbours")), `${warnings}`);
  const { object: { width }, mask, origin } = reconstruction;
  const [x, y] = [(scan.x[5] ?? NaN) + 90 - origin.x, (scan.y[5] ?? NaN) - origin.y];
  assertEquals(mask[Math.round(y) * width + Math.round(x)], 1);
});

Deno.test("infer() takes inference.groups at random, with all their members", async () => {
  const some = await inferWith(2, { groups: 2 });
  assert(some.patterns >= 4 && some.patterns <= 8);
  assert((await inferWith(2, { subsample: 6 })).patterns === 6);
});

knob(
  "inference.neighbors",
  "draws members from so many nearest neighbours, as in training where it is null",
  async () => {
    const image = async (neighbors: number | null): Promise<string> =>
      (await inferWith(2, { neighbors })).reconstruction.object.re.join();
    assertEquals(await image(4), await image(null));
    assertNotEquals(await image(8), await image(null));
    await assertRejects(
      () => inferWith(3, { neighbors: 4 }),
      RangeError,
      "as data.neighbors must be at least as many: current value is 4",
    );
  },
);
