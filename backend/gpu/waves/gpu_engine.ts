/**
 * What iterative engines run, as WebGPU programs; `backend/operations/engine.ts` says what they compute.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import { COMPOSED_ENGINE_KERNELS, type EngineAttributes, type EngineInputs } from "../../operations/composed_engine.ts";
import type { GpuBackend, GpuInputs } from "../programs/gpu_backend.ts";
import { EngineCall } from "./engine_call.ts";
import { stepOnGpu } from "./engine_step.ts";
import { correctOnGpu } from "./exit_wave_correction.ts";
import { fourierFactors } from "./fourier_lines.ts";
import { multiplyOnGpu } from "./step_products.ts";

/** Registers the kernels of engines for `webgpu`; calling it again changes nothing. */
export function installGpuEngine(): void {
  for (const [kernelName, kernel] of Object.entries(KERNELS)) {
    if (tf.getKernel(kernelName, "webgpu")) continue;
    tf.registerKernel({
      kernelName,
      backendName: "webgpu",
      kernelFunc: ({ inputs, attrs, backend }) => {
        using call = new EngineCall(backend as GpuBackend, inputs as GpuInputs);
        return kernel(call, attrs as unknown as EngineAttributes);
      },
    });
  }
}

// --- internal ---

const KERNELS: Readonly<Record<string, (call: EngineCall, attributes: EngineAttributes) => tf.TensorInfo[]>> = {
  ExitWaveCorrection: (call, attributes) =>
    fourierFactors(call.sizes.size) === null ? composed(call, attributes) : correctOnGpu(call, attributes.likelihood),
  EngineStep: stepOnGpu,
  StepProducts: multiplyOnGpu,
};

function composed({ inputs }: EngineCall, attributes: EngineAttributes): tf.Tensor[] {
  const compose = COMPOSED_ENGINE_KERNELS.ExitWaveCorrection;
  return tf.tidy(() => compose?.(inputs as unknown as EngineInputs, attributes) ?? []);
}
