/**
 * Functions of two numbers, applied to the numbers of two tensors.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import { planBroadcast } from "./broadcast_plan.ts";
import type { CpuKernel } from "./cpu_kernel.ts";

/** Functions of float32 tensors, of shapes that go together. */
export const binaryKernels: Readonly<Record<string, CpuKernel>> = {
  Add: binary("add"),
  Sub: binary("sub"),
  Multiply: binary("multiply"),
  RealDiv: binary("divide"),
  Maximum: binary("larger"),
  Minimum: binary("smaller"),
  SquaredDifference: binary("squaredDifference"),
  Equal: binary("equal", "bool"),
  NotEqual: binary("notEqual", "bool"),
  Greater: binary("greater", "bool"),
  GreaterEqual: binary("greaterEqual", "bool"),
  Less: binary("less", "bool"),
  LessEqual: binary("lessEqual", "bool"),
};

// --- internal ---

/** A kernel of `pairs.ts`. */
function binary(name: string, dtype: "float32" | "bool" = "float32"): CpuKernel {
  return (call) => {
    if (!call.allFloat) return undefined;
    const plan = planBroadcast(call.input("a").shape, call.input("b").shape);
    if (!plan) return undefined;
    const { backend } = call;
    const out = backend.output(plan.shape, dtype);
    const addresses = [call.address("a"), call.address("b"), backend.address(out)];
    backend.run(name, [...addresses, ...plan.sizes, ...plan.a, ...plan.b], { work: tf.util.sizeFromShape(out.shape) });
    return out;
  };
}
