/**
 * Functions of one number, applied to every number of a tensor.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import type { CpuKernel } from "./cpu_kernel.ts";

/** Functions of float32 tensors. */
export const unaryKernels: Readonly<Record<string, CpuKernel>> = {
  Relu: unary("relu"),
  Sigmoid: unary("sigmoidOf"),
  Tanh: unary("tanhOf"),
  Softplus: unary("softplusOf"),
  Exp: unary("expOf"),
  Log: unary("logOf"),
  Sin: unary("sinOf"),
  Cos: unary("cosOf"),
  Sqrt: unary("sqrtOf"),
  Rsqrt: unary("rsqrt"),
  Square: unary("square"),
  Abs: unary("absOf"),
  Neg: unary("negOf"),
  Reciprocal: unary("reciprocal"),
  Sign: unary("sign"),
  Step: unary("step", ["alpha"]),
  ClipByValue: unary("clip", ["clipValueMin", "clipValueMax"]),
};

// --- internal ---

/** A kernel of `each.ts` and the attributes that it needs to know. */
function unary(name: string, attributes: readonly string[] = []): CpuKernel {
  return (call) => {
    if (!call.allFloat) return undefined;
    const { backend } = call;
    const { shape } = call.input("x");
    const out = backend.output(shape);
    const count = tf.util.sizeFromShape(shape);
    const floats = [0, 1].map((index) => call.attribute<number>(attributes[index] ?? "") ?? 0);
    backend.run(name, [call.address("x"), backend.address(out), count], { floats, work: count });
    return out;
  };
}
