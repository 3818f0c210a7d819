/**
 * The gradient of a convolution by its filter on WebGPU: sums of shares of the image rows, by one of several programs, which
 * are then added. Nothing is added atomically, so the bits are the same from run to run.
 *
 * @module
 */
import { type ConvolutionAttributes, keepsSize } from "./convolution_attributes.ts";
import { filterGradientSizes } from "./filter_gradient_sizes.ts";
import { FILTER_GRADIENT } from "./filter_gradient_variants.ts";
import { sumOfShares } from "../network/shares.ts";
import type { GpuBackend } from "../programs/gpu_backend.ts";
import { elementsOf } from "../programs/gpu_program.ts";
import { replaceGpuKernel } from "../programs/replace_gpu_kernel.ts";

/**
 * Registers the `Conv2DBackpropFilter` kernel of `webgpu` in place of tensorflow.js' own, which has one thread for each
 * weight; calling it again changes nothing. Strides, dilations and even filters are passed on to it.
 */
export function installGpuFilterGradient(): void {
  replaceGpuKernel("Conv2DBackpropFilter", ({ inputs: { x, dy }, attrs, backend: anyBackend }) => {
    const { filterShape, ...attributes } = attrs as unknown as Attributes;
    if (!x || !dy || !keepsSize(attributes, filterShape)) return undefined;
    const backend = anyBackend as GpuBackend;
    const sizes = filterGradientSizes(x.shape, filterShape);
    const gradient = backend.compute(backend.choices.of(FILTER_GRADIENT, sizes), { inputs: { x, dy } });
    if (sizes.shares === 1) return { ...gradient, shape: [...filterShape] };
    const summed = sumOfShares({ channels: elementsOf(filterShape), shares: sizes.shares, shape: filterShape });
    const sum = backend.compute(summed, { inputs: { sums: gradient } });
    backend.disposeData(gradient.dataId);
    return sum;
  });
}

// --- internal ---

interface Attributes extends ConvolutionAttributes {
  readonly filterShape: readonly number[];
}
