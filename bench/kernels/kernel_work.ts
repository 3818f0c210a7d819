/**
 * How much work a call of a kernel is by its definition: operations and bytes, whatever way the kernel goes.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/** Work of a call. */
export interface KernelWork {
  /** Kernel and shapes. */
  readonly title: string;
  /** Multiplications and additions of a convolution or matrix product, padding counted as if it were data; else null. */
  readonly operations: number | null;
  /** Bytes of all inputs, read once, and outputs, written once. */
  readonly bytes: number;
}

/** A call of a kernel, and what it returned. */
export interface MeasuredCall {
  readonly kernel: string;
  readonly inputs: tf.NamedTensorInfoMap;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly outputs: readonly tf.TensorInfo[];
}

/** The work of a call. */
export function kernelWork(call: MeasuredCall): KernelWork {
  const inputs = Object.values(call.inputs).filter((input) => input !== undefined);
  const filter = filterShape(call);
  const [largest = []] = [...inputs, ...call.outputs].map(({ shape }) => shape).sort((a, b) => length(b) - length(a));
  const shapes = inputs.length > MOST_SHAPES
    ? `${inputs.length} tensors of ${inputs.reduce((sum, { shape }) => sum + length(shape), 0)} numbers`
    : [largest, ...filter ? [filter] : []].map((shape) => shape.join("×")).join(" * ");
  return {
    title: `${call.kernel} ${shapes}`,
    operations: operations(call, filter),
    bytes: bytes([...inputs, ...call.outputs]),
  };
}

// --- internal ---

/** With more inputs a kernel's title counts them. */
const MOST_SHAPES = 8;

/** Shape (h, w, I, O) of a convolution's filter. */
function filterShape({ inputs, attributes }: MeasuredCall): readonly number[] | undefined {
  return inputs.filter?.shape ?? attributes.filterShape as number[] | undefined;
}

function operations({ kernel, inputs, attributes, outputs }: MeasuredCall, filter?: readonly number[]): number | null {
  const [output] = outputs;
  if (kernel === "BatchMatMul" && inputs.a && output) {
    return 2 * length(output.shape) * (inputs.a.shape.at(attributes.transposeA ? -2 : -1) ?? NaN);
  }
  if (!filter) return null;
  // Of a gradient, `dy` is the output of the convolution.
  const places = length((inputs.dy ?? output)?.shape ?? []);
  return 2 * places * length(filter) / (filter[3] ?? NaN);
}

/** Bytes of tensors; one that a kernel hands on as it is counts once. */
function bytes(tensors: readonly tf.TensorInfo[]): number {
  const own = new Map(tensors.map((tensor) => [tensor.dataId, tensor]));
  return [...own.values()].reduce((sum, { shape, dtype }) => sum + length(shape) * tf.util.bytesPerElement(dtype), 0);
}

function length(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
