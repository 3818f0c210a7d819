/**
 * The step of object and probe, as WebGPU programs; `backend/operations/engine.ts` says what they compute.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import type { StepSizes } from "../../operations/engine.ts";
import { gpuProgram, type GpuSource } from "../programs/gpu_program.ts";
import type { EngineCall } from "./engine_call.ts";
import { productsOf } from "./probe_products.ts";
import { shareOfLight, type StepSums, sumsOnObject, sumsOnProbe } from "./step_sums.ts";

/**
 * Moves object and probe.
 *
 * @param call Of `EngineStep`.
 * @param step How far.
 * @returns Object (H, W), twice, and probe (M, N, N), twice.
 */
export function stepOnGpu(call: EngineCall, step: StepSizes): tf.TensorInfo[] {
  const { sizes: { modes, size }, canvas: { height, width } } = call;
  const { objectStep, objectRegularisation, probeStep, probeRegularisation } = step;
  const object = moved(call, sumsOnObject(call, call.make(productsOf(call.sizes))), {
    ...{ wave: "object", shape: [height, width], waves: 1, step: objectStep, regularisation: objectRegularisation },
  });
  if (probeStep === 0) return [...object, call.again("probeRe"), call.again("probeIm")];
  const probe = moved(call, sumsOnProbe(call), {
    ...{
      wave: "probe",
      shape: [modes, size, size],
      waves: modes,
      step: probeStep,
      regularisation: probeRegularisation,
    },
  });
  return [...object, ...probe];
}

// --- internal ---

/** A wave that moves by sums over a denominator. */
interface Moving {
  /** Name of its inputs, less `Re` and `Im`. */
  readonly wave: "object" | "probe";
  readonly shape: readonly number[];
  /** How many waves it is of. */
  readonly waves: number;
  readonly step: number;
  readonly regularisation: number;
}

function moved(call: EngineCall, sums: StepSums, moving: Moving): tf.TensorInfo[] {
  return call.return(move(moving), { ...sums });
}

const move = gpuProgram("step", (moving: Moving): GpuSource => {
  const { wave, shape, waves } = moving;
  const pixels = shape.slice(-2).reduce((product, length) => product * length, 1);
  return {
    inputs: [`${wave}Re`, `${wave}Im`, "sums", "most"],
    outputs: { movedRe: shape, movedIm: shape },
    body: `
  ${shareOfLight({ ...moving, pixels })}
  movedRe[id] = ${wave}Re[id] + sums[id] * share;
  movedIm[id] = ${wave}Im[id] + sums[id + ${waves * pixels}] * share;`,
  };
});
