import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { type Batch, batches } from "../../../data/batches.ts";
import { createBatchLoader } from "../../../data/feed/batch_loader.ts";
import { BatchUploader } from "../../../data/feed/batch_uploader.ts";
import { openScan } from "../../../data/load_scan.ts";
import { Random, range } from "../../../data/random/random.ts";
import { prepareSamples, type Samples } from "../../../data/samples.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import { knob } from "../../knob.ts";
import { sciencePayload } from "../science_payload.ts";
import { withTempDir } from "../temp_dir.ts";

const COUNT = 23;

/** Samples of patterns of 64 × 64 in a file, of which `frameCache` MiB may be held: 64 patterns each. */
async function withSamples(
  frameCache: number | null,
  use: (samples: Samples, path: string) => Promise<void>,
  { mode = "pinn", ending = "npz" }: { readonly mode?: "pinn" | "supervised"; readonly ending?: string } = {},
): Promise<void> {
  await withTempDir(async (directory) => {
    const path = `${directory}/scan.${ending}`;
    await writeScan(path, simulateScan({ patchSize: 64, patterns: COUNT, photons: 1e4, seed: 5 }));
    using scan = await openScan(path, { frameCache, needsObject: mode === "supervised" });
    assertEquals(scan.frames.held === null, frameCache === 0);
    await use(prepareSamples(scan, sciencePayload({}, { mode }), { seed: 1 }), path);
  });
}

const ORDER = new Random(2, "order").shuffle(range(COUNT));

async function loaded(samples: Samples, workers: number): Promise<Batch[]> {
  const loader = createBatchLoader(samples, { workers, persistent: true });
  try {
    const epochs = [ORDER, ORDER.toReversed()].map((order) =>
      Array.fromAsync(loader.load(order, { batchSize: 4, accumulate: 2 }))
    );
    return (await Promise.all(epochs)).flat();
  } finally {
    await loader.close();
  }
}

knob(
  "execution.frameCache",
  "batches are the same to the last bit wherever images lie, with Workers or none",
  async () => {
    let expected: Batch[] = [];
    await withSamples(null, async (samples) => {
      expected = [ORDER, ORDER.toReversed()].flatMap((order) => [...batches(samples, order, {
        batchSize: 4,
        accumulate: 2,
      })]);
      assertEquals(await loaded(samples, 2), expected);
    });
    await withSamples(0, async (samples) => {
      assertEquals(
        [...batches(samples, ORDER, { batchSize: 4, accumulate: 2 })],
        expected.slice(0, expected.length / 2),
      );
      for (const workers of [0, 1, 2]) assertEquals(await loaded(samples, workers), expected, `${workers} workers`);
    });
    await withSamples(0, async (samples) => {
      for (const workers of [0, 1]) assertEquals(await loaded(samples, workers), expected, `HDF5, ${workers} workers`);
    }, { ending: "h5" });
  },
);

Deno.test("createBatchLoader() cuts the labels of a batch where images are in a file, to the same bits", async () => {
  let expected: Batch[] = [];
  await withSamples(null, async (samples) => {
    expected = await loaded(samples, 0);
    assertEquals([samples.patterns.labelSource, samples.patterns.labelAmp?.length], [null, COUNT * 64 * 64]);
  }, { mode: "supervised" });
  await withSamples(0, async (samples) => {
    assertEquals([samples.patterns.labelAmp, samples.patterns.labelPhase], [null, null]);
    for (const workers of [0, 2]) assertEquals(await loaded(samples, workers), expected, `${workers} workers`);
    assertEquals(expected.every(({ labelPhase }) => labelPhase?.some((phase) => phase !== 0)), true);
  }, { mode: "supervised" });
});

Deno.test("createBatchLoader() makes channels of groups of images in a file", async () => {
  const pairs = (samples: Samples): Samples => ({
    ...samples,
    count: 2,
    channels: 2,
    members: Int32Array.of(3, 0, 1, 3),
  });
  let expected: Batch | undefined;
  await withSamples(null, async (samples) => {
    [expected] = batches(pairs(samples), Int32Array.of(1, 0), { batchSize: 2 });
    await Promise.resolve();
  });
  await withSamples(0, async (samples) => {
    const [found] = batches(pairs(samples), Int32Array.of(1, 0), { batchSize: 2 });
    assertEquals(found, expected);
    await Promise.resolve();
  });
});

Deno.test("createBatchLoader() tells in one line that a file is gone, with Workers and without", async () => {
  for (const workers of [0, 1]) {
    await withSamples(0, async (samples, path) => {
      await Deno.remove(path);
      const { message } = await assertRejects(() => loaded(samples, workers), Error);
      const told = `Cannot read patterns of ${path} as the file is gone: put it back`;
      assertEquals(message, workers > 0 ? `Cannot prepare a batch as worker 0 failed: ${told}` : told);
    });
  }
});

Deno.test("BatchUploader refuses to keep images on the accelerator that are not in memory, with the remedy", async () => {
  await selectAccelerator("cpu", { threads: 1 });
  await withSamples(0, async (samples) => {
    const tensors = tf.memory().numTensors;
    const { message } = await assertRejects(
      () => Promise.resolve().then(() => new BatchUploader(samples, { resident: true })),
      RangeError,
    );
    assert(message.includes("set execution.frameCache to as much, or execution.pinMemory to false"), message);
    assertEquals(tf.memory().numTensors, tensors);
  });
});
