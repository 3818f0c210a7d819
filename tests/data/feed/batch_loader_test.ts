import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { type Batch, batches } from "../../../data/batches.ts";
import { masksOf } from "../../../data/frames/masks.ts";
import type { BatchesOptions } from "../../../data/plan_batches.ts";
import { Random, range } from "../../../data/random/random.ts";
import type { Samples } from "../../../data/samples.ts";
import { type BatchLoader, type BatchLoaderOptions, createBatchLoader } from "../../../data/feed/batch_loader.ts";
import { shareSamples, sourceOf } from "../../../data/feed/shared_samples.ts";
import { heldFrames } from "../../../data/frames/frames.ts";
import { loadScan } from "../../../data/load_scan.ts";
import { sharedFloats } from "../../../data/arrays/shared_floats.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import { knob } from "../../knob.ts";
import { workspace } from "../../train/tiny_run.ts";
import { TempDir } from "../temp_dir.ts";

const COUNT = 23;
const SIDE = 6;

function images(name: string): Float32Array {
  const random = new Random(1, name);
  return Float32Array.from({ length: COUNT * SIDE * SIDE }, () => random.uniform());
}

/** Samples with masks and labels, or without. */
function samplesOf(all: boolean): Samples {
  return {
    count: COUNT,
    patchSize: SIDE,
    channels: 1,
    patterns: {
      count: COUNT,
      patchSize: SIDE,
      frames: heldFrames(images("amplitude"), SIDE),
      masks: all ? masksOf(Uint8Array.from(images("mask"), Math.round), SIDE) : null,
      numbers: range(COUNT),
      brightness: Float64Array.from({ length: COUNT }, (_, index) => 1 + index),
      validPixels: all ? Int32Array.from({ length: COUNT }, (_, index) => 1 + index % 5) : null,
      x: new Float64Array(COUNT),
      y: new Float64Array(COUNT),
      labelAmp: all ? images("label amplitude") : null,
      labelPhase: all ? images("label phase") : null,
      labelSource: null,
    },
    members: range(COUNT),
    offsets: new Float32Array(2 * COUNT).map((_, i) => i),
    x: new Float64Array(COUNT),
    y: new Float64Array(COUNT),
    inputScale: images("input").slice(0, COUNT),
    physicsScale: images("physics").slice(0, COUNT),
    scales: { inputScale: 1, physicsScale: 1 },
    probe: [{ height: SIDE, width: SIDE, re: new Float32Array(SIDE * SIDE), im: new Float32Array(SIDE * SIDE) }],
    probeMask: new Float32Array(SIDE * SIDE),
    warnings: [],
  };
}

const ORDER = new Random(2, "order").shuffle(range(COUNT));
const TWO: BatchLoaderOptions = { workers: 2, prefetch: null, persistent: false };

async function withLoader(
  options: BatchLoaderOptions,
  use: (loader: BatchLoader) => Promise<void>,
  samples = samplesOf(false),
): Promise<void> {
  const loader = createBatchLoader(samples, options);
  try {
    await use(loader);
  } finally {
    await loader.close();
    assertEquals(loader.activity.running, 0);
  }
}

async function all(loader: BatchLoader, options: BatchesOptions = { batchSize: 4 }): Promise<Batch[]> {
  return await Array.fromAsync(loader.load(ORDER, options));
}

knob("execution.workers", "so many Workers gather the same batches, to the last bit, in the same order", async () => {
  for (const labels of [false, true]) {
    const samples = samplesOf(labels);
    for (const options of [{ batchSize: 4 }, { batchSize: 5, limit: 4, start: 1, accumulate: 3 }]) {
      const expected = [...batches(samples, ORDER, options)];
      for (const workers of [0, 1, 2, 3]) {
        await withLoader({ ...TWO, workers }, async (loader) => {
          assertEquals(await all(loader, options), expected);
          assertEquals(loader.activity.started, workers);
        }, samples);
      }
    }
  }
});

knob("execution.prefetch", "each Worker prepares so many batches ahead, two by default", async () => {
  for (const [prefetch, most] of [[null, 4], [1, 2], [3, 6], [50, 23]] as const) {
    await withLoader({ ...TWO, prefetch }, async (loader) => {
      await all(loader, { batchSize: 1 });
      assertEquals(loader.activity.mostAhead, most);
    });
  }
});

knob("execution.persistentWorkers", "the same Workers serve every epoch instead of new ones", async () => {
  for (const [persistent, started] of [[true, 2], [false, 6]] as const) {
    await withLoader({ ...TWO, persistent }, async (loader) => {
      for (let epoch = 0; epoch < 3; epoch++) {
        assertEquals((await all(loader)).length, 6);
        assertEquals(loader.activity.running, persistent ? 2 : 0);
      }
      assertEquals(loader.activity.started, started);
    });
  }
});

Deno.test("createBatchLoader() gathers no images where they are not asked for", async () => {
  for (const workers of [0, 2]) {
    await withLoader({ ...TWO, workers, images: false }, async (loader) => {
      const [batch] = await all(loader);
      assertEquals([batch?.amplitude.length, batch?.labelAmp, batch?.labelPhase], [0, null, null]);
      assertEquals(batch?.inputScale.length, 4);
    }, samplesOf(true));
  }
});

Deno.test("shareSamples() copies nothing that is in shared memory already, and loadScan() puts patterns there", async () => {
  const samples = samplesOf(true);
  const { patterns } = samples;
  const amplitude = sharedFloats(COUNT * SIDE * SIDE);
  patterns.frames.read(range(COUNT), amplitude);
  const shared = shareSamples({ ...samples, patterns: { ...patterns, frames: heldFrames(amplitude, SIDE) } }, {
    images: true,
    workers: 2,
  });
  assertStrictEquals(shared.frames[0]?.amplitude, amplitude.buffer);
  assertEquals((await sourceOf(shared)).patterns.labelAmp, patterns.labelAmp);
  using space = new TempDir();
  const path = `${space.path}/scan.npz`;
  await writeScan(path, simulateScan({ patchSize: 16, patterns: 4 }));
  assert((await loadScan(path)).amplitude.buffer instanceof SharedArrayBuffer);
});

Deno.test("createBatchLoader() serves whoever stops in the middle again, and leaves nothing running", async () => {
  for (const persistent of [true, false]) {
    await withLoader({ ...TWO, persistent }, async (loader) => {
      const samples = samplesOf(false);
      for await (const batch of loader.load(ORDER, { batchSize: 4 })) {
        assertEquals([...batch.indices], [...ORDER.slice(0, 4)]);
        break;
      }
      assertEquals(loader.activity.running, persistent ? 2 : 0);
      await assertRejects(
        async () => {
          for await (const _batch of loader.load(ORDER, { batchSize: 4 })) throw new RangeError("of the consumer");
        },
        RangeError,
        "of the consumer",
      );
      assertEquals(await all(loader), [...batches(samples, ORDER, { batchSize: 4 })]);
    });
  }
});

Deno.test("createBatchLoader() refuses batch sizes that are none, with and without Workers", async () => {
  for (const workers of [0, 1]) {
    const message = "Cannot make batches as batchSize must be a whole number above 0: current value is 0";
    await withLoader(
      { ...TWO, workers },
      (loader) => assertRejects(() => all(loader, { batchSize: 0 }), RangeError, message).then(() => undefined),
    );
  }
});

Deno.test("createBatchLoader() reports a Worker that fails in one line", async () => {
  const broken = { ...samplesOf(false), patchSize: 2 ** 27 };
  await withLoader({ ...TWO, persistent: true }, async (loader) => {
    const { message } = await assertRejects(() => all(loader), Error, "Cannot prepare a batch as worker 0 failed: ");
    assertEquals(message.split("\n").length, 1);
    await assertRejects(() => all(loader), Error, "Cannot prepare a batch as worker 0 failed: ");
  }, broken);
});

Deno.test("createBatchLoader() lets the program end by itself once it is closed", async () => {
  await using space = await workspace();
  const program = `
    import { createBatchLoader } from ${
    JSON.stringify(new URL("../../../data/feed/batch_loader.ts", import.meta.url).href)
  };
    import { heldFrames } from ${JSON.stringify(new URL("../../../data/frames/frames.ts", import.meta.url).href)};
    const numbers = Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7);
    const samples = { patchSize: 1, channels: 1, members: numbers, offsets: new Float32Array(16),
      inputScale: new Float32Array(8), physicsScale: new Float32Array(8),
      patterns: { frames: heldFrames(new Float32Array(8), 1), masks: null, numbers,
        brightness: new Float64Array(8), validPixels: null, labelAmp: null,
        labelPhase: null, labelSource: null } };
    for (const persistent of [true, false]) {
      const loader = createBatchLoader(samples, { workers: 2, prefetch: null, persistent });
      for await (const _ of loader.load(Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7), { batchSize: 1 })) break;
      await loader.close();
    }`;
  await Deno.writeTextFile(`${space.path}/program.ts`, program);
  const config = fileURLToPath(new URL("../../../deno.json", import.meta.url));
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--allow-read", "--config", config, `${space.path}/program.ts`],
    signal: AbortSignal.timeout(60_000),
    stdout: "piped",
    stderr: "piped",
  });
  const { success, stderr } = await command.output();
  assert(success, new TextDecoder().decode(stderr));
});
