/**
 * The step of object and probe, as WebGPU programs; `backend/operations/waves/engine.ts` says what they compute. Both are moved
 * where they lie.
 *
 * @module
 */
import type { StepSizes } from "../../operations/waves/engine.ts";
import { gpuProgram, type GpuSource } from "../programs/gpu_program.ts";
import type { EngineCall, EngineSizes } from "./engine_call.ts";
import { movedWaves } from "./moved_waves.ts";
import { productsOf } from "./probe_products.ts";
import { shareOfLight, sumBatch } from "./step_sums.ts";

/**
 * Moves object and probe where they lie.
 *
 * @param call Of `EngineStep`.
 * @param step How far.
 */
export function stepOnGpu(call: EngineCall, step: StepSizes): void {
  const sums = sumBatch(call, call.make(productsOf(call.sizes)), step.probeStep > 0);
  call.return(move({ ...call.sizes, ...call.canvas, ...stepOf(step) }), { ...sums });
}

// --- internal ---

/** Attributes of the kernel without others. */
function stepOf({ objectStep, objectRegularisation, probeStep, probeRegularisation }: StepSizes): StepSizes {
  return { objectStep, objectRegularisation, probeStep, probeRegularisation };
}

const move = gpuProgram("step", (sizes: EngineSizes & EngineCall["canvas"] & StepSizes): GpuSource =>
  movedWaves({
    ...sizes,
    probeMoves: sizes.probeStep > 0,
    inputs: ["objectSums", ...sizes.probeStep > 0 ? ["probeSums"] : [], "most"],
    move: ({ wave, waves, pixels }) => {
      const [step, regularisation] = wave === "object"
        ? [sizes.objectStep, sizes.objectRegularisation]
        : [sizes.probeStep, sizes.probeRegularisation];
      return `
  ${shareOfLight({ wave, waves, pixels, step, regularisation })}
  ${wave}Re[at] += ${wave}Sums[at] * share;
  ${wave}Im[at] += ${wave}Sums[at + ${waves * pixels}] * share;`;
    },
  }));
