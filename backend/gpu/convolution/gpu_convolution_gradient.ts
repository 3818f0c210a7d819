/**
 * The gradient of a convolution with bias and ReLU as WebGPU programs; `backend/operations/fused_convolution.ts` says what it
 * is. One goes back through the ReLU, adds shares of the gradient by the bias, and turns the filter; the next makes shares of
 * the gradient by the filter; the last adds both kinds of shares.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import { composedConvolutionGradient, type ConvolutionGradientInputs } from "../../operations/fused_convolution.ts";
import { type SharedSums, type Shares, sharesOf, sumOfShares, twoSumsOfShares } from "../network/shares.ts";
import type { GpuBackend } from "../programs/gpu_backend.ts";
import { elementsOf, gpuProgram, type GpuSource } from "../programs/gpu_program.ts";
import { againOf, type NewGpuKernel } from "../programs/register_gpu_kernels.ts";
import { type ConvolutionAttributes, keepsSize } from "./convolution_attributes.ts";
import { filterGradientSizes } from "./filter_gradient_sizes.ts";
import { FILTER_GRADIENT } from "./filter_gradient_variants.ts";
import { turnedText } from "./turned_filter.ts";

/** `FusedConv2DGradient`. */
export const gpuConvolutionGradientKernels: Readonly<Record<string, NewGpuKernel>> = {
  FusedConv2DGradient: (call) => {
    const { backend, inputs: { dy, x, filter, y }, attributes } = call;
    if (!dy || !x || !filter || !y) throw new TypeError("Cannot differentiate a convolution as an input is missing");
    if (!keepsSize(attributes as unknown as ConvolutionAttributes, filter.shape)) {
      return tf.tidy(() =>
        composedConvolutionGradient(call.inputs as unknown as ConvolutionGradientInputs, attributes)
      );
    }
    const channels = dy.shape.at(-1) ?? 0;
    const shares = sharesOf({ images: 1, pixels: elementsOf(dy.shape.slice(0, -1)), channels });
    const relu = attributes.activation === "relu";
    const errors = convolutionErrors({ ...shares, shape: dy.shape, filter: filter.shape, relu });
    const halves = relu && backend.isHalf(y.dataId) ? ["dz"] : [];
    const [sums, turned, behind] = backend.run(errors, { inputs: { dy, y, w: filter }, halves });
    if (!sums || !turned) throw new TypeError("Cannot differentiate a convolution as a program has no output");
    const dz = behind ?? againOf(call, "dy");
    const ofBias = { sums, channels, shares: shares.shares, shape: [channels] };
    return [dz, ...gradientsOfWeights(backend, { x, dz, filter, ofBias }), turned];
  },
};

// --- internal ---

interface Weighed {
  readonly x: tf.TensorInfo;
  readonly dz: tf.TensorInfo;
  readonly filter: tf.TensorInfo;
  readonly ofBias: SharedSums & { readonly sums: tf.TensorInfo };
}

/** By the filter and by the bias. */
function gradientsOfWeights(
  backend: GpuBackend,
  { x, dz, filter, ofBias: { sums, ...ofBias } }: Weighed,
): tf.TensorInfo[] {
  const sizes = filterGradientSizes(x.shape, filter.shape);
  const gradient = backend.compute(backend.choices.of(FILTER_GRADIENT, sizes), { inputs: { x, dy: dz } });
  const results = sizes.shares === 1
    ? [{ ...gradient, shape: [...filter.shape] }, backend.compute(sumOfShares(ofBias), { inputs: { sums } })]
    : backend.run(
      twoSumsOfShares({
        a: { channels: elementsOf(filter.shape), shares: sizes.shares, shape: filter.shape },
        b: ofBias,
      }),
      { inputs: { sumsA: gradient, sumsB: sums } },
    );
  if (sizes.shares > 1) backend.disposeData(gradient.dataId);
  backend.disposeData(sums.dataId);
  return results;
}

interface Errors extends Shares {
  readonly shape: readonly number[];
  readonly filter: readonly number[];
  readonly relu: boolean;
}

/** Of each share of the pixels the sum by channel, the filter turned, and the gradient before a ReLU. */
const convolutionErrors = gpuProgram("convolution errors", (given: Errors): GpuSource => {
  const { shape, filter, relu, channels, pixels, shares, length } = given, invocations = shares * channels;
  return {
    inputs: relu ? ["dy", "w", "y"] : ["dy", "w"],
    outputs: { sums: [shares, channels], turned: turnedText(filter).shape, ...relu && { dz: shape } },
    halves: ["dy", "y", "dz"],
    invocations,
    body: `
  for (var weight = id; weight < ${elementsOf(filter)}; weight += ${invocations}) {
    turned[weight] = ${turnedText(filter).at("weight")};
  }
  let first = id / ${channels} * ${length};
  var sum = 0.0;
  for (var pixel = first; pixel < min(first + ${length}, ${pixels}); pixel++) {
    let at = pixel * ${channels} + id % ${channels};
    ${
      relu
        ? "let value = select(0.0, f32(dy[at]), f32(y[at]) > 0.0);\n    dz[at] = dzElement(value);"
        : "let value = f32(dy[at]);"
    }
    sum += value;
  }
  sums[id] = sum;`,
  };
});
