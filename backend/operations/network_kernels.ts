/**
 * What models run by name that tensorflow.js does not have: the kernels, composed of others where a backend has no faster
 * ones of its own, and the gradients. With them a model trains on every backend.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { ATTENTION_GRADIENTS, type AttentionInputs, COMPOSED_ATTENTION_KERNELS } from "./attention.ts";
import {
  COMPOSED_DIFFRACTION_KERNELS,
  type DiffractionAttributes,
  type DiffractionInputs,
} from "./waves/composed_diffraction.ts";
import { COMPOSED_ENGINE_KERNELS, type EngineAttributes, type EngineInputs } from "./waves/composed_engine.ts";
import { COMPOSED_OVERLAP_KERNELS, type OverlapAttributes, type OverlapInputs } from "./composed_overlap.ts";
import { COMPOSED_POISSON_KERNELS, type PoissonInputs } from "./composed_poisson.ts";
import { DIFFRACTION_GRADIENTS } from "./waves/diffraction.ts";
import {
  BIAS_RELU_GRADIENT,
  composedBiasReluGradient,
  composedConvolutionGradient,
  type ConvolutionGradientInputs,
  FUSED_CONVOLUTION_GRADIENT,
} from "./fused_convolution.ts";
import { OVERLAP_GRADIENTS } from "./overlap.ts";
import {
  COMPOSED_PAINTING_KERNELS,
  PAINTING_GRADIENTS,
  type PaintingAttributes,
  type PaintingInputs,
} from "./painting.ts";

/** Registers them for every backend there is at the time; calling it again changes nothing for those. */
export function registerNetworkKernels(): void {
  for (const backendName of tf.engine().backendNames()) {
    for (const [kernelName, compute] of Object.entries(COMPOSED_ATTENTION_KERNELS)) {
      register({ kernelName, backendName }, (inputs) => compute(inputs as unknown as AttentionInputs));
    }
    register(
      { kernelName: BIAS_RELU_GRADIENT, backendName },
      (inputs) => composedBiasReluGradient(inputs as unknown as ConvolutionGradientInputs),
    );
    register(
      { kernelName: "FusedConv2DGradient", backendName },
      (inputs, attributes) => composedConvolutionGradient(inputs as unknown as ConvolutionGradientInputs, attributes),
    );
    for (const [kernelName, compute] of Object.entries(COMPOSED_OVERLAP_KERNELS)) {
      register(
        { kernelName, backendName },
        (inputs, attributes) => compute(inputs as unknown as OverlapInputs, attributes as unknown as OverlapAttributes),
      );
    }
    for (const [kernelName, compute] of Object.entries(COMPOSED_PAINTING_KERNELS)) {
      register(
        { kernelName, backendName },
        (inputs, attributes) =>
          compute(inputs as unknown as PaintingInputs, attributes as unknown as PaintingAttributes),
      );
    }
    for (const [kernelName, compute] of Object.entries(COMPOSED_POISSON_KERNELS)) {
      register({ kernelName, backendName }, (inputs) => compute(inputs as unknown as PoissonInputs));
    }
    for (const [kernelName, compute] of Object.entries(COMPOSED_ENGINE_KERNELS)) {
      register(
        { kernelName, backendName },
        (inputs, attributes) => compute(inputs as unknown as EngineInputs, attributes as unknown as EngineAttributes),
      );
    }
    for (const [kernelName, compute] of Object.entries(COMPOSED_DIFFRACTION_KERNELS)) {
      register(
        { kernelName, backendName },
        (inputs, attributes) =>
          compute(inputs as unknown as DiffractionInputs, attributes as unknown as DiffractionAttributes),
      );
    }
  }
  const gradients = [
    FUSED_CONVOLUTION_GRADIENT,
    ...ATTENTION_GRADIENTS,
    ...DIFFRACTION_GRADIENTS,
    ...OVERLAP_GRADIENTS,
    ...PAINTING_GRADIENTS,
  ];
  for (const gradient of gradients) {
    if (!tf.getGradient(gradient.kernelName)) tf.registerGradient(gradient);
  }
}

// --- internal ---

type Compute = (inputs: tf.NamedTensorInfoMap, attributes: tf.NamedAttrMap) => tf.Tensor | tf.Tensor[];

function register(kernel: { readonly kernelName: string; readonly backendName: string }, compute: Compute): void {
  if (tf.getKernel(kernel.kernelName, kernel.backendName)) return;
  tf.registerKernel({
    ...kernel,
    kernelFunc: ({ inputs, attrs }) => tf.tidy(() => compute(inputs, attrs ?? {})),
  });
}
