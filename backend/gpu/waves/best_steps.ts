/**
 * How far object and probe are best gone for each position, as WebGPU programs; `backend/operations/waves/least_squares_step.ts`
 * says what that is.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import { DAMPING, LEAST_SQUARE } from "../../operations/waves/least_squares_step.ts";
import { gpuProgram, type GpuSource, WORKGROUP } from "../programs/gpu_program.ts";
import type { EngineCall, EngineSizes } from "./engine_call.ts";
import { lacking, lackingInputs } from "./shot_variation.ts";
import { sumOfWorkgroup } from "./workgroup_sum.ts";

/** What exit waves change by, (2, B · M · N · N) each. */
export interface Changes {
  /** By the way of the object. */
  readonly u: tf.TensorInfo;
  /** By that of the probe; left out where it stays. */
  readonly v?: tf.TensorInfo;
}

/**
 * Finds the steps.
 *
 * @param call Of `LeastSquaresStep`.
 * @param changes What both ways change.
 * @returns (2 B + 1): the step of the object for each position, of the probe for each, and the mean of the latter.
 */
export function bestSteps(call: EngineCall, changes: Changes): tf.TensorInfo {
  const probeMoves = changes.v !== undefined, { positions } = call.sizes;
  const found = call.make(innerProducts({ ...call.sizes, probeMoves }), { ...changes });
  return call.make(steps({ positions, probeMoves }), { found });
}

// --- internal ---

interface Products extends EngineSizes {
  readonly probeMoves: boolean;
}

/** (5, B) or (2, B): Σ |u|², Σ Re u* χ, Σ |v|², Σ Re u* v, Σ Re v* χ over pixels and modes, a workgroup for each position. */
const innerProducts = gpuProgram("inner products", (sizes: Products): GpuSource => {
  const { positions, modes, size, probeMoves } = sizes;
  const wave = modes * size ** 2, all = positions * wave, count = probeMoves ? 5 : 2;
  const numbers = Array.from({ length: count }, (_, k) => k);
  return {
    inputs: ["u", ...probeMoves ? ["v"] : [], ...lackingInputs(sizes)],
    outputs: { found: [count, positions] },
    ...{ invocations: positions * WORKGROUP, together: true },
    declarations: `${sumOfWorkgroup(count)}${lacking(sizes)}`,
    body: `
  var sums = array<f32, ${count}>();
  if (group < ${positions}) {
    for (var p = group * ${wave} + lane; p < (group + 1) * ${wave}; p += ${WORKGROUP}) {
      let a = vec2<f32>(u[p], u[p + ${all}]);
      let chi = lacking(group, p - group * ${wave});
      sums[0] += dot(a, a); sums[1] += dot(a, chi);
      ${
      probeMoves
        ? `let b = vec2<f32>(v[p], v[p + ${all}]); sums[2] += dot(b, b); sums[3] += dot(a, b); sums[4] += dot(b, chi);`
        : ""
    }
    }
  }
  let total = sumOfWorkgroup(lane, sums);
  if (lane == 0 && group < ${positions}) {
    ${numbers.map((k) => `found[${k * positions} + group] = total[${k}];`).join(" ")}
  }`,
  };
});

/** One workgroup for all. Divided by the squares at once: their products could leave the range of numbers. */
const steps = gpuProgram(
  "best steps",
  ({ positions, probeMoves }: Pick<Products, "positions" | "probeMoves">): GpuSource => {
    const product = (k: number): string => `found[${k * positions} + j]`;
    const square = (k: number): string => `max(${product(k)} * ${DAMPING}, ${LEAST_SQUARE})`;
    const both = `
    let vv = ${square(2)};
    let ofProbe = ${product(4)} / vv;
    let toObject = ${product(3)} / uu;
    let toProbe = ${product(3)} / vv;
    let rest = 1.0 - toObject * toProbe;
    steps[j] = max((ofObject - toObject * ofProbe) / rest, 0.0);
    steps[j + ${positions}] = max((ofProbe - toProbe * ofObject) / rest, 0.0);`;
    return {
      inputs: ["found"],
      ...{ outputs: { steps: [2 * positions + 1] }, invocations: WORKGROUP, together: true },
      declarations: sumOfWorkgroup(1),
      body: `
  var sums = array<f32, 1>(0.0);
  for (var j = lane; j < ${positions}; j += ${WORKGROUP}) {
    let uu = ${square(0)};
    let ofObject = ${product(1)} / uu;
    ${probeMoves ? both : `steps[j] = max(ofObject, 0.0); steps[j + ${positions}] = 0.0;`}
    sums[0] += steps[j + ${positions}];
  }
  let total = sumOfWorkgroup(lane, sums);
  if (lane == 0) { steps[${2 * positions}] = total[0] / ${positions}.0; }`,
    };
  },
);
