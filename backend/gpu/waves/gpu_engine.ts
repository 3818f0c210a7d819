/**
 * What iterative engines run, as WebGPU programs; `backend/operations/engine.ts` says what they compute.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import type { WebGPUBackend } from "../../../packages/tensorflow_webgpu.ts";
import {
  COMPOSED_ENGINE_KERNELS,
  type EngineAttributes,
  type EngineInputs,
  LEAST_SHARE,
} from "../../operations/composed_engine.ts";
import { LEAST_INTENSITY, LONGEST_STEP, NEWTON_STEPS } from "../../operations/engine.ts";
import type { GpuInputs } from "../programs/gpu_program.ts";
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
        using call = new EngineCall(backend as WebGPUBackend, inputs as GpuInputs);
        return kernel(call, attrs as unknown as EngineAttributes);
      },
    });
  }
}

// --- internal ---

const KERNELS: Readonly<Record<string, (call: EngineCall, attributes: EngineAttributes) => tf.TensorInfo[]>> = {
  ExitWaveCorrection: (call, attributes) => {
    if (fourierFactors(call.size) === null) return composed(call, attributes);
    return correctOnGpu(call, {
      likelihood: attributes.likelihood,
      ...{ leastIntensity: LEAST_INTENSITY, newtonSteps: NEWTON_STEPS, longestStep: LONGEST_STEP },
    });
  },
  EngineStep: (call, sizes) => stepOnGpu(call, { ...sizes, leastShare: LEAST_SHARE, leastIntensity: LEAST_INTENSITY }),
  StepProducts: multiplyOnGpu,
};

function composed({ inputs }: EngineCall, attributes: EngineAttributes): tf.Tensor[] {
  const compose = COMPOSED_ENGINE_KERNELS.ExitWaveCorrection;
  return tf.tidy(() => compose?.(inputs as unknown as EngineInputs, attributes) ?? []);
}
