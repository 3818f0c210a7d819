/**
 * Engines that go on from a reconstruction, and what they write so that another may go on from it.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals, assertGreater, assertLess, assertRejects } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import type { EngineInput } from "../../../config/fields/engine_input.ts";
import { createReconstructionPayload } from "../../../config/reconstruction_payload.ts";
import { dataset, group } from "../../../data/formats/hdf5_writing/hdf5_tree.ts";
import { writeHdf5 } from "../../../data/formats/hdf5_writing/write_hdf5.ts";
import { complexArray, realArray } from "../../../data/formats/npy_encode.ts";
import { openArrays } from "../../../data/formats/open/open_arrays.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { writeProduct } from "../../../data/writing/write_product.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import { reconstruct } from "../../../recon/engine_run/reconstruct.ts";
import type { ReconstructResult } from "../../../recon/engine_run/reconstruct_result.ts";
import { readReconstruction } from "../../../recon/read_reconstruction.ts";
import { writeReconstruction } from "../../../recon/write_reconstruction.ts";
import { pythonWithH5py, runH5py } from "../../data/formats/numpy.ts";
import { sharedTempDir } from "../../data/temp_dir.ts";
import { knob } from "../../knob.ts";

const objectPixel = { height: 8e-9, width: 9e-9 };
const plain = simulateScan({ patchSize: 32, patterns: 25, photons: 1e6, seed: 2 });
const made = { ...plain, experiment: { ...plain.experiment, objectPixel } };
const space = sharedTempDir();
const accelerator = await selectAccelerator("cpu", { threads: 1 });

/**
 * Every pattern at once, so that the residuals of an iteration are of what it begins with. Momentum would leave the light of
 * both modes together off, which a start mends.
 */
async function run(engine: EngineInput, scan = "scan.npz"): Promise<ReconstructResult> {
  const payload = createReconstructionPayload({
    data: { scan: `${space.path}/${scan}` },
    engine: { batchSize: 25, iterations: 1, probeStart: 1, probeMomentum: 0, ...engine },
    execution: { outputDir: `${space.path}/${crypto.randomUUID()}` },
  });
  return await reconstruct(payload, { accelerator });
}

function rFactor({ iterations }: ReconstructResult, iteration: number): number {
  return iterations[iteration]?.rFactor ?? NaN;
}

let longer: ReconstructResult, written: ReconstructResult;

Deno.test.beforeAll(async () => {
  await writeScan(`${space.path}/scan.npz`, made);
  const faint = (part: Float32Array): Float32Array => part.map((_, p) => 0.3 * (part[p + 3] ?? 0));
  const second = { ...made.probe, re: faint(made.probe.re), im: faint(made.probe.im) };
  await writeScan(`${space.path}/modes.npz`, { ...made, probeModes: [made.probe, second] });
  // Momentum, which several modes have by themselves, is of a run, and not written into an image.
  const steady = { probeMomentum: 0 };
  longer = await run({ ...steady, iterations: 9 }, "modes.npz");
  written = await run({ ...steady, iterations: 8, product: true, cxi: true }, "modes.npz");
});

Deno.test("reconstruct() goes on from what it wrote, of any format, where it had ended", async () => {
  const { files: { reconstruction, product, cxi }, directory, probe } = written;
  const fresh = rFactor(longer, 0), reached = rFactor(longer, 8);
  assertLess(reached, fresh / 2);
  for (const start of [reconstruction, product, cxi, directory]) {
    const again = await run({ start }, "modes.npz");
    assertAlmostEquals(rFactor(again, 0), reached, 1e-3);
    assertEquals(again.probe.length, 2);
    const record = JSON.parse(await Deno.readTextFile(`${again.directory}/run.json`));
    await using file = await openArrays(start === directory ? reconstruction : start ?? "");
    assertEquals(record.data.start.path, file.path);
    assertEquals(record.data.start.digest, file.digest());
  }
  assertEquals(probe.length, 2);
  const record = JSON.parse(await Deno.readTextFile(`${directory}/run.json`));
  assertEquals(record.data.start, null);
});

knob("engine.start", "begins with the object of a file, and with its probe where it has one", async () => {
  const known = await run({ start: `${space.path}/scan.npz` });
  const nothing = await run({ start: null });
  assertLess(rFactor(known, 0), 0.1);
  assertGreater(rFactor(nothing, 0), 0.2);
});

Deno.test("reconstruct() brings an image without a probe to the unit and the phase of the scan", async () => {
  const { object } = made;
  assert(object);
  const turned = {
    ...object,
    re: object.re.map((value, p) => 0.3 * (value * Math.cos(1) - (object.im[p] ?? NaN) * Math.sin(1))),
    im: object.im.map((value, p) => 0.3 * (value * Math.cos(1) + (object.re[p] ?? NaN) * Math.sin(1))),
  };
  const path = `${space.path}/painted.npz`;
  const mask = new Uint8Array(object.re.length).fill(1);
  await writeReconstruction(path, { object: turned, mask, origin: { x: 0, y: 0 } });
  const straight = await run({ start: `${space.path}/scan.npz` });
  assertAlmostEquals(rFactor(await run({ start: path }), 0), rFactor(straight, 0), 0.01);
});

Deno.test("reconstruct() takes object and probe in any unit from the groups of another program's CXI", async () => {
  const { object, probe } = made;
  assert(object);
  const path = `${space.path}/other.cxi`;
  const times = (part: Float32Array): Float32Array => part.map((value) => 1e3 * value);
  const bright = complexArray({ re: times(probe.re), im: times(probe.im) }, [1, 32, 32]);
  const entry = group({
    object: group({ data: dataset(complexArray(object, [1, object.height, object.width])) }),
    probe: group({ data: dataset(bright) }),
    geometry_1: group({ translation: dataset(realArray(new Float64Array(75), [25, 3])) }),
  });
  await writeHdf5(path, group({ cxi_version: dataset(realArray(Int32Array.of(150), [])), entry_1: entry }));
  assertAlmostEquals(rFactor(await run({ start: path }), 0), 0.02, 0.02);
});

Deno.test("reconstruct() places a product of another frame by the positions that both have", async () => {
  const { object, probe, x, y } = made;
  assert(object);
  const path = `${space.path}/shifted.h5`;
  const away = (by: number) => (value: number): number => value + by;
  // The frame that ptychodus likes, and patterns in another order.
  const product = {
    ...{ name: "shifted", comments: "", object, probeModes: [probe], experiment: made.experiment, photons: null },
    ...{ origin: { x: -107, y: 30.5 }, x: x.map(away(-107)).reverse(), y: y.map(away(30.5)).reverse(), losses: [] },
    frameIndices: Int32Array.from(x, (_, k) => 24 - k),
  };
  await writeProduct(path, product);
  assertLess(rFactor(await run({ start: path }), 0), 0.03);
  // Positions of another scan say nothing.
  await writeProduct(path, { ...product, frameIndices: Int32Array.from(x, (_, k) => k) });
  await assertRejects(() => run({ start: path }), RangeError, "as no position of the scan lies on its image");
});

Deno.test("reconstruct() refuses a start that it cannot use, in one line, and writes nothing", async () => {
  const { object } = made;
  assert(object);
  const image = { object, mask: new Uint8Array(object.re.length).fill(1), origin: { x: 0, y: 0 } };
  const at = (name: string): string => `${space.path}/${name}.npz`;
  await writeReconstruction(at("far"), { ...image, origin: { x: 5000, y: 0 } });
  await writeReconstruction(at("fine"), { ...image, pixelSize: { height: 4e-9, width: 9e-9 } });
  const small = { height: 16, width: 16, re: new Float32Array(256).fill(1), im: new Float32Array(256) };
  await writeReconstruction(at("small"), image, { probe: [small] });
  await writeNpz(at("other"), { temperatures: realArray(Float64Array.of(1, 2)) });
  await Deno.mkdir(`${space.path}/empty`);
  for (
    const [start, message] of [
      [at("far"), "as no position of the scan lies on its image, which has columns 5000 to "],
      [at("fine"), "as its pixels must be as large as the scan's, 8e-9 × 9e-9 m: current value is 4e-9 × 9e-9 m"],
      [at("small"), "as its probe must be as large as a pattern, 32 × 32: current value is 16 × 16"],
      [at("other"), "as it has neither object nor objectGuess nor psi: current value is temperatures"],
      [`${space.path}/empty`, "as there is no image in it, neither reconstruction.npz nor image/reconstruction.npz"],
    ] as const
  ) {
    const out = `${space.path}/refused`;
    const payload = createReconstructionPayload({
      ...{ data: { scan: `${space.path}/scan.npz` }, engine: { start }, execution: { outputDir: out } },
    });
    const error = await assertRejects(() => reconstruct(payload, { accelerator }), Error, message);
    assertEquals(error.message.includes("\n"), false);
    assertEquals(await Deno.stat(out).then(() => true, () => false), false);
  }
});

Deno.test("reconstruct() writes probe, positions and their numbers beside the image", async () => {
  await using file = await openArrays(written.files.reconstruction);
  const numbers = async (key: string): Promise<number[]> => {
    const array = await file.read(key);
    return array.kind === "real" ? [...array.data] : [];
  };
  assertEquals((await file.header("probe")).shape, [2, 32, 32]);
  assertEquals([await numbers("xcoords"), await numbers("ycoords")], [[...made.x], [...made.y]]);
  assertEquals(await numbers("frame_indices"), Array.from({ length: 25 }, (_, k) => k));
});

knob("engine.cxi", "writes the image, the probe and positions as reconstruction.cxi", async () => {
  assertEquals(written.files.cxi, `${written.directory}/reconstruction.cxi`);
  assertEquals(longer.files.cxi, undefined);
  const [npz, cxi] = [
    await readReconstruction(written.files.reconstruction),
    await readReconstruction(written.files.cxi ?? ""),
  ];
  assertEquals([cxi.object, cxi.origin, cxi.mask], [npz.object, npz.origin, npz.mask]);
  assertEquals(cxi.pixelSize, objectPixel);
});

Deno.test({
  name: "reconstruct() writes CXI in which h5py finds image, illumination, translation and their links",
  ignore: pythonWithH5py === null,
  fn: async () => {
    const text = await runH5py(`
import h5py, json
f = h5py.File(${JSON.stringify(written.files.cxi)})
e = f["entry_1"]
print(json.dumps([int(f["cxi_version"][()]), str(e["image_1/data"].dtype), list(e["image_1/data"].shape),
  list(e["image_1/source_1/illumination"].shape), list(e["sample_1/geometry_1/translation"][3]),
  e["sample_1/geometry_1/translation"].attrs["units"], int(e["image_1/is_fft_shifted"][()]),
  list(e["image_1/image_size"][()])]))
`);
    const { object: { height, width } } = written.reconstruction;
    const [x, y] = [(made.x[3] ?? NaN) * 9e-9, (made.y[3] ?? NaN) * 8e-9];
    assertEquals(
      JSON.parse(text),
      [160, "complex64", [height, width], [2, 32, 32], [x, y, 0], "m", 0, [width * 9e-9, height * 8e-9]],
    );
  },
});
