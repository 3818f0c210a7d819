/**
 * Gradients of activations that are fused with what comes before them.
 *
 * @module
 */
import { BIAS_RELU_GRADIENT } from "../../operations/fused_convolution.ts";
import type { CpuKernel } from "./cpu_kernel.ts";

/** Parts of the sum over pixels; fixed, so that it does not depend on the number of threads. */
const PARTS = 64;

/** {@link BIAS_RELU_GRADIENT} in one pass. */
export const activationKernels: Readonly<Record<string, CpuKernel>> = {
  [BIAS_RELU_GRADIENT]: (call) => {
    const { backend } = call;
    const { shape } = call.input("dy");
    const channels = shape.at(-1) ?? 1;
    const pixels = shape.slice(0, -1).reduce((product, size) => product * size, 1);
    const [dz, dbias] = [backend.output(shape), backend.output([channels])];
    backend.withScratch(4 * PARTS * (channels + 8), (sums) => {
      const addresses = [call.address("dy"), call.address("y"), backend.address(dz), backend.address(dbias), sums];
      const parts = Math.min(PARTS, Math.max(1, pixels));
      backend.run("biasReluGradient", [...addresses, pixels, channels, parts], {
        together: true,
        work: pixels * channels,
      });
    });
    return [dz, dbias];
  },
};
