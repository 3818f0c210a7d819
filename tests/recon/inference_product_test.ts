/**
 * The product of ptychodus that an inference writes beside its image.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { selectAccelerator } from "../../backend/accelerator.ts";
import { createInferencePayload } from "../../config/inference_payload.ts";
import type { InferencePayload } from "../../config/payload.ts";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { UNKNOWN_EXPERIMENT } from "../../data/experiment.ts";
import { openArrays } from "../../data/formats/open/open_arrays.ts";
import { encodeSafetensors } from "../../data/formats/safetensors.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { createModel } from "../../model/create_model.ts";
import { readWeights } from "../../model/weights.ts";
import { infer } from "../../recon/infer.ts";
import type { InferResult } from "../../recon/inference_result.ts";
import { readReconstruction } from "../../recon/read_reconstruction.ts";
import { knob } from "../knob.ts";
import { namesIn } from "../train/tiny_run.ts";
import { sharedTempDir } from "../data/temp_dir.ts";

const IMAGE = ["reconstructed_amplitude.png", "reconstructed_phase.png", "reconstruction.npz"];
const accelerator = await selectAccelerator("cpu", { threads: 1 });
const made = simulateScan({ patchSize: 64, patterns: 9, photons: 1e5, seed: 3 });
/** Half of the probe, so that another half is orthogonal to it, to the bit. */
function half(isIn: (column: number) => boolean, factor: number): typeof made.probe {
  const part = (values: Float32Array): Float32Array => values.map((value, p) => isIn(p % 64) ? factor * value : 0);
  return { ...made.probe, re: part(made.probe.re), im: part(made.probe.im) };
}
const probe = half((column) => column < 32, 1);
const scan = {
  ...{ ...made, probe, probeModes: [probe, half((column) => column >= 32, 1 / 4)] },
  frameIndices: Int32Array.from({ length: 9 }, (_, index) => 100 - index),
  experiment: { ...made.experiment, objectPixel: { height: 8e-9, width: 9e-9 } },
};
const space = sharedTempDir();

Deno.test.beforeAll(async () => {
  await writeScan(`${space.path}/scan.npz`, scan);
  await writeScan(`${space.path}/unknown.npz`, { ...scan, experiment: UNKNOWN_EXPERIMENT });
  const payload = createTrainingPayload({ model: { filterScale: 0.125 } });
  const model = createModel(payload, { seed: 1 });
  const metadata = { payload: JSON.stringify(payload) };
  await Deno.writeFile(`${space.path}/1.safetensors`, encodeSafetensors(await readWeights(model), metadata));
  model.dispose();
});

async function inferWith(
  fields: Partial<InferencePayload["inference"]>,
  out: string = crypto.randomUUID(),
): Promise<InferResult & { readonly out: string }> {
  const outputDir = `${space.path}/${out}`;
  const inference = {
    scan: `${space.path}/scan.npz`,
    modelPath: `${space.path}/1.safetensors`,
    results: false,
    ...fields,
  };
  return {
    ...await infer(createInferencePayload({ inference, execution: { outputDir } }), { accelerator }),
    out: outputDir,
  };
}

async function numbersIn(path: string, key: string): Promise<number[]> {
  await using file = await openArrays(path);
  const array = await file.read(key);
  return array.kind === "real" ? [...array.data] : [];
}

knob(
  "inference.product",
  "writes the image, the probe and the positions for ptychodus, the image keeps its bits",
  async () => {
    const [without, beside] = [await inferWith({}), await inferWith({ product: true })];
    assertEquals([await namesIn(without.out), without.files.product], [IMAGE, undefined]);
    assertEquals(await namesIn(beside.out), ["product.h5", ...IMAGE]);
    for (const name of IMAGE) {
      assertEquals(await Deno.readFile(`${beside.out}/${name}`), await Deno.readFile(`${without.out}/${name}`), name);
    }
    const path = beside.files.product ?? "";
    assertEquals(await readReconstruction(path), beside.reconstruction);
    assertEquals(beside.reconstruction.pixelSize, { height: 8e-9, width: 9e-9 });
    assertEquals(await numbersIn(path, "probe_position_indexes"), [...scan.frameIndices]);
    (await numbersIn(path, "probe_position_x_m")).forEach((x, i) =>
      assertAlmostEquals(x, (scan.x[i] ?? NaN) * 9e-9, 1e-20)
    );
    (await numbersIn(path, "probe_position_y_m")).forEach((y, i) =>
      assertAlmostEquals(y, (scan.y[i] ?? NaN) * 8e-9, 1e-20)
    );
    await using file = await openArrays(path);
    const probe = await file.read("probe");
    assert(probe.kind === "complex");
    assertEquals([probe.shape, probe.re.subarray(0, 4096), probe.re.subarray(4096)], [
      [1, 2, 64, 64],
      ...scan.probeModes.map(({ re }) => re),
    ]);
  },
);

Deno.test("infer() writes the positions of the patterns that it reconstructs, by their numbers", async () => {
  const { files: { product = "" } } = await inferWith({ product: true, groups: 3 });
  const [numbers, x] = [
    await numbersIn(product, "probe_position_indexes"),
    await numbersIn(product, "probe_position_x_m"),
  ];
  assertEquals(numbers.length, 3);
  numbers.forEach((number, i) => assertAlmostEquals(x[i] ?? NaN, (scan.x[100 - number] ?? NaN) * 9e-9, 1e-20));
});

Deno.test("infer() removes the product of an earlier image where the next has none", async () => {
  const first = await inferWith({ product: true }, "same");
  const second = await inferWith({}, "same");
  assertEquals([await namesIn(second.out), second.replaced.includes(first.files.product ?? "")], [IMAGE, true]);
});

Deno.test("infer() refuses a product without the size of a pixel before the work, and writes nothing", async () => {
  const path = `${space.path}/unknown.npz`;
  const error = await assertRejects(() => inferWith({ product: true, scan: path }, "refused"), RangeError);
  assertEquals(
    error.message,
    `Cannot write product.h5 as positions are in metres there and ${path} does not tell the size of an object pixel: ` +
      "current value is null; add object_pixel_size_m to the scan, or wavelength_m, detector_distance_m and " +
      "detector_pixel_size_m, or leave out inference.product (--product)",
  );
  await assertRejects(() => Deno.stat(`${space.path}/refused`), Deno.errors.NotFound);
});
