/**
 * What iterative engines run, as WebGPU programs; `backend/operations/waves/engine.ts` says what they compute.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import {
  COMPOSED_ENGINE_KERNELS,
  type EngineAttributes,
  type EngineInputs,
} from "../../operations/waves/composed_engine.ts";
import type { StepSizes } from "../../operations/waves/engine.ts";
import type { GpuKernelCall, NewGpuKernel } from "../programs/register_gpu_kernels.ts";
import { coefficientsOnGpu, settleOnGpu } from "./coefficient_steps.ts";
import { exitWavesOnGpu, mapOnGpu } from "./difference_map.ts";
import { EngineCall } from "./engine_call.ts";
import { stepOnGpu } from "./engine_step.ts";
import { correctOnGpu } from "./exit_wave_correction.ts";
import { fourierFactors } from "./fourier_lines.ts";
import { leastSquaresOnGpu } from "./least_squares.ts";
import { findWaysOnGpu } from "./position_ways.ts";
import { movedTogether } from "./shot_variation.ts";
import { takeOnGpu } from "./taken_patterns.ts";

/** The kernels. */
export const gpuEngineKernels: Readonly<Record<string, NewGpuKernel>> = {
  ExitWaveCorrection: (call) =>
    called(call, (engine, attributes) => {
      if (fourierFactors(engine.sizes.size) === null) return composed(engine, "ExitWaveCorrection", attributes);
      return correctOnGpu(engine, attributes.likelihood);
    }),
  ExitWaves: (call) => called(call, exitWavesOnGpu),
  TakePatterns: takeOnGpu,
  DifferenceMapStep: (call) =>
    called(call, (engine, attributes) => {
      if (fourierFactors(engine.sizes.size) === null) return composed(engine, "DifferenceMapStep", attributes);
      return mapOnGpu(engine, attributes);
    }),
  EngineStep: (call) => moved(call, stepOnGpu),
  LeastSquaresStep: (call) => moved(call, leastSquaresOnGpu),
  CoefficientStep: (call) => called(call, coefficientsOnGpu),
  SettleVariation: settleOnGpu,
  PositionWays: (call) => called(call, (engine, { reach }) => findWaysOnGpu(engine, reach)),
};

// --- internal ---

/** A step of object and probe. */
function moved(call: GpuKernelCall, step: (call: EngineCall, sizes: StepSizes) => void): tf.TensorInfo[] {
  return called(
    call,
    (engine, attributes) => movedTogether(engine, attributes.eigenprobesMove, (all) => step(all, attributes)),
  );
}

function called(
  { backend, inputs, attributes }: GpuKernelCall,
  kernel: (call: EngineCall, attributes: EngineAttributes) => tf.TensorInfo[],
): tf.TensorInfo[] {
  using call = new EngineCall(backend, inputs);
  return kernel(call, attributes as unknown as EngineAttributes);
}

function composed({ inputs }: EngineCall, name: string, attributes: EngineAttributes): tf.Tensor[] {
  const compose = COMPOSED_ENGINE_KERNELS[name];
  return tf.tidy(() => compose?.(inputs as unknown as EngineInputs, attributes) ?? []);
}
