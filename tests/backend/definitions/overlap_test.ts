/**
 * The kernels of overlap, and their gradients, against their definitions.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { differentiate } from "./differentiate.ts";
import { filled, type Filling, fillings } from "./filled.ts";
import { assertSums, Sums } from "./sums.ts";

/** Images of side `from` that are each moved `uses` times on canvases of side `side`. */
interface Move {
  readonly images: number;
  readonly uses: number;
  readonly from: number;
  readonly side: number;
  readonly x: Filling;
  readonly dy: Filling;
  /** Columns and rows, in 1024ths of a pixel; as many as are needed are taken, from the first on again. */
  readonly offsets: readonly number[];
}

const moves: fc.Arbitrary<Move> = fc.record({
  images: fc.integer({ min: 1, max: 3 }),
  uses: fc.integer({ min: 1, max: 3 }),
  from: fc.integer({ min: 1, max: 8 }),
  side: fc.integer({ min: 0, max: 8 }),
  x: fillings,
  dy: fillings,
  offsets: fc.array(
    fc.oneof(fc.integer({ min: -12 * 1024, max: 12 * 1024 }), fc.integer({ min: -12, max: 12 }).map((n) => n * 1024)),
    { minLength: 18, maxLength: 18 },
  ),
}).map(({ from, side, ...rest }) => ({ ...rest, from: 2 * from, side: 2 * from + 2 * side }))
  .chain((move) => fc.boolean().map((inwards) => inwards ? { ...move, from: move.side, side: move.from } : move));

/** What a canvas' pixel gets of an image: index of the pixel, what it counts, and what it counts more by column and row. */
type Tap = readonly [source: number, weight: number, byColumn: number, byRow: number];

/** Those of pixel (row, column) of a canvas, where an image of side `from` is moved by (dx, dy). */
function taps({ from, side }: Move, [row, column]: [number, number], [dx, dy]: [number, number]): Tap[] {
  const shift = (side - from) / 2;
  const [wholeX, wholeY] = [Math.floor(dx), Math.floor(dy)];
  const pairs = [0, 1].flatMap((down) => [0, 1].map((across) => [down, across] as const));
  return pairs.flatMap(([down, across]): Tap[] => {
    const [i, j] = [row - shift - wholeY - down, column - shift - wholeX - across];
    if (i < 0 || j < 0 || i >= from || j >= from) return [];
    const [partX, partY] = [dx - wholeX, dy - wholeY];
    const [weightX, weightY] = [across ? partX : 1 - partX, down ? partY : 1 - partY];
    return [[i * from + j, weightX * weightY, (across ? 1 : -1) * weightY, (down ? 1 : -1) * weightX]];
  });
}

for (const accelerator of ACCELERATORS) {
  const options = { numRuns: accelerator.name === "cpu" ? 100 : 10 };

  onAccelerator(accelerator, "TranslateImages, SumTranslations and their gradients are their definitions", async () => {
    await fc.assert(fc.asyncProperty(moves, checkTranslation), options);
  });

  onAccelerator(accelerator, "MergePatches and its gradients are their definitions", async () => {
    await fc.assert(fc.asyncProperty(merges, checkMerging), options);
  });
}

async function checkTranslation(move: Move): Promise<void> {
  const { images, uses, from, side } = move, count = images * uses, pixels = side ** 2;
  const x = filled([images, from, from], move.x), dy = filled([count, side, side], move.dy);
  const offsets = Float32Array.from({ length: 2 * count }, (_, k) => (move.offsets[k % 18] ?? NaN) / 1024);
  const translate = (images: tf.Tensor, offsets: tf.Tensor): tf.Tensor[] => [
    tf.engine().runKernel<tf.Tensor>("TranslateImages", { images, offsets }, { side }),
  ];
  const inputs = [tf.tensor(x, [images, from, from]), tf.tensor(offsets, [count, 2])];
  const [y, dx, doffsets] = differentiate(translate, inputs, [dy]) as [tf.Tensor, tf.Tensor, tf.Tensor];

  const expected = [count * pixels, x.length, 2 * count].map((length) => new Sums(length)) as [Sums, Sums, Sums];
  for (let index = 0; index < count * pixels; index++) {
    const at = Math.floor(index / pixels), pixel: [number, number] = [Math.floor(index / side) % side, index % side];
    const first = Math.floor(at / uses) * from ** 2;
    for (
      const [source, weight, byColumn, byRow] of taps(move, pixel, [offsets[2 * at] ?? NaN, offsets[2 * at + 1] ?? NaN])
    ) {
      const [value, gradient] = [x[first + source] ?? NaN, dy[index] ?? NaN];
      expected[0].add(index, weight * value);
      expected[1].add(first + source, weight * gradient);
      expected[2].add(2 * at, byColumn * value * gradient);
      expected[2].add(2 * at + 1, byRow * value * gradient);
    }
  }
  await assertSums("a moved pixel", y, expected[0]);
  await assertSums("a gradient by an image", dx, expected[1]);
  await assertSums("a gradient by an offset", doffsets, expected[2]);
}

/** Images of some samples with weights of 64ths: whether their sum is above the floor does not depend on rounding. */
interface Merge {
  readonly samples: number;
  readonly channels: number;
  readonly side: number;
  readonly x: Filling;
  readonly dy: Filling;
  readonly weight: Filling;
  readonly epsilon: number;
}

const merges: fc.Arbitrary<Merge> = fc.record({
  samples: fc.integer({ min: 1, max: 3 }),
  channels: fc.integer({ min: 1, max: 4 }),
  side: fc.integer({ min: 1, max: 40 }),
  x: fillings,
  dy: fillings,
  weight: fillings,
  epsilon: fc.constantFrom(0, 0.001),
});

async function checkMerging({ samples, channels, side, epsilon, ...fills }: Merge): Promise<void> {
  const pixels = side ** 2, shape: [number, number, number] = [samples * channels, side, side];
  const x = filled(shape, fills.x), dy = filled([samples, side, side], fills.dy);
  const weight = filled(shape, fills.weight).map((value) => Math.round(Math.min(1, Math.abs(value)) * 64) / 64);
  const merge = (x: tf.Tensor, weight: tf.Tensor): tf.Tensor[] => [
    tf.engine().runKernel<tf.Tensor>("MergePatches", { x, weight }, { channels, epsilon, floor: 1e-6 }),
  ];
  const inputs = [tf.tensor(x, shape), tf.tensor(weight, shape)];
  const [y, dx, dweight] = differentiate(merge, inputs, [dy]) as [tf.Tensor, tf.Tensor, tf.Tensor];

  const merged = new Sums(samples * pixels), [byX, byWeight] = [new Sums(x.length), new Sums(x.length)];
  for (let at = 0; at < samples * pixels; at++) {
    const images = Array.from({ length: channels }, (_, channel) => {
      return (Math.floor(at / pixels) * channels + channel) * pixels + at % pixels;
    });
    const total = images.reduce((sum, image) => sum + (weight[image] ?? NaN), 0);
    const share = total > 1e-6 ? 1 / (total + epsilon) : 0;
    for (const image of images) merged.add(at, (x[image] ?? NaN) * (weight[image] ?? NaN) * share);
    const [mean, magnitude] = [merged.values[at] ?? NaN, merged.magnitudes[at] ?? NaN];
    for (const image of images) {
      const factor = (dy[at] ?? NaN) * share;
      byX.add(image, (weight[image] ?? NaN) * factor);
      byWeight.add(image, (x[image] ?? NaN) * factor);
      byWeight.add(image, -mean * factor, magnitude * Math.abs(factor) * channels);
    }
  }
  await assertSums("a merged pixel", y, merged);
  await assertSums("a gradient by an image", dx, byX);
  await assertSums("a gradient by a weight", dweight, byWeight);
}
