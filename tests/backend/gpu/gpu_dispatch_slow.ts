/**
 * Programs of more workgroups than a dimension of a dispatch may have.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals } from "@std/assert";
import { dispatchOf } from "../../../backend/gpu/programs/gpu_dispatch.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";

/** What a dimension may have at most. */
const MOST = 65_535;

/** Invocations of one workgroup in each of our programs. */
const WORKGROUP = 64;

/** More invocations than fit one dimension. */
const MANY = MOST * WORKGROUP + 1000;

/** Sizes of small images with as many values, of four channels. */
const SMALL: [number, number, number, number] = [1, 1024, 1025, 4];
const LARGE: [number, number, number, number] = [1, 2048, 2050, 4];

const webgpu = ACCELERATORS.filter(({ name }) => name === "webgpu");

Deno.test("dispatchOf() has as many workgroups as are asked for, few more, and none in excess of a dimension", () => {
  for (const workgroups of [1, 2, MOST - 1, MOST, MOST + 1, 2 * MOST, 2 * MOST + 1, 7_654_321]) {
    const [across, deep, layers] = dispatchOf(workgroups);
    assert(across <= MOST && deep <= MOST && layers === 1);
    assert(across * deep >= workgroups && across * deep < workgroups + deep, `${across} × ${deep} for ${workgroups}`);
  }
});

/** Numbers of which none is 0 and neighbours differ; sums of a few are exact. */
function values(length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => 1 + index * 7919 % 1009);
}

/** Fails unless a tensor has these values; its own are read once and not compared by a slow `assertEquals`. */
async function assertValues(what: string, tensor: tf.Tensor, expected: (index: number) => number): Promise<void> {
  const got = await tensor.data();
  const wrong = got.findIndex((value, index) => value !== expected(index));
  assertEquals(wrong, -1, `${what} is ${got[wrong]} instead of ${expected(wrong)} at ${wrong} of ${got.length}`);
}

for (const accelerator of webgpu) {
  onAccelerator(
    accelerator,
    "conv2d(), with bias and its gradients are right for any number of workgroups",
    async () => {
      const x = values(MANY), at = (row: number): number => x[row] ?? 0;
      const [input, filter] = [tf.tensor4d(x, [1, MANY, 1, 1]), tf.tensor4d([1, 2, 3], [3, 1, 1, 1])];
      const y = tf.conv2d(input, filter, 1, "same");
      await assertValues("conv2d", y, (row) => at(row - 1) + 2 * at(row) + 3 * at(row + 1));
      const fused = tf.fused.conv2d({
        x: input,
        filter,
        strides: 1,
        pad: "same",
        bias: tf.tensor1d([-2000]),
        activation: "relu",
      });
      await assertValues(
        "FusedConv2D",
        fused,
        (row) => Math.max(0, at(row - 1) + 2 * at(row) + 3 * at(row + 1) - 2000),
      );
      const dx = tf.grad((image) => tf.conv2d(image as tf.Tensor4D, filter, 1, "same"))(input, input);
      await assertValues("Conv2DBackpropInput", dx, (row) => 3 * at(row - 1) + 2 * at(row) + at(row + 1));
      // An invocation has a tile of four channels.
      const [channels, pixel] = [4 * MANY, tf.tensor4d([3], [1, 1, 1, 1])];
      const dy = values(channels);
      const convolve = (weights: tf.Tensor): tf.Tensor4D => tf.conv2d(pixel, weights as tf.Tensor4D, 1, "same");
      const dw = tf.grad(convolve)(tf.zeros([1, 1, 1, channels]), tf.tensor4d(dy, [1, 1, 1, channels]));
      await assertValues("Conv2DBackpropFilter", dw, (channel) => 3 * (dy[channel] ?? NaN));
    },
  );

  onAccelerator(accelerator, "gradients of halving and doubling are right for any number of workgroups", async () => {
    const [, , width, channels] = LARGE, half = width / 2;
    const x = values(tf.util.sizeFromShape(LARGE)), dy = values(tf.util.sizeFromShape(SMALL));
    const places = (small: number): number[] => {
      const pixel = Math.floor(small / channels), row = Math.floor(pixel / half);
      const first = (4 * row * half + 2 * (pixel % half)) * channels + small % channels;
      return [0, channels, width * channels, (width + 1) * channels].map((step) => first + step);
    };
    const pool = (image: tf.Tensor): tf.Tensor4D => tf.maxPool(image as tf.Tensor4D, 2, 2, "valid");
    const expected = new Float32Array(x.length);
    dy.forEach((gradient, small) => {
      const square = places(small), all = square.map((at) => x[at] ?? NaN);
      expected[square[all.indexOf(Math.max(...all))] ?? NaN] = gradient;
    });
    const dx = tf.grad(pool)(tf.tensor4d(x, LARGE), tf.tensor4d(dy, SMALL));
    await assertValues("MaxPoolGrad", dx, (index) => expected[index] ?? NaN);
    const [, height] = LARGE;
    const double = (image: tf.Tensor): tf.Tensor4D =>
      tf.image.resizeNearestNeighbor(image as tf.Tensor4D, [height, width]);
    const sums = tf.grad(double)(tf.zeros(SMALL), tf.tensor4d(x, LARGE));
    await assertValues("ResizeNearestNeighborGrad", sums, (small) => {
      return places(small).reduce((sum, at) => sum + (x[at] ?? NaN), 0);
    });
  });

  onAccelerator(accelerator, "moved and merged images are right for any number of workgroups", async () => {
    const side = Math.ceil(Math.sqrt(MANY) / 2) * 2,
      x = values(side ** 2),
      shape: [number, number, number] = [1, side, side];
    const images = tf.tensor3d(x, shape), attributes = { channels: 1, epsilon: 1, floor: 0 };
    const translate = (images: tf.Tensor): tf.Tensor =>
      tf.engine().runKernel("TranslateImages", { images, offsets: tf.tensor2d([1, 0], [1, 2]) }, { side });
    const merge = (x: tf.Tensor): tf.Tensor =>
      tf.engine().runKernel("MergePatches", { x, weight: tf.ones(shape) }, attributes);
    await assertValues("TranslateImages", translate(images), (at) => at % side === 0 ? 0 : x[at - 1] ?? NaN);
    const back = tf.grad(translate)(images, images);
    await assertValues("SumTranslations", back, (at) => at % side === side - 1 ? 0 : x[at + 1] ?? NaN);
    await assertValues("MergePatches", merge(images), (at) => (x[at] ?? NaN) / 2);
    await assertValues("MergePatchesGradient", tf.grad(merge)(images, images), (at) => (x[at] ?? NaN) / 2);
  });

  onAccelerator(accelerator, "kernels of tensorflow.js are right for any number of workgroups", async () => {
    // Odd, so that no invocation has four values, and for workgroups of up to 128.
    const count = MOST * 128 + 1001, half = (count - 1) / 2;
    const x = values(count), at = (index: number): number => x[index] ?? NaN;
    const input = tf.tensor1d(x);
    const plane = Math.floor(count / 4), pixels = tf.tensor3d(x.subarray(0, 4 * plane), [2, plane, 2]);
    const columns = tf.tensor2d(x.subarray(0, 2 * half), [half, 2]);
    const works: readonly [string, () => tf.Tensor, (index: number) => number][] = [
      ["Add", () => input.add(input), (index) => 2 * at(index)],
      ["Relu", () => tf.relu(input.sub(500)), (index) => Math.max(0, at(index) - 500)],
      ["Slice", () => input.slice([1], [count - 1]), (index) => at(index + 1)],
      ["Concat", () => tf.concat([input.slice([half], [1]), input]), (index) => index ? at(index - 1) : at(half)],
      ["PadV2", () => tf.pad1d(input, [1, 0]), (index) => index ? at(index - 1) : 0],
      [
        "Select",
        () => tf.where(input.greater(500), input, tf.zerosLike(input)),
        (index) => at(index) > 500 ? at(index) : 0,
      ],
      // Of two samples of two channels, channels first.
      ["Transpose", () => pixels.transpose([0, 2, 1]), (index) => {
        const [image, pixel] = [Math.floor(index / plane), index % plane];
        return at((Math.floor(image / 2) * plane + pixel) * 2 + image % 2);
      }],
      ["Sum", () => columns.sum(1), (row) => at(2 * row) + at(2 * row + 1)],
      ["GatherV2", () => tf.gather(columns, tf.range(0, half, 1, "int32")), at],
    ];
    for (const [name, work, expected] of works) {
      const result = tf.tidy(work);
      await assertValues(name, result, expected);
      result.dispose();
    }
  });
}
