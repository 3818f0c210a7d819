import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { decode } from "fast-png";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { timeKernels } from "../../../backend/kernel_timer.ts";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { batches } from "../../../data/batches.ts";
import { patternImage } from "../../../data/patterns.ts";
import { prepareSamples, type Samples } from "../../../data/samples.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { createModel, type Model } from "../../../model/create_model.ts";
import { BatchUploader } from "../../../data/feed/batch_uploader.ts";
import type { LoggedImage } from "../../../run/images/logged_image.ts";
import { type ImageFields, renderImages, requireImageIndices } from "../../../train/callbacks/patch_images.ts";
import { knob } from "../../knob.ts";

const COUNT = 9;
const SIDE = 64;
const payload = createTrainingPayload({ model: { filterScale: 0.125 } });
const NAMES = ["amplitude", "phase", "observed", "predicted", "difference"];

type Positions = Pick<Samples, "x" | "y">;

interface Source {
  readonly model: Model;
  readonly samples: Samples;
}

/** Images of a network that knows nothing, on the CPU; nothing of it stays on the accelerator. */
async function imagesOf(
  fields: Partial<ImageFields>,
  look: (images: readonly LoggedImage[], source: Source) => void | Promise<void>,
): Promise<void> {
  await selectAccelerator("cpu", { threads: 1 });
  const samples = prepareSamples(simulateScan({ patchSize: SIDE, patterns: COUNT, seed: 3 }), payload, { seed: 42 });
  const before = tf.memory().numTensors;
  const model = createModel(payload, { seed: 42 });
  try {
    const held = tf.memory().numTensors;
    const images = await renderImages({ model, samples }, { ...payload.execution, ...fields });
    assertEquals(tf.memory().numTensors, held);
    await look(images, { model, samples });
  } finally {
    model.dispose();
  }
  assertEquals(tf.memory().numTensors, before);
}

function tagsOf(images: readonly LoggedImage[]): string[] {
  return images.map(({ tag }) => tag);
}

function folders(images: readonly LoggedImage[]): string[] {
  return [...new Set(tagsOf(images).map((tag) => tag.split("/")[0] ?? ""))];
}

/** Grey levels of an image, one for each of its original pixels. */
function levelsOf(images: readonly LoggedImage[], wanted: string): number[] {
  const image = images.find(({ tag }) => tag === wanted);
  assert(image, wanted);
  const { width, height, channels, depth, data } = decode(image.png);
  assertEquals([width, height, channels, depth], [image.width, image.height, 1, 8]);
  const factor = width / SIDE;
  return Array.from(
    { length: SIDE * SIDE },
    (_, p) => data[(Math.floor(p / SIDE) * factor) * width + (p % SIDE) * factor] ?? NaN,
  );
}

/** Requires that a greater value is nowhere darker, which no turned or shifted image is. */
function assertSameOrder(levels: readonly number[], values: ArrayLike<number>): void {
  const order = levels.map((_, p) => p).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  for (let k = 1; k < order.length; k++) {
    assert((levels[order[k] ?? 0] ?? 0) >= (levels[order[k - 1] ?? 0] ?? 0));
  }
  assert(new Set(levels).size >= 20);
}

/** Size of the image of an object stitched from these samples: their central squares, pixels repeated up to 256. */
function stitchedSize({ x, y }: Positions, indices: ArrayLike<number>): [number, number] {
  const extent = (centres: Float64Array): number => {
    const chosen = Array.from(indices, (index) => centres[index] ?? NaN);
    return Math.ceil(Math.max(...chosen) + SIDE / 4) - Math.floor(Math.min(...chosen) - SIDE / 4);
  };
  const [height, width] = [extent(y), extent(x)];
  const repeated = Math.max(1, Math.ceil(256 / Math.min(height, width)));
  return [repeated * height, repeated * width];
}

knob("execution.reconLogPatches", "so many patches are shown, spread evenly over the samples", async () => {
  await imagesOf({ reconLogPatches: 3 }, (images) => {
    assertEquals(tagsOf(images), [1, 4, 7].flatMap((index) => NAMES.map((name) => `patch_0000${index}/${name}`)));
  });
  await imagesOf({ reconLogPatches: 100 }, (images) => assertEquals(folders(images).length, COUNT));
});

knob("execution.reconLogIndices", "these samples are shown, in this order", async () => {
  await imagesOf({ reconLogIndices: [7, 2, 7] }, (images, { samples }) => {
    assertEquals(folders(images), ["patch_00007", "patch_00002"]);
    for (const index of [7, 2]) {
      const observed = patternImage(samples.patterns, index);
      assertSameOrder(levelsOf(images, `patch_0000${index}/observed`), observed);
    }
  });
});

knob("execution.reconLogStitch", "the stitched object is shown too", async () => {
  await imagesOf({ reconLogPatches: 1, reconLogStitch: false }, (images) => {
    assertEquals(folders(images), ["patch_00004"]);
  });
  await imagesOf({ reconLogPatches: 1, reconLogStitch: true }, (images, { samples }) => {
    assertEquals(tagsOf(images).slice(NAMES.length), ["stitched/amplitude", "stitched/phase"]);
    const [height, width] = stitchedSize(samples, samples.x.map((_, index) => index));
    const { tag: _tag, png, ...size } = images.at(-1) ?? { tag: "", png: new Uint8Array() };
    assertEquals(size, { height, width });
    assertEquals(decode(png).height, height);
  });
});

knob("execution.reconLogMaxStitch", "at most so many samples are stitched, from the middle of the scan", async () => {
  for (const reconLogMaxStitch of [1, 4, COUNT, null]) {
    await imagesOf({ reconLogPatches: 1, reconLogStitch: true, reconLogMaxStitch }, (images, { samples: { x, y } }) => {
      const middle = (values: Float64Array): number => (Math.min(...values) + Math.max(...values)) / 2;
      const distances = [...x].map((column, k) => Math.hypot(column - middle(x), (y[k] ?? 0) - middle(y)));
      const nearest = distances.map((_, k) => k).sort((a, b) => (distances[a] ?? 0) - (distances[b] ?? 0));
      const size = stitchedSize({ x, y }, nearest.slice(0, reconLogMaxStitch ?? COUNT));
      assertEquals([images.at(-1)?.height, images.at(-1)?.width], size);
    });
  }
});

Deno.test("renderImages() shows patches and predictions as the network makes them, row 0 at the top", async () => {
  await imagesOf({ reconLogIndices: [5] }, async (images, { model, samples }) => {
    const uploader = new BatchUploader(samples);
    const [batch] = batches(samples, Int32Array.of(5), { batchSize: 1 });
    assert(batch);
    const [amp, predicted] = tf.tidy(() => {
      const tensors = uploader.upload(batch);
      return [model.patches(tensors).amp, model.predict(tensors)] as const;
    });
    assertSameOrder(levelsOf(images, "patch_00005/amplitude"), await amp.data());
    assertSameOrder(levelsOf(images, "patch_00005/predicted"), await predicted.data());
    tf.dispose([amp, predicted]);
    uploader.dispose();
  });
});

Deno.test("renderImages() enlarges what is small and gives the size of the file", async () => {
  await imagesOf({ reconLogIndices: [0] }, (images) => {
    for (const { height, width, png } of images) {
      assertEquals([height, width], [256, 256]);
      assertEquals([decode(png).height, decode(png).width], [256, 256]);
    }
  });
});

Deno.test("requireImageIndices() refuses samples that are not there, where images are made", () => {
  const fields = { reconLogEvery: 1, reconLogIndices: [0, 8, 9] };
  requireImageIndices(10, fields);
  requireImageIndices(9, { ...fields, reconLogEvery: null });
  requireImageIndices(1, { reconLogEvery: 1, reconLogIndices: null });
  assertThrows(
    () => requireImageIndices(9, fields),
    RangeError,
    "Cannot log images as execution.reconLogIndices must be below the number of samples, 9: current value is 9",
  );
});

Deno.test("renderImages() runs the network once for its patches and their patterns", async () => {
  await selectAccelerator("cpu", { threads: 1 });
  const timer = timeKernels();
  await imagesOf({ reconLogPatches: 4 }, (_images, { model }) => {
    const once = model.parameters.keys().filter((name) => /conv[12]\.weight$/.test(name)).toArray().length;
    assertEquals(timer.stop().find(({ kernel }) => kernel === "FusedConv2D")?.calls, once);
  });
});
