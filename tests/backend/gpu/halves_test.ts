/**
 * Kernels on WebGPU whose tensors are kept as halves, beside the same in float32, which `tests/backend/definitions` compares
 * with the definitions.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals } from "@std/assert";
import { keepingHalves } from "../../../backend/half_storage.ts";
import type { GpuBackend } from "../../../backend/gpu/programs/gpu_backend.ts";
import { CONVOLUTION } from "../../../backend/gpu/convolution/convolution_variants.ts";
import { convolutionSizes } from "../../../backend/gpu/convolution/convolution_sizes.ts";
import { FILTER_GRADIENT } from "../../../backend/gpu/convolution/filter_gradient_variants.ts";
import { filterGradientSizes } from "../../../backend/gpu/convolution/filter_gradient_sizes.ts";
import { Random } from "../../../data/random/random.ts";
import { hasHalves } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { run } from "../definitions/differentiate.ts";

/** Of the largest of its kind, what a result in halves may be off. */
const TOLERANCE = 2e-3;

const webgpu = { name: "webgpu", ignore: !await hasHalves() } as const;

/** What is done to activations that a convolution gave, and with which gate. */
type Layer = (x: tf.Tensor4D, gate: tf.Tensor4D) => tf.Tensor4D;

const LAYERS: Readonly<Record<string, Layer>> = {
  convolved: (x) => x,
  pooled: (x) => tf.maxPool(x, 2, 2, "valid"),
  doubled: (x) => tf.image.resizeNearestNeighbor(x, [2 * x.shape[1], 2 * x.shape[2]]),
  attended: (x, gate) => {
    const [same, pooled] = run<[tf.Tensor4D, tf.Tensor2D]>("SummarisePixels", { x });
    const [means] = tf.split(pooled, 2, 0) as [tf.Tensor2D];
    const [y, summary] = run<[tf.Tensor4D, tf.Tensor4D]>("WeighChannels", { x: same, gate: tf.sigmoid(means) });
    const [gated] = run<[tf.Tensor4D]>("GatePixels", { x: y, logits: summary.mean<tf.Tensor4D>(3, true).add(gate) });
    return gated;
  },
  "of stock programs": (x) => x.mul<tf.Tensor4D>(x).add(x),
};

for (const [name, layer] of Object.entries(LAYERS)) {
  for (const channels of [5, 8]) {
    onAccelerator(
      webgpu,
      `activations, ${name}, and gradients are within 2e-3 as halves, of ${channels} channels`,
      () => check(layer, channels),
    );
  }
}

async function check(layer: Layer, channels: number): Promise<void> {
  // Numbers that halves have, so that neither which is the largest nor which is positive depends on their rounding.
  const [x, gate] = [sixtyFourths([2, 6, 4, channels], 1), sixtyFourths([2, 6, 4, 1], 2)];
  const identity = tf.eye(channels).reshape<tf.Tensor4D>([1, 1, channels, channels]);
  const [first, second] = [3, 4].map((seed) => sixtyFourths([3, 3, channels, channels], seed).div<tf.Tensor4D>(4));
  const kept: boolean[] = [];
  const network = (x: tf.Tensor4D, gate: tf.Tensor4D, first: tf.Tensor4D, second: tf.Tensor4D): tf.Scalar => {
    const active = convolved(x, identity, "relu");
    const shaped = layer(active, gate);
    kept.push(isHalf(active), isHalf(shaped));
    // Gradients come back through two convolutions: the first is float32, the second as halves.
    const y = convolved(convolved(shaped, first, "relu"), second, "linear");
    return y.mul(y).mean();
  };
  const operands = [x, gate, first, second] as unknown as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
  const gradients = (): tf.Tensor[] =>
    // The gate is not part of every network.
    tf.engine().gradients(() => network(...operands), operands, null as unknown as tf.Scalar, true).grads
      .filter((gradient) => (gradient as tf.Tensor | null | undefined) instanceof tf.Tensor);
  const exact = gradients();
  const [expected, ofStock] = [network(...operands), layer === LAYERS["of stock programs"]];
  assertEquals(new Set(kept.splice(0)), new Set([false]));
  const halves = keepingHalves(gradients);
  assertEquals(kept.splice(0), ofStock ? [false, false] : [true, true]);
  const loss = keepingHalves(() => network(...operands));
  for (const [index, gradient] of exact.entries()) await assertNear(halves[index] ?? gradient, gradient);
  await assertNear(loss, expected);
}

onAccelerator(webgpu, "ways of convolutions give the same bits of halves", async () => {
  const backend = tf.backend() as unknown as GpuBackend;
  const image = [2, 9, 11, 12], filter = [3, 3, 12, 20];
  const half = (shape: number[], seed: number): tf.Tensor4D =>
    keepingHalves(() => convolved(sixtyFourths(shape, seed), eye(shape.at(-1) ?? 0), "relu"));
  const [x, dy, w, bias] = [half(image, 1), half([2, 9, 11, 20], 2), sixtyFourths(filter, 3), tf.zeros([20])];
  for (const end of ["", "bias relu"] as const) {
    const sizes = convolutionSizes(image, filter, end), inputs = end === "" ? { x, w } : { x, w, bias };
    await assertSameBits(backend, CONVOLUTION.variants.map(({ program }) => program(sizes)), {
      ...{ inputs, halves: ["y"] },
    });
  }
  const sizes = filterGradientSizes(image, filter);
  await assertSameBits(backend, FILTER_GRADIENT.variants.map(({ program }) => program(sizes)), { inputs: { x, dy } });
  assert(isHalf(x) && isHalf(dy));
});

async function assertSameBits(
  backend: GpuBackend,
  programs: readonly (Parameters<GpuBackend["compute"]>[0] | null)[],
  call: Parameters<GpuBackend["compute"]>[1],
): Promise<void> {
  const results = await Promise.all(
    programs.flatMap((program) => program ? [program] : []).map(async (program) => {
      const { dataId } = backend.compute(program, call);
      const values = new Uint32Array((await backend.read(dataId) as Float32Array).slice().buffer);
      backend.disposeData(dataId);
      return values;
    }),
  );
  assert(results.length > 3 && results[0]?.some((bits) => bits !== 0));
  for (const result of results) assertEquals(result, results[0]);
}

onAccelerator(webgpu, "halves take half the memory, and become float32 for who reads them", async () => {
  const x = sixtyFourths([1, 64, 64, 8], 5), filter = eye(8), bias = tf.zeros<tf.Rank.R1>([8]);
  await tf.tidy(() => convolved(x, filter, "relu", bias)).data();
  const bytesOf = async (work: () => tf.Tensor): Promise<{ bytes: number; values: Float32Array }> => {
    const before = bytesInUse(), tensor = work();
    const bytes = bytesInUse() - before;
    return { bytes, values: await tensor.data<"float32">() };
  };
  const wide = await bytesOf(() => convolved(x, filter, "relu", bias));
  const half = await bytesOf(() => keepingHalves(() => convolved(x, filter, "relu", bias)));
  assertEquals([wide.bytes, half.bytes], [4 * x.size, 2 * x.size]);
  assert(half.values.length === x.size && half.values.every((value, at) => value === wide.values[at]));
});

function bytesInUse(): number {
  return (tf.memory() as tf.MemoryInfo & { readonly numBytesInGPU: number }).numBytesInGPU;
}

function convolved(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  activation: "linear" | "relu",
  bias: tf.Tensor1D = tf.zeros([filter.shape[3]]),
): tf.Tensor4D {
  const attributes = { strides: 1, pad: "same", dataFormat: "NHWC", dilations: 1, activation };
  return tf.engine().runKernel("FusedConv2D", { x, filter, bias }, attributes);
}

function eye(channels: number): tf.Tensor4D {
  return tf.eye(channels).reshape([1, 1, channels, channels]);
}

/** Whole multiples of 1/64, from −2 to 2. */
function sixtyFourths(shape: readonly number[], seed: number): tf.Tensor4D {
  const random = new Random(seed, "halves");
  const values = Array.from(
    { length: tf.util.sizeFromShape([...shape]) },
    () => Math.round(256 * random.uniform() - 128) / 64,
  );
  return tf.tensor4d(values, [...shape] as [number, number, number, number]);
}

function isHalf({ dataId }: tf.Tensor): boolean {
  return (tf.backend() as unknown as GpuBackend).isHalf(dataId);
}

async function assertNear(actual: tf.Tensor, expected: tf.Tensor): Promise<void> {
  const [values, exact] = await Promise.all([actual.data<"float32">(), expected.data<"float32">()]);
  const largest = exact.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  assert(largest > 0 && values.length === exact.length);
  const off = exact.reduce((most, value, at) => Math.max(most, Math.abs(value - (values[at] ?? NaN))), 0) / largest;
  assert(off <= TOLERANCE, `off by ${off}`);
}
