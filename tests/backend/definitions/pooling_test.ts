/**
 * Max pooling and enlargement, and their gradients, against their definitions.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { differentiate } from "./differentiate.ts";
import { filled, type Filling, fillings } from "./filled.ts";
import { assertExact, assertSums, Sums } from "./sums.ts";

type Shape = [batch: number, height: number, width: number, channels: number];
type Pair = [number, number];

const shapes: fc.Arbitrary<Shape> = fc.tuple(
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 3, max: 9 }),
  fc.integer({ min: 3, max: 9 }),
  fc.integer({ min: 1, max: 9 }),
);

interface Pooling {
  readonly shape: Shape;
  readonly window: Pair;
  readonly strides: Pair;
  readonly pad: "same" | "valid";
  readonly x: Filling;
  readonly dy: Filling;
}

const upToThree: fc.Arbitrary<Pair> = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }));
const poolings: fc.Arbitrary<Pooling> = fc.record({
  shape: shapes,
  window: upToThree,
  strides: upToThree,
  pad: fc.constantFrom<"same" | "valid">("same", "valid"),
  x: fillings,
  dy: fillings,
});

/** What the network has. */
const halvings = poolings.map((drawn): Pooling => ({ ...drawn, window: [2, 2], strides: [2, 2], pad: "valid" }));

/** Whether nothing is left over: what alone is ours on a GPU. */
function isEven({ shape: [, height, width] }: Pooling): boolean {
  return height % 2 === 0 && width % 2 === 0;
}

interface Enlargement {
  readonly shape: Shape;
  readonly factors: Pair;
  readonly x: Filling;
  readonly dy: Filling;
}

const enlargements: fc.Arbitrary<Enlargement> = fc.record({
  shape: shapes,
  factors: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
  x: fillings,
  dy: fillings,
});
const doublings = enlargements.map((drawn): Enlargement => ({ ...drawn, factors: [2, 2] }));

for (const accelerator of ACCELERATORS) {
  const options = { numRuns: accelerator.name === "cpu" ? 60 : 10 };

  onAccelerator(accelerator, "maxPool() of pairs and its gradient are their definitions", async () => {
    await fc.assert(
      fc.asyncProperty(accelerator.name === "cpu" ? halvings : halvings.filter(isEven), checkPooling),
      options,
    );
  });

  onAccelerator(
    accelerator,
    "resizeNearestNeighbor() to the double and its gradient are their definitions",
    async () => {
      await fc.assert(fc.asyncProperty(doublings, checkEnlargement), options);
    },
  );

  if (accelerator.name === "webgpu") continue;

  onAccelerator(accelerator, "maxPool() of any windows and its gradient are their definitions", async () => {
    await fc.assert(fc.asyncProperty(poolings, checkPooling), options);
  });

  onAccelerator(
    accelerator,
    "resizeNearestNeighbor() by any factors and its gradient are their definitions",
    async () => {
      await fc.assert(fc.asyncProperty(enlargements, checkEnlargement), options);
    },
  );
}

async function checkPooling({ shape, window, strides, pad, ...fills }: Pooling): Promise<void> {
  const [, height, width, channels] = shape;
  const info = tf.backend_util.computePool2DInfo(shape, window, strides, 1, pad);
  const [x, dy] = [filled(shape, fills.x), filled(info.outShape, fills.dy)];
  const pool = (input: tf.Tensor): tf.Tensor[] => [tf.maxPool(input as tf.Tensor4D, window, strides, pad)];
  const [y, dx] = differentiate(pool, [tf.tensor(x, shape)], [dy]) as [tf.Tensor, tf.Tensor];
  const largest = new Float64Array(dy.length).fill(-Infinity), expected = new Sums(x.length);
  dy.forEach((gradient, index) => {
    const pixel = Math.floor(index / channels), line = Math.floor(pixel / info.outWidth);
    const top = line % info.outHeight * info.strideHeight - info.padInfo.top;
    const left = pixel % info.outWidth * info.strideWidth - info.padInfo.left;
    let winner = -1;
    for (let at = 0; at < window[0] * window[1]; at++) {
      const [row, column] = [top + Math.floor(at / window[1]), left + at % window[1]];
      if (row < 0 || row >= height || column < 0 || column >= width) continue;
      const image = Math.floor(line / info.outHeight);
      const from = ((image * height + row) * width + column) * channels + index % channels;
      if ((x[from] ?? NaN) > (largest[index] ?? NaN)) [winner, largest[index]] = [from, x[from] ?? NaN];
    }
    expected.add(winner, gradient);
  });
  await assertExact("a maximum", y, largest);
  await assertSums("a gradient", dx, expected);
}

async function checkEnlargement({ shape, factors: [down, across], ...fills }: Enlargement): Promise<void> {
  const [batch, height, width, channels] = shape;
  const large: Shape = [batch, down * height, across * width, channels];
  const [x, dy] = [filled(shape, fills.x), filled(large, fills.dy)];
  const enlarge = (input: tf.Tensor): tf.Tensor[] => [
    tf.image.resizeNearestNeighbor(input as tf.Tensor4D, [large[1], large[2]]),
  ];
  const [y, dx] = differentiate(enlarge, [tf.tensor(x, shape)], [dy]) as [tf.Tensor, tf.Tensor];
  const expected = new Sums(x.length);
  const enlarged = dy.map((gradient, index) => {
    const pixel = Math.floor(index / channels), line = Math.floor(pixel / large[2]);
    const column = Math.floor(pixel % large[2] / across);
    // Rows of all images: they are enlarged alike.
    const from = (Math.floor(line / down) * width + column) * channels + index % channels;
    expected.add(from, gradient);
    return x[from] ?? NaN;
  });
  await assertExact("an image", y, enlarged);
  await assertSums("a gradient", dx, expected);
}
