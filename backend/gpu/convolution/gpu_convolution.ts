/**
 * Convolution on WebGPU, and its gradient by the image, which is a convolution with the turned filter; by one of several
 * programs.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import { type ConvolutionAttributes, keepsSize } from "./convolution_attributes.ts";
import { type ConvolutionSizes, convolutionSizes } from "./convolution_sizes.ts";
import { CONVOLUTION } from "./convolution_variants.ts";
import { turnedFilter } from "./turned_filter.ts";
import type { GpuBackend } from "../programs/gpu_backend.ts";
import { replaceGpuKernel } from "../programs/replace_gpu_kernel.ts";

/**
 * Registers the `Conv2D`, `FusedConv2D` and `Conv2DBackpropInput` kernels of `webgpu` in place of tensorflow.js' own; calling
 * it again changes nothing. Strides, dilations and even filters are passed on to what was there before.
 */
export function installGpuConvolution(): void {
  replaceGpuKernel("Conv2D", ({ inputs: { x, filter }, attrs, backend }) => {
    if (!x || !filter || !keepsSize(attrs as unknown as ConvolutionAttributes, filter.shape)) return undefined;
    return convolved(backend as GpuBackend, { x, w: filter }, { end: "", half: false });
  });
  replaceGpuKernel("FusedConv2D", ({ inputs: { x, filter, bias, preluActivationWeights }, attrs, backend }) => {
    const attributes = attrs as unknown as ConvolutionAttributes & { readonly activation: string };
    const known = attributes.activation === "relu" || attributes.activation === "linear";
    if (!x || !filter || !bias || preluActivationWeights || !known || !keepsSize(attributes, filter.shape)) {
      return undefined;
    }
    const rectified = attributes.activation === "relu", gpu = backend as GpuBackend;
    return convolved(gpu, { x, w: filter, bias }, {
      ...{ end: rectified ? "bias relu" : "bias", half: rectified && gpu.keepsHalves },
    });
  });
  replaceGpuKernel("Conv2DBackpropInput", ({ inputs: { dy, filter, turned: known }, attrs, backend: anyBackend }) => {
    if (!dy || !filter || !keepsSize(attrs as unknown as ConvolutionAttributes, filter.shape)) return undefined;
    const backend = anyBackend as GpuBackend;
    // `FusedConv2DGradient` has turned it already.
    const result = { end: "", half: backend.isHalf(dy.dataId) } as const;
    if (known) return convolved(backend, { x: dy, w: known }, result);
    const turned = backend.compute(turnedFilter({ filter: filter.shape }), { inputs: { w: filter } });
    const dx = convolved(backend, { x: dy, w: turned }, result);
    backend.disposeData(turned.dataId);
    return dx;
  });
}

// --- internal ---

interface Operands {
  readonly x: tf.TensorInfo;
  readonly w: tf.TensorInfo;
  readonly bias?: tf.TensorInfo;
}

interface Result extends Pick<ConvolutionSizes, "end"> {
  /** Whether it is kept as halves. */
  readonly half: boolean;
}

function convolved(backend: GpuBackend, { x, w, bias }: Operands, { end, half }: Result): tf.TensorInfo {
  const program = backend.choices.of(CONVOLUTION, convolutionSizes(x.shape, w.shape, end));
  return backend.compute(program, { inputs: { x, w, ...bias && { bias } }, halves: half ? ["y"] : [] });
}
