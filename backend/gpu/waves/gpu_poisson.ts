/**
 * The Poisson loss and its gradient, as WebGPU programs; `backend/operations/composed_poisson.ts` says what they compute.
 *
 * @module
 */
import { STIRLING_SERIES } from "../../operations/stirling_remainder.ts";
import { elementsOf, gpuProgram, type GpuSource, WORKGROUP } from "../programs/gpu_program.ts";
import { type NewGpuKernel, shapeOf } from "../programs/register_gpu_kernels.ts";
import { sumOfWorkgroup } from "./workgroup_sum.ts";

/** `PoissonLoss` and `PoissonLossGradient`. */
export const gpuPoissonKernels: Readonly<Record<string, NewGpuKernel>> = {
  PoissonLoss: ({ backend, inputs }) =>
    backend.compute(loss({ shape: shapeOf(inputs, "predicted"), chosen: inputs.chosen !== undefined }), { inputs }),
  PoissonLossGradient: ({ backend, inputs }) =>
    backend.compute(gradient({ shape: shapeOf(inputs, "predicted"), chosen: inputs.chosen !== undefined }), { inputs }),
};

// --- internal ---

interface Amplitudes {
  readonly shape: readonly number[];
  /** Whether some pixels do not count. */
  readonly chosen: boolean;
}

/** Elements of a piece of a sample. */
const PIECE = 32 * WORKGROUP;

/** (B, pieces), a workgroup for each piece. */
const loss = gpuProgram("poisson loss", ({ shape, chosen }: Amplitudes): GpuSource => {
  const [samples = 0, ...rest] = shape, elements = elementsOf(rest), pieces = Math.max(1, Math.ceil(elements / PIECE));
  return {
    ...{ inputs: ["predicted", "observed", ...chosen ? ["chosen"] : []], outputs: { losses: [samples, pieces] } },
    ...{ invocations: samples * pieces * WORKGROUP, together: true },
    declarations: `${sumOfWorkgroup(1)}\n${STIRLING_REMAINDER}`,
    body: `
  let sample = group / ${pieces};
  let first = group % ${pieces} * ${PIECE};
  var sum = array<f32, 1>(0.0);
  if (sample < ${samples}) {
    for (var e = first + lane; e < min(first + ${PIECE}, ${elements}); e += ${WORKGROUP}) {
      let at = sample * ${elements} + e;
      ${chosen ? "if (chosen[at] == 0) { continue; }" : ""}
      let p = predicted[at];
      let q = observed[at];
      let k = q * q;
      sum[0] += (p - q) * (p + q) - 2.0 * k * log(p / max(q, 1e-18)) + remainder(k);
    }
  }
  let total = sumOfWorkgroup(lane, sum);
  if (lane == 0 && sample < ${samples}) { losses[group] = total[0]; }`,
  };
});

const gradient = gpuProgram("poisson gradient", ({ shape, chosen }: Amplitudes): GpuSource => ({
  ...{ inputs: ["predicted", "observed", ...chosen ? ["chosen"] : []], outputs: { dp: shape } },
  body: `
  let value = predicted[id] - observed[id] * observed[id] / predicted[id];
  dp[id] = ${chosen ? "select(0.0, value, chosen[id] != 0)" : "value"};`,
}));

/** `remainder(k)`, as `stirlingRemainder` has it. */
const STIRLING_REMAINDER = `
fn stirling(k: f32) -> f32 { return 0.5 * log(${2 * Math.PI} * k) + (${1 / 12} - 1.0 / (k * k * 360.0)) / k; }
fn remainder(k: f32) -> f32 {
  if (k < 0.25) {
    var sum = 0.0;
    ${
  STIRLING_SERIES.map((coefficient, index) => `sum = sum * k + (${(-1) ** (index + 1) * coefficient / (index + 1)});`)
    .toReversed().join("\n    ")
}
    return sum * k - k * log(max(k, 1e-36)) + k;
  }
  if (k >= 16.0) { return stirling(k); }
  let last = k + 4.0;
  let product = (k + 1.0) * (k + 2.0) * (k + 3.0);
  return stirling(last) - 4.0 + k * log(last / k) + log(last * last * last / product);
}`;
