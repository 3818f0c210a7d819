import { assertEquals, assertLess, assertMatch, assertRejects } from "@std/assert";
import {
  createReconstructionPayload,
  evaluate,
  evaluateHalfScans,
  loadScan,
  readReconstruction,
  reconstruct,
  selectAccelerator,
  type SimulateOptions,
  simulateScan,
  writeScan,
} from "@exitwave/exitwave";
import type { EngineInput } from "../../../config/fields/engine_input.ts";
import * as tf from "../../../packages/tensorflow.ts";
import { smoothRings } from "../../../recon/image/smooth_rings.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { halfBitOfTruth } from "./half_bit_of_truth.ts";

/** Simulates a scan and reconstructs it into `image`. */
async function reconstructed(
  directory: string,
  simulation: SimulateOptions,
  engine: EngineInput = {},
): Promise<void> {
  await writeScan(`${directory}/scan.npz`, simulateScan(simulation));
  const payload = createReconstructionPayload({
    data: { scan: `${directory}/scan.npz` },
    engine: { iterations: 4, ...engine },
    execution: { accelerator: "cpu", outputDir: `${directory}/image` },
  });
  await reconstruct(payload);
}

async function names(directory: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(directory))).map(({ name }) => name).sort();
}

/** Spatial frequency in periods a pixel up to which something is resolved. */
function frequency(radius: number | null | undefined, side: number): number {
  return radius === null || radius === undefined ? 1 / 2 : radius / side;
}

// Where single rings are not smoothed, one of the lines ends their curve at two thirds of what is resolved.
const SCANS: readonly (SimulateOptions & { readonly object: string })[] = [
  { object: "star", photons: 1e4, seed: 2 },
  { object: "star", photons: 1e6, seed: 2 },
  { object: "lines", photons: 3e3, seed: 5 },
];

for (const simulated of SCANS) {
  const { object, photons } = simulated;
  Deno.test(`evaluateHalfScans() resolves without a truth what is resolved against it, ${object}, ${photons} photons`, async () => {
    await selectAccelerator("cpu", { threads: 1 });
    await withTempDir(async (directory) => {
      await reconstructed(directory, { patterns: 200, ...simulated }, {
        iterations: 25,
        batchSize: 16,
        probeStart: 1,
      });
      const image = await readReconstruction(`${directory}/image/reconstruction.npz`);
      const { frc: truth } = evaluate(image, await readReconstruction(`${directory}/scan.npz`));
      const { resolutions: [quoted], frc } = await evaluateHalfScans(`${directory}/image`);
      const found = frequency(quoted?.radius, frc.side);
      for (const known of [frequency(truth.frc50, truth.side), halfBitOfTruth(truth)]) {
        assertLess(Math.abs(found - known), 0.1 * known, `${found}, not ${known}`);
      }
      // The correlation of the whole with the truth comes of that of halves by Rosenthal and Henderson's formula.
      const errors = frc.curve.slice(1, Math.ceil(found * frc.side)).map((value, index) => {
        const ring = (index + 1) / frc.side * truth.side, below = Math.floor(ring);
        const [low = NaN, high = low] = [truth.curve[below], truth.curve[below + 1]];
        return Math.abs(Math.sqrt(Math.max(0, 2 * value / (1 + value))) - (low + (ring - below) * (high - low)));
      });
      assertLess(errors.reduce((sum, error) => sum + error, 0) / errors.length, 0.03);
    });
  });
}

Deno.test("evaluateHalfScans() lays patterns where an engine began with them", async () => {
  await selectAccelerator("cpu", { threads: 1 });
  await withTempDir(async (directory) => {
    const made = simulateScan({ patchSize: 32, patterns: 100, photons: 1e6, seed: 2, object: "deadLeaves" });
    // Every third pattern lies 3 pixels beside.
    await writeScan(`${directory}/scan.npz`, { ...made, x: made.x.map((at, k) => at + 3 * Number(k % 3 === 0)) });
    const image = async (name: string, engine: EngineInput): Promise<string> => {
      const payload = createReconstructionPayload({
        data: { scan: `${directory}/scan.npz` },
        engine: { algorithm: "lsqml", iterations: 20, batchSize: 16, probeStart: null, ...engine },
        execution: { accelerator: "cpu", outputDir: `${directory}/${name}` },
      });
      return (await reconstruct(payload)).directory;
    };
    const found = await image("found", { positionStart: 1, iterations: 30 });
    const agreement = async (path: string): Promise<number> => {
      const { frc: { curve } } = await evaluateHalfScans(path);
      return curve.reduce((sum, value) => sum + value, 0) / curve.length;
    };
    const [begun, given] = [await image("begun", { start: found }), await image("given", {})];
    const [better, worse] = [await agreement(begun), await agreement(given)];
    assertLess(worse + 0.05, better, `${worse}, ${better}`);
  });
});

Deno.test("evaluateHalfScans() writes what it tells, the same each time, beside the image, which stays as it was", async () => {
  await selectAccelerator("cpu", { threads: 1 });
  await withTempDir(async (directory) => {
    await reconstructed(directory, { patchSize: 32, patterns: 81, photons: 1e6 });
    const image = `${directory}/image`;
    const before = await names(image), bytes = await Deno.readFile(`${image}/reconstruction.npz`);
    const tensors = tf.memory().numTensors;
    const shares: number[] = [];
    const found = await evaluateHalfScans(`${image}/`, {
      onProgress: ({ done, total }) => shares.push(done / total),
    });
    assertEquals(tf.memory().numTensors, tensors);
    assertEquals(shares.at(-1), 1);
    assertEquals(shares.toSorted((a, b) => a - b), shares);
    const written = ["half_scans.json", "half_scans.png", "half_scans_frc.csv"];
    assertEquals(await names(image), [...before, ...written, "products.jsonl"].sort());
    assertEquals(await Deno.readFile(`${image}/reconstruction.npz`), bytes);

    const { files, ...told } = found;
    assertEquals(files.figure, `${image}/half_scans.png`);
    assertEquals(JSON.parse(await Deno.readTextFile(files.figures)), told);
    assertEquals([told.kind, told.by, told.scan.path], ["engine", "4 iterations of rpie", `${directory}/scan.npz`]);
    assertEquals(told.patterns.toSorted(), [40, 41]);
    assertEquals(told.resolutions.map(({ criterion }) => criterion), ["half a bit", "one bit", "1/7", "1/2"]);
    const [{ radius, period, nm } = { radius: NaN, period: NaN, nm: NaN }] = told.resolutions;
    assertEquals(period, radius === null ? 2 : told.frc.side / radius);
    assertEquals(nm, 1e9 * (told.pixelSize?.height ?? NaN) * (period ?? NaN));
    const [head, ...rows] = (await Deno.readTextFile(files.rings)).trimEnd().split("\n");
    assertEquals(head, "radius,frequency_per_px,frc,smoothed,half_bit,one_bit");
    assertEquals(rows.map((row) => Number(row.split(",")[2])), told.frc.curve);
    assertEquals(rows.map((row) => Number(row.split(",")[3])), smoothRings(told.frc.curve));
    assertEquals(rows.map((row) => Number(row.split(",")[4])), told.halfBit);

    const again = await evaluateHalfScans(image, { outputDir: `${directory}/again/deep` });
    assertEquals([again.frc, again.files.rings], [found.frc, `${directory}/again/deep/half_scans_frc.csv`]);
    assertEquals(await names(`${directory}/again/deep`), written);

    // What was found of an image does not stay beside another.
    const payload = createReconstructionPayload({
      data: { scan: `${directory}/scan.npz` },
      engine: { iterations: 1 },
      execution: { accelerator: "cpu", outputDir: image },
    });
    await reconstruct(payload, { overwrite: true });
    assertEquals(await names(image), before);
  });
});

Deno.test("evaluateHalfScans() takes the patterns and modes that the payload chose, and another scan where one is named", async () => {
  await selectAccelerator("cpu", { threads: 1 });
  await withTempDir(async (directory) => {
    await reconstructed(directory, { patchSize: 32, patterns: 100 });
    await writeScan(`${directory}/other.npz`, simulateScan({ patchSize: 32, patterns: 60, seed: 5 }));
    const { patterns, scan } = await evaluateHalfScans(`${directory}/image`, { scan: `${directory}/other.npz` });
    assertEquals([patterns, scan.path], [[30, 30], `${directory}/other.npz`]);
    const payload = createReconstructionPayload({
      data: { scan: `${directory}/scan.npz`, subsample: 71 },
      engine: { iterations: 2 },
      execution: { accelerator: "cpu", outputDir: `${directory}/part` },
    });
    await reconstruct(payload);
    assertEquals((await evaluateHalfScans(`${directory}/part`)).patterns.toSorted(), [35, 36]);
  });
});

Deno.test("evaluateHalfScans() refuses what it cannot halve or compare, and leaves nothing", async () => {
  await selectAccelerator("cpu", { threads: 1 });
  await withTempDir(async (directory) => {
    const refused = async (path: string, kind: ErrorConstructor, line: RegExp): Promise<void> => {
      const error = await assertRejects(() => evaluateHalfScans(path, { outputDir: `${directory}/out` }), kind);
      assertMatch(error.message, line);
      assertEquals(await Deno.stat(`${directory}/out`).catch(() => null), null);
    };
    await reconstructed(directory, { patchSize: 32, patterns: 7 }, { iterations: 1 });
    await refused(
      `${directory}/image`,
      RangeError,
      /^Cannot halve the scan as each half needs at least 4 patterns: current value is 7 patterns in all$/,
    );
    const { x, y, ...scan } = await loadScan(`${directory}/scan.npz`);
    const many = simulateScan({ patchSize: 32, patterns: 9 });
    await writeScan(`${directory}/apart.npz`, {
      ...scan,
      ...many,
      x: many.x.map((_, k) => 16 + 40 * (k % 3)),
      y: many.y.map((_, k) => 16 + 40 * Math.floor(k / 3)),
    });
    const apart = createReconstructionPayload({
      data: { scan: `${directory}/apart.npz` },
      engine: { iterations: 1 },
      execution: { accelerator: "cpu", outputDir: `${directory}/far` },
    });
    await reconstruct(apart);
    await refused(
      `${directory}/far`,
      RangeError,
      /^Cannot compare the halves of the scan as both must cover a part of/,
    );
    assertEquals([x.length, y.length], [7, 7]);

    await Deno.remove(`${directory}/far/payload.json`);
    await Deno.remove(`${directory}/far/run.json`);
    await Deno.remove(`${directory}/far/checkpoints`, { recursive: true });
    await refused(
      `${directory}/far`,
      Error,
      /^Cannot evaluate half scans of .*far as it holds an image, and not what made/,
    );
    await refused(
      `${directory}/no`,
      Error,
      /^Cannot evaluate half scans of .*no as it is neither of reconstruct nor the run/,
    );
    await Deno.writeTextFile(`${directory}/image/payload.json`, '{"kind": "reconstruction"}');
    await refused(`${directory}/image`, Error, /^Cannot read the payload .*image\/payload\.json/);
  });
});
