/**
 * Kernels of tensors of one shape: sums of a list, choices, booleans, casts and constants.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import type { CpuKernel } from "./cpu_kernel.ts";
import type { KernelCall } from "./kernel_call.ts";

/** `AddN`, `Select`, `LogicalAnd`, `Cast` to wider types, and `Fill` and its like. */
export const listKernels: Readonly<Record<string, CpuKernel>> = {
  AddN: (call) => {
    const { backend, inputs } = call;
    const [first] = inputs;
    if (!first || !call.allFloat || inputs.length > MOST_TENSORS) return undefined;
    const out = backend.output(first.shape);
    const addresses = inputs.map((input) => backend.address(input));
    return run(call, "addList", out, [backend.address(out), count(out), inputs.length, ...addresses]);
  },
  Select: (call) => {
    const [condition, yes, no] = [call.input("condition"), call.input("t"), call.input("e")];
    if (condition.dtype !== "bool" || yes.dtype !== "float32" || no.dtype !== "float32") return undefined;
    if (!sameShape(condition, yes) || !sameShape(condition, no)) return undefined;
    const out = call.backend.output(yes.shape);
    const addresses = [call.address("condition"), call.address("t"), call.address("e"), call.backend.address(out)];
    return run(call, "choose", out, [...addresses, count(out)]);
  },
  LogicalAnd: (call) => {
    const [a, b] = [call.input("a"), call.input("b")];
    if (a.dtype !== "bool" || b.dtype !== "bool" || !sameShape(a, b)) return undefined;
    const out = call.backend.output(a.shape, "bool");
    return run(call, "both", out, [call.address("a"), call.address("b"), call.backend.address(out), count(out)]);
  },
  // tensorflow.js casts to wider types by relabelling the values, which only JavaScript can read then.
  Cast: (call) => {
    const x = call.input("x");
    const dtype = call.attribute<tf.DataType>("dtype");
    const name = CASTS[`${x.dtype} to ${dtype}`];
    if (!name || (dtype !== "float32" && dtype !== "int32")) return undefined;
    const out = call.backend.output(x.shape, dtype);
    return run(call, name, out, [call.address("x"), call.backend.address(out), count(out)]);
  },
  Fill: (call) => {
    const value = call.attribute<number | string>("value");
    const dtype = call.attribute<tf.DataType | undefined>("dtype") ?? tf.util.inferDtype(value);
    return typeof value === "number" ? filled(call, { shape: call.attribute("shape"), dtype }, value) : undefined;
  },
  ZerosLike: (call) => filled(call, call.input("x"), 0),
  OnesLike: (call) => filled(call, call.input("x"), 1),
};

// --- internal ---

/** Addresses that fit among the arguments of a kernel. */
const MOST_TENSORS = 1024;

const CASTS: Readonly<Record<string, string>> = {
  "int32 to float32": "integersToFloats",
  "bool to float32": "booleansToFloats",
  "bool to int32": "booleansToIntegers",
};

function run(call: KernelCall, name: string, out: tf.TensorInfo, integers: readonly number[]): tf.TensorInfo {
  call.backend.run(name, integers, { work: count(out) });
  return out;
}

function filled(
  call: KernelCall,
  { shape, dtype }: { readonly shape: readonly number[]; readonly dtype: tf.DataType },
  value: number,
): tf.TensorInfo | undefined {
  if (dtype !== "float32" && dtype !== "int32") return undefined;
  const out = call.backend.output(shape, dtype);
  const [word = 0] = dtype === "int32" ? [value] : new Int32Array(Float32Array.of(value).buffer);
  return run(call, "fill", out, [call.backend.address(out), count(out), word]);
}

function count({ shape }: tf.TensorInfo): number {
  return tf.util.sizeFromShape(shape);
}

function sameShape(a: tf.TensorInfo, b: tf.TensorInfo): boolean {
  return tf.util.arraysEqual(a.shape, b.shape);
}
