/**
 * How far patches lie, as a WebGPU program; `backend/operations/waves/position_ways.ts` says what it computes.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import { LEAST_SLOPE } from "../../operations/waves/position_ways.ts";
import { gpuProgram, type GpuSource, WORKGROUP } from "../programs/gpu_program.ts";
import type { EngineCall, EngineSizes } from "./engine_call.ts";
import { cutPatch } from "./patch.ts";
import { productsOf } from "./probe_products.ts";
import { sumOfWorkgroup } from "./workgroup_sum.ts";

/**
 * Finds them.
 *
 * @param call Of `PositionWays`.
 * @param reach How many pixels away the neighbours are whose difference is a slope.
 * @returns (2, B).
 */
export function findWaysOnGpu(call: EngineCall, reach: number): tf.TensorInfo[] {
  const products = call.make(productsOf(call.sizes));
  return call.return(waysOf({ ...call.sizes, ...call.canvas, reach }), { products });
}

// --- internal ---

type WaysSizes = EngineSizes & EngineCall["canvas"] & { readonly reach: number };

/** (2, B), a workgroup for each position. */
const waysOf = gpuProgram("ways of positions", (sizes: WaysSizes): GpuSource => {
  const { positions, size, height, width, reach } = sizes, pixels = size ** 2;
  return {
    inputs: ["objectRe", "objectIm", "corners", "fractions", "products"],
    ...{ outputs: { ways: [2, positions] }, invocations: positions * WORKGROUP, together: true },
    declarations: `${sumOfWorkgroup(4)}${cutPatch({ object: "object", height, width })}`,
    body: `
  var sums = array<f32, 4>();
  if (group < ${positions}) {
    for (var p = lane; p < ${pixels}; p += ${WORKGROUP}) {
      let row = p / ${size};
      let column = p % ${size};
      let x = ${0.5 / reach} * (cut(group, row, column + ${reach}) - cut(group, row, column - ${reach}));
      let y = ${0.5 / reach} * (cut(group, row + ${reach}, column) - cut(group, row - ${reach}, column));
      let q = vec2<f32>(products[group * ${pixels} + p], products[(group + ${positions}) * ${pixels} + p]);
      let light = products[${2 * positions * pixels} + p];
      sums[0] += light * dot(x, x); sums[1] += light * dot(y, y); sums[2] += dot(x, q); sums[3] += dot(y, q);
    }
  }
  let total = sumOfWorkgroup(lane, sums);
  if (lane == 0 && group < ${positions}) {
    ways[group] = total[2] / max(total[0], ${LEAST_SLOPE});
    ways[group + ${positions}] = total[3] / max(total[1], ${LEAST_SLOPE});
  }`,
  };
});
