/**
 * Pictures of how far a training is: what the network makes of a few samples, and on request the object stitched from
 * many. They are made from the weights as they are, and change nothing.
 *
 * @module
 */
import type { TrainingPayload } from "../../config/payload.ts";
import { patternImage, patternMask } from "../../data/patterns.ts";
import { range } from "../../data/random/random.ts";
import { takeSamples } from "../../data/joining/take_samples.ts";
import type { Samples } from "../../data/samples.ts";
import type { Model } from "../../model/create_model.ts";
import { greyObjectFigure } from "../../recon/image/figures/figures.ts";
import { patternFigures, type PatternPair } from "../../recon/reports/pattern_figures.ts";
import { predictPatches } from "../../recon/patches/predict_patches.ts";
import { reconstructSamples } from "../../recon/patches/reconstruct_samples.ts";
import type { Reconstruction } from "../../recon/image/reconstruction.ts";
import { patchFolder, STITCHED_FOLDER } from "../../run/images/image_files.ts";
import type { LoggedImage } from "../../run/images/logged_image.ts";

/** Fields that say which images are made. */
export type ImageFields = Pick<
  TrainingPayload["execution"],
  "reconLogPatches" | "reconLogIndices" | "reconLogStitch" | "reconLogMaxStitch" | "replay"
>;

/** What images are made from. */
export interface ImageSource {
  /** The network as it is. */
  readonly model: Model;
  /** Samples of the training, all of them; the fields count in their order. */
  readonly samples: Samples;
}

/**
 * Makes the images of the chosen samples and, with `reconLogStitch`, of the object.
 *
 * | tag                                            | shows                                                         |
 * | ---------------------------------------------- | ------------------------------------------------------------- |
 * | `patch_00012/amplitude`, `patch_00012/phase`   | the network's patch of sample 12; the phase levelled          |
 * | `patch_00012/observed`, `…/predicted`          | log intensity on one scale, mid-grey where it is masked       |
 * | `patch_00012/difference`                       | predicted less observed, black to white is a tenth to tenfold |
 * | `stitched/amplitude`, `stitched/phase`         | the stitched object, mid-grey where nothing was placed        |
 *
 * @param source Network and samples.
 * @param execution The fields; indices must have passed {@link requireImageIndices}.
 * @returns The images, patches first; small ones enlarged to at least 256 pixels.
 */
export async function renderImages({ model, samples }: ImageSource, execution: ImageFields): Promise<LoggedImage[]> {
  const { reconLogStitch } = execution;
  const images: LoggedImage[] = [];
  const numbers = chosenSamples(samples.count, execution);
  const chosen = takeSamples(samples, numbers);
  const { channels, members, patterns, patchSize: size } = chosen;
  for await (const batch of predictPatches(model, chosen, { batchSize: BATCH_SIZE, diffraction: true })) {
    for (let b = 0; b < batch.size; b++) {
      // Of a sample, the first of its patterns stands for all.
      if ((batch.first + b) % channels > 0) continue;
      const [amp, phase, predicted] = [batch.amp, batch.phase, batch.diffraction].map((part) => cut(part, b, size)) as [
        ...[Patch, Patch, Patch],
      ];
      const member = members[batch.first + b] ?? NaN;
      const pair = { observed: patternImage(patterns, member), predicted, mask: patternMask(patterns, member) };
      images.push(...patchImages(numbers[(batch.first + b) / channels] ?? NaN, { amp, phase, pair, size }));
    }
  }
  // Scans lie over each other: the first of several stands for all.
  const [scan = samples] = samples.scans?.parts ?? [];
  return reconLogStitch ? [...images, ...await stitchedImages({ model, samples: scan }, execution)] : images;
}

/**
 * Numbers of the samples whose patches are shown: `reconLogIndices`, or `reconLogPatches` of them spread evenly.
 *
 * @param count Samples there are.
 * @param execution The fields.
 */
export function chosenSamples(count: number, execution: ImageFields): Int32Array {
  const { reconLogIndices, reconLogPatches } = execution;
  if (reconLogIndices) return Int32Array.from(new Set(reconLogIndices));
  const patches = Math.min(reconLogPatches, count);
  // The middles of equal parts: neither end of a scan is typical of it.
  return Int32Array.from({ length: patches }, (_, k) => Math.floor((k + 0.5) * count / patches));
}

/**
 * Requires that the samples to be shown are there; to be called before a training begins.
 *
 * @param count Samples there are.
 * @param execution The fields; nothing is required where no images are made.
 * @throws {RangeError} Naming the field.
 */
export function requireImageIndices(
  count: number,
  execution: Pick<TrainingPayload["execution"], "reconLogEvery" | "reconLogIndices">,
): void {
  const { reconLogEvery, reconLogIndices } = execution;
  const missing = reconLogEvery === null ? undefined : reconLogIndices?.find((index) => index >= count);
  if (missing === undefined) return;
  throw new RangeError(
    `Cannot log images as execution.reconLogIndices must be below the number of samples, ${count}: ` +
      `current value is ${missing}`,
  );
}

// --- internal ---

/** Patterns predicted at once. */
const BATCH_SIZE = 16;

/** Least side of an image in pixels: smaller ones are hard to see. */
const LEAST_SIDE = 256;

type Patch = Float32Array;

interface PatchValues {
  readonly amp: Patch;
  readonly phase: Patch;
  readonly pair: PatternPair;
  readonly size: number;
}

function cut(array: Float32Array, number: number, size: number): Patch {
  return array.subarray(number * size * size, (number + 1) * size * size);
}

function patchImages(index: number, { amp, phase, pair, size }: PatchValues): LoggedImage[] {
  const folder = patchFolder(index);
  const object = {
    height: size,
    width: size,
    re: amp.map((value, p) => value * Math.cos(phase[p] ?? 0)),
    im: amp.map((value, p) => value * Math.sin(phase[p] ?? 0)),
  };
  const patch = { object, mask: new Uint8Array(size * size).fill(1), origin: { y: 0, x: 0 } };
  const patterns = Object.entries(patternFigures(pair, size, LEAST_SIDE));
  return [
    ...objectImages(folder, patch),
    ...patterns.map(([name, figure]) => ({ tag: `${folder}/${name}`, ...figure })),
  ];
}

async function stitchedImages({ model, samples }: ImageSource, execution: ImageFields): Promise<LoggedImage[]> {
  const { reconLogMaxStitch, replay } = execution;
  const part = reconLogMaxStitch === null ? samples : middleSamples(samples, reconLogMaxStitch);
  return objectImages(STITCHED_FOLDER, await reconstructSamples(model, part, { batchSize: BATCH_SIZE, replay }));
}

function objectImages(folder: string, reconstruction: Reconstruction): LoggedImage[] {
  return (["amplitude", "phase"] as const).map((part) => ({
    tag: `${folder}/${part}`,
    ...greyObjectFigure(reconstruction, part, { leastSide: LEAST_SIDE }),
  }));
}

/** The samples nearest to the middle of the scan: they make one piece of the object without holes. */
function middleSamples(samples: Samples, most: number): Samples {
  const { x, y, count } = samples;
  if (most >= count) return samples;
  const middle = { x: midrange(x), y: midrange(y) };
  const distance = Float64Array.from(x, (column, k) => Math.hypot(column - middle.x, (y[k] ?? 0) - middle.y));
  const order = range(count);
  order.sort((a, b) => (distance[a] ?? 0) - (distance[b] ?? 0) || a - b);
  return takeSamples(samples, order.slice(0, most));
}

function midrange(values: Float64Array): number {
  const [least, greatest] = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)] as const,
    [Infinity, -Infinity] as const,
  );
  return (least + greatest) / 2;
}
