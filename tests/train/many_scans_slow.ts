/**
 * Trainings on several scans: each keeps its own probe, scales, mask and photons, and the same bits come of them however the
 * work is done.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { selectAccelerator } from "../../backend/accelerator.ts";
import type { SectionsInput } from "../../config/fields/sections.ts";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { batches } from "../../data/batches.ts";
import { completeFromScan } from "../../data/facts/scan_fields.ts";
import { BatchUploader } from "../../data/feed/batch_uploader.ts";
import { realArray } from "../../data/formats/npy_encode.ts";
import type { NamedArray } from "../../data/formats/safetensors.ts";
import { writeNpz } from "../../data/formats/write_npz.ts";
import { patternImage } from "../../data/patterns.ts";
import { batchEnds } from "../../data/plan_batches.ts";
import type { Samples } from "../../data/samples.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { arraysBesidePatterns } from "../../data/writing/arrays_beside_patterns.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { createModel } from "../../model/create_model.ts";
import { readRunRecord } from "../../run/run_record.ts";
import type { Callback } from "../../train/callbacks/callback.ts";
import { readCheckpoint } from "../../train/checkpoints/checkpoint.ts";
import { loadTrainingData, orderOf } from "../../train/loop/training_data.ts";
import { fit } from "../../train/trainer.ts";
import { TempDir } from "../data/temp_dir.ts";
import { knob } from "../knob.ts";
import { CPU, tinyPayload, type Workspace } from "./tiny_run.ts";
import { type Trained, trained, untimed } from "./trained.ts";

let space: Workspace;

Deno.test.beforeAll(async () => {
  space = new TempDir();
  const scan = { patchSize: 64, patterns: 16, photons: 1e5, seed: 3, positions: "raster" } as const;
  await writeScan(`${space.path}/a.npz`, simulateScan(scan));
  const other = { ...scan, patterns: 20, photons: 4e5, object: "lines", seed: 9 } as const;
  const probe = { kind: "gaussian", modeShares: [0.7, 0.3] } as const;
  await writeScan(`${space.path}/b.npz`, simulateScan({ ...other, probe, detector: { deadPixels: 20 } }));
  await writeScan(`${space.path}/c.npz`, simulateScan({ ...scan, seed: 5, probe: "speckle" }));
  await writeScan(`${space.path}/large.npz`, simulateScan({ ...scan, patchSize: 128, patterns: 2 }));
});

Deno.test.afterAll(() => space[Symbol.dispose]());

function paths(...names: string[]): string[] {
  return names.map((name) => `${space.path}/${name}.npz`);
}

const [A, B] = ["a", "b"];
const PLAIN: SectionsInput["training"] = {
  epochs: 2,
  batchSize: 4,
  limitTrainBatches: 3,
  accumulate: 2,
  valSplit: 0.1,
  beamSweeps: 1,
  probeStartEpoch: 0,
  positionsStartEpoch: 0,
};

async function learn(more: SectionsInput, options = {}): Promise<Trained> {
  return await trained(space, {
    ...more,
    data: { scan: paths(A, B), ...more.data },
    training: { ...PLAIN, ...more.training },
  }, options);
}

/** All of the physics that can be learned with groups of so many patterns. */
function learnedPhysics(gridSize: number): NonNullable<SectionsInput["model"]> {
  return { probeTrainable: true, positionsTrainable: gridSize > 1 };
}

function resultOf(run: Trained): unknown {
  return [run.weights, untimed(run)];
}

Deno.test("fit() on one scan learns the same bits, and writes the same, by its name, in a list, and by a pattern", async () => {
  const [one] = paths(A);
  const byName = await learn({ data: { scan: one ?? null } });
  const { data } = byName.record as { data: unknown };
  for (const scan of [paths(A), `${space.path}/{a,}.npz`]) {
    const other = await learn({ data: { scan } });
    assertEquals(resultOf(other), resultOf(byName));
    const placed = JSON.parse(JSON.stringify(other.record)).data;
    assertEquals({ ...placed, scan: { ...placed.scan, pathFromRun: null } }, {
      ...data as object,
      scan: { ...(data as { scan: object }).scan, pathFromRun: null },
    });
  }
});

Deno.test("fit() learns the same bits of several scans with any workers and threads, wherever patterns lie", async () => {
  for (const gridSize of [1, 2]) {
    const sections: SectionsInput = { data: { gridSize }, model: learnedPhysics(gridSize) };
    const plain = resultOf(await learn(sections));
    assertEquals(resultOf(await learn({ ...sections, execution: { pinMemory: true } })), plain);
    const accelerator = await selectAccelerator("cpu", { threads: 2 });
    const execution = { workers: 2, frameCache: 0, threads: 2 };
    assertEquals(resultOf(await learn({ ...sections, execution }, { accelerator })), plain);
  }
});

for (const [mixScans, gridSize] of [[true, 2], [false, 1]] as const) {
  Deno.test(`fit() on several scans goes on to the same bits: mixScans ${mixScans}, gridSize ${gridSize}`, async () => {
    const sections = (run: string): SectionsInput => ({
      data: { gridSize },
      model: learnedPhysics(gridSize),
      training: { epochs: 3, mixScans },
      execution: { outputDir: `${space.path}/${run}-${mixScans}-${gridSize}`, checkpointSaveTopK: 0 },
    });
    const straight = resultOf(await learn(sections("straight")));
    const stop: Callback = {
      name: "stop",
      onBatchStart: ({ epoch, batch }) => epoch === 1 && batch === 0 ? "stop" : undefined,
    };
    const { runDirectory } = await learn(sections("broken"), { callbacks: [stop] });
    // A run need not go on as it was begun.
    const more = sections("broken");
    const resumed = await learn({ ...more, execution: { ...more.execution, workers: 1 } }, { resume: runDirectory });
    assertEquals(resultOf(resumed), straight);
  });
}

knob(
  "training.mixScans",
  "lets a batch have samples of several scans, or of one, by which order and result differ",
  async () => {
    const scansOfBatches = async (mixScans: boolean): Promise<number[]> => {
      const payload = tinyPayload(space, { data: { scan: paths(A, B) }, training: { batchSize: 4, mixScans } });
      using data = await loadTrainingData(payload);
      const { train } = data;
      const order = orderOf(train, { training: payload.training, epoch: 1 });
      assertEquals(order.toSorted(), train.indices);
      const ends = batchEnds(order, { batchSize: 4, apart: train.apart });
      const of = train.samples.scans?.of;
      return ends.map((end, k) =>
        new Set(order.slice(ends[k - 1] ?? 0, end).map((sample) => of?.[sample] ?? NaN)).size
      );
    };
    assert((await scansOfBatches(true)).includes(2));
    assertEquals([...new Set(await scansOfBatches(false))], [1]);
    assertNotEquals((await learn({ training: { mixScans: false } })).values, (await learn({})).values);
  },
);

Deno.test("a batch that mixes scans has the loss of its parts", async () => {
  for (const gridSize of [1, 2]) {
    for (
      const model of [{}, { probeTrainable: true }, { loss: "mae" }, { forwardMode: "rectangular_scaled" }] as const
    ) {
      const sections: SectionsInput = { data: { scan: paths(A, B), gridSize }, model };
      const payload = tinyPayload(space, sections);
      using data = await loadTrainingData(payload);
      const { samples } = data.train;
      assert(samples.scans);
      const net = createModel(payload, { seed: 1, scans: samples.scans.parts });
      const uploader = new BatchUploader(samples, { scan: 0 });
      const lossesOf = async (order: number[], batchSize: number): Promise<number> => {
        let sum = 0;
        for (const { window, ...batch } of batches(samples, Int32Array.from(order), { batchSize, accumulate: 9 })) {
          const loss = tf.tidy(() => net.loss({ ...uploader.upload({ ...batch, window }), window }));
          sum += (await loss.data())[0] ?? NaN;
          loss.dispose();
        }
        return sum;
      };
      const second = samples.scans.of.indexOf(1);
      const order = [0, second, 1, second + 1];
      const [mixed, apart] = [await lossesOf(order, 4), await lossesOf(order, 1)];
      assert(Number.isFinite(mixed) && mixed !== 0);
      assertAlmostEquals(mixed / apart, 1, 1e-4, `${gridSize} ${JSON.stringify(model)}`);
      uploader.dispose();
      net.dispose();
    }
  }
});

function probeOf(weights: ReadonlyMap<string, NamedArray>, scan: "" | ".1"): NamedArray | undefined {
  return weights.get(`physics.probe${scan}.re`);
}

Deno.test("fit() learns a probe of each scan, and records what each was", async () => {
  const run = await learn({ data: { testScan: paths("c") }, model: { probeTrainable: true } });
  const start = await learn({ model: { probeTrainable: true }, training: { probeStartEpoch: 2 } });
  const given = await learn({ model: { probeTrainable: true }, training: { probeStartEpoch: 2, beamSweeps: 0 } });
  for (const [scan, modes] of [["", 1], [".1", 2]] as const) {
    assertEquals(probeOf(run.weights, scan)?.shape, [modes, 64, 64]);
    assertNotEquals(probeOf(start.weights, scan)?.data, probeOf(given.weights, scan)?.data);
    assertNotEquals(probeOf(run.weights, scan)?.data, probeOf(start.weights, scan)?.data);
  }
  const record = await readRunRecord(run.runDirectory);
  assertEquals(record?.data.scans?.map(({ path }) => path), paths(A, B));
  assertEquals([record?.data.scan.path, record?.data.testScan?.path], [...paths(A), ...paths("c")]);
  const learned = record?.data.scans?.map((scan) => scan.learned) ?? [];
  assertEquals(learned.map((beam) => beam?.probeShares?.length), [1, 2]);
  assertEquals(learned.map((beam) => beam?.positions), [null, null]);
  assertEquals([record?.data.scan.learned, record?.data.testScan?.learned], [learned[0], undefined]);
  const { state } = await readCheckpoint(`${run.runDirectory}/checkpoints/last.safetensors`);
  const [other, ...none] = state.otherScans ?? [];
  assertEquals(none, []);
  assertEquals(other?.digest, record?.data.scans?.[1]?.digest);
  assert(other && other.scales.inputScale !== state.scales.inputScale);
});

Deno.test("fit() believes each of several files on what its numbers are and on its photons, where nobody says", async () => {
  const scan = simulateScan({ patchSize: 64, patterns: 4, photons: 1e4, seed: 7 });
  const counts = { ...scan, amplitude: scan.amplitude.map((value) => value ** 2) };
  const arrays = {
    diffraction: realArray(counts.amplitude, [scan.count, 64, 64]),
    ...arraysBesidePatterns(scan, "intensity"),
  };
  await writeNpz(`${space.path}/counts.npz`, arrays);
  const open = createTrainingPayload({ data: { scan: paths(A, "counts") }, model: { filterScale: 0.125 } });
  const payload = await completeFromScan(open);
  assertEquals([payload.data.patchSize, payload.data.photons, payload.data.measurement], [64, null, "amplitude"]);
  using data = await loadTrainingData(payload);
  const { samples } = data.train;
  assertEquals(data.scans.map(({ file }) => file.experiment.measurement), ["amplitude", "intensity"]);
  const image = patternImage(samples.patterns, 16);
  assert(image.every((value, p) => Math.abs(value - (scan.amplitude[p] ?? NaN)) <= 1e-5 * value));
  const meanPhotons = (part: Samples): number => {
    const energies = [...part.patterns.numbers.keys()].map((number) =>
      patternImage(part.patterns, number).reduce((sum, value) => sum + (value * part.scales.physicsScale) ** 2, 0)
    );
    return energies.reduce((sum, energy) => sum + energy, 0) / energies.length;
  };
  const [first, second] = samples.scans?.parts ?? [];
  assert(first && second);
  assertAlmostEquals(meanPhotons(first), 1e5, 1);
  assertAlmostEquals(meanPhotons(second), 1e4, 1);
  // Where both say the same, it is in the payload.
  await writeScan(`${space.path}/same.npz`, simulateScan({ patchSize: 64, patterns: 4, photons: 1e5, seed: 8 }));
  const { data: told } = await completeFromScan(createTrainingPayload({ data: { scan: paths(A, "same") } }));
  assertEquals(told.photons, 1e5);
});

Deno.test("loadTrainingData() shares the memory for images among scans", async () => {
  const held = async (frameCache: number | null): Promise<(boolean | undefined)[]> => {
    const payload = tinyPayload(space, { data: { scan: paths(A, "c", B) }, execution: { frameCache } });
    using data = await loadTrainingData(payload);
    return data.train.samples.patterns.frames.parts?.map((part) => part.held !== null) ?? [];
  };
  // Together they have 832 KiB of images.
  assertEquals([await held(null), await held(1), await held(0)], [[true, true, true], [true, true, true], [
    false,
    false,
    false,
  ]]);
});

Deno.test("fit() brings each scan to the photons of data.photons, or leaves each its own", async () => {
  const scalesFor = async (photons: number | null): Promise<number[]> => {
    using data = await loadTrainingData(tinyPayload(space, { data: { scan: paths(A, B), photons } }));
    const { samples } = data.train;
    return [samples.physicsScale[0] ?? NaN, samples.physicsScale.at(-1) ?? NaN];
  };
  assertEquals(await scalesFor(null), [1, 1]);
  const [first = NaN, second = NaN] = await scalesFor(1e6);
  assertAlmostEquals(first ** 2, 10, 0.5);
  assertAlmostEquals(second ** 2, 2.5, 0.4); // some of its light falls on dead pixels
});

knob(
  "data.testScan",
  "validates on several scans too, each by its own scales but for those that are trained on",
  async () => {
    const payload = tinyPayload(space, { data: { scan: paths(A, B), testScan: paths("c", A) } });
    using data = await loadTrainingData(payload);
    assert(data.validation);
    const { samples } = data.validation;
    assertEquals([data.train.indices.length, data.validation.indices.length], [36, 32]);
    assertEquals(samples.inputScale.at(-1), Math.fround(data.scans[0].scales.inputScale));
    using alone = await loadTrainingData(tinyPayload(space, { data: { scan: paths("c")[0] ?? null } }));
    assertEquals(samples.inputScale[0], alone.train.samples.inputScale[0]);
    const { rows } = await learn({ data: { testScan: paths("c", A) } });
    assert(Number(rows.at(-1)?.["poisson_val_loss"]) > 0);
  },
);

Deno.test("fit() names the scan that it refuses, and those that it warns about", async () => {
  const refused = async (data: SectionsInput["data"], message: string): Promise<void> => {
    await assertRejects(() => fit(tinyPayload(space, { data: { ...data } }), { accelerator: CPU }), Error, message);
  };
  const [a, large] = paths(A, "large");
  await Deno.copyFile(a ?? "", `${space.path}/copy.npz`);
  await refused({ scan: paths(A, "large") }, `${large} as its patterns`);
  await refused({ scan: paths(A, "copy") }, `Cannot train on ${space.path}/copy.npz as it holds the same scan as ${a}`);
  await refused({ scan: paths(A, "none") }, `${space.path}/none.npz`);
  await refused({ scan: [`${space.path}/*.cxi`] }, `no file matches ${space.path}/*.cxi`);
  await refused({ scan: paths(A, B), subsample: 17 }, a ?? "");
  await refused({ scan: paths(A, B), gridSize: 2, maxNeighborDistance: 0.1, neighborFunction: "minDistance" }, a ?? "");
  await refused({ scan: paths(A, B), probeModes: 2 }, a ?? "");
});

Deno.test("fit() goes on with the files that a pattern stood for, wherever they are by then", async () => {
  using other = new TempDir();
  for (const name of [A, B]) await Deno.copyFile(`${space.path}/${name}.npz`, `${other.path}/${name}.npz`);
  const sections: SectionsInput = {
    data: { scan: `${other.path}/?.npz` },
    execution: { outputDir: `${other.path}/run` },
    training: { epochs: 1 },
  };
  const begun = await learn(sections);
  assertEquals(begun.exitReason, "finished");
  // A new file that the pattern matches, too, is no part of the run.
  await Deno.copyFile(`${space.path}/c.npz`, `${other.path}/0.npz`);
  const more = { ...sections, training: { epochs: 2 } };
  assertEquals((await learn(more, { resume: `${other.path}/run` })).epochs, 2);
  await Deno.copyFile(`${space.path}/c.npz`, `${other.path}/b.npz`);
  await assertRejects(
    () => learn({ ...sections, training: { epochs: 3 } }, { resume: `${other.path}/run` }),
    TypeError,
    `Cannot resume the run as data.scan must be the file it began with at place 2`,
  );
});
