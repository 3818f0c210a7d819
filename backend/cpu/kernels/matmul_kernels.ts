/**
 * Matrix products.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import type { CpuKernel } from "./cpu_kernel.ts";
import type { KernelCall } from "./kernel_call.ts";

/** `BatchMatMul`: the products of two stacks of matrices; a stack of one serves the other's whole length. */
export const matMulKernels: Readonly<Record<string, CpuKernel>> = {
  BatchMatMul: (call) => {
    if (!call.allFloat) return undefined;
    const { backend } = call;
    const left = operand(call, "a", call.attribute<boolean>("transposeA"));
    const right = operand(call, "b", call.attribute<boolean>("transposeB"));
    const outer = tf.broadcast_util.assertAndGetBroadcastShape(left.outer, right.outer);
    const batch = tf.util.sizeFromShape(outer);
    if (![1, batch].includes(left.count) || ![1, batch].includes(right.count)) return undefined;
    const [m, k, n] = [left.rows, left.columns, right.columns];
    const out = backend.output([...outer, m, n]);
    const stack = (count: number): number => count === 1 ? 0 : m * k;
    const rightStack = right.count === 1 ? 0 : k * n;
    backend.withScratch(right.count * k * (n + 7) * 4, (packed) => {
      const strides = [stack(left.count), left.row, left.column, rightStack, right.row, right.column];
      const args = [call.address("a"), call.address("b"), backend.address(out), packed, batch, m, n, k, ...strides];
      backend.run("packMatrix", args, { work: right.count * k * n });
      backend.run("matMul", args, { work: batch * m * n * k / 16 });
    });
    return out;
  },
};

// --- internal ---

interface Operand {
  readonly outer: number[];
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  /** Distance of rows, in floats. */
  readonly row: number;
  /** Distance of columns, in floats. */
  readonly column: number;
}

function operand(call: KernelCall, name: string, transposed: boolean): Operand {
  const { shape } = call.input(name);
  const outer = shape.slice(0, -2);
  const [height = 1, width = 1] = shape.slice(-2);
  const count = tf.util.sizeFromShape(outer);
  return transposed
    ? { outer, count, rows: width, columns: height, row: 1, column: width }
    : { outer, count, rows: height, columns: width, row: width, column: 1 };
}
