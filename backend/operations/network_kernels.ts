/**
 * What models run by name that tensorflow.js does not have: the kernels, composed of others where a backend has no faster
 * ones of its own, and the gradients. With them a model trains on every backend.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { ATTENTION_GRADIENTS } from "./attention.ts";
import { COMPOSED_KERNELS, type ComposedInputs } from "./composed_kernels.ts";
import { FUSED_CONVOLUTION_GRADIENT } from "./fused_convolution.ts";

/** Registers them for every backend there is at the time; calling it again changes nothing for those. */
export function registerNetworkKernels(): void {
  for (const backendName of tf.engine().backendNames()) {
    for (const [kernelName, compute] of Object.entries(COMPOSED_KERNELS)) {
      if (tf.getKernel(kernelName, backendName)) continue;
      tf.registerKernel({
        kernelName,
        backendName,
        kernelFunc: ({ inputs }) => tf.tidy(() => compute(inputs as unknown as ComposedInputs)),
      });
    }
  }
  for (const gradient of [FUSED_CONVOLUTION_GRADIENT, ...ATTENTION_GRADIENTS]) {
    if (!tf.getGradient(gradient.kernelName)) tf.registerGradient(gradient);
  }
}
