/**
 * Sums, means and extremes along axes.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import type { CpuBackend } from "../runtime/cpu_backend.ts";
import type { CpuKernel } from "./cpu_kernel.ts";
import { type Stack, stacksOf } from "./reduction_plan.ts";

/** Reductions of float32 tensors along any axes. */
export const reductionKernels: Readonly<Record<string, CpuKernel>> = {
  Sum: reduction("sum", "axis"),
  Mean: reduction("sum", "axis", (count) => count),
  Max: reduction("max", "reductionIndices"),
  Min: reduction("min", "axis"),
};

// --- internal ---

type Operation = "sum" | "max" | "min";

/** Numbers of a row that are reduced to one part. */
const ROW_PART = 4096;

/** Rows of a matrix that are reduced to one part. */
const COLUMN_PART = 128;

/** Columns that are reduced together, `BLOCK` of `reduce_columns.ts`. */
const COLUMN_BLOCK = 32;

function reduction(operation: Operation, axes: string, divisor: (count: number) => number = () => 1): CpuKernel {
  return (call) => {
    const x = call.input("x");
    if (!call.allFloat || x.shape.includes(0)) return undefined;
    const { backend } = call;
    const reduced = tf.util.parseAxisParam(call.attribute<number[]>(axes), x.shape);
    const [kept] = tf.backend_util.computeOutAndReduceShapes(x.shape, reduced);
    const shape = call.attribute<boolean>("keepDims") ? tf.backend_util.expandShapeToKeepDim(kept, reduced) : kept;
    const stacks = stacksOf(x.shape, reduced);
    if (stacks.length === 0) {
      backend.incRef(x.dataId);
      return { dataId: x.dataId, shape, dtype: x.dtype };
    }
    const out = backend.output(shape);
    const by = divisor(tf.util.sizeFromShape(x.shape) / tf.util.sizeFromShape(kept));
    reduceAll(backend, operation, stacks, { from: backend.address(x), to: backend.address(out), divisor: by });
    return out;
  };
}

interface Way {
  readonly from: number;
  readonly to: number;
  readonly divisor: number;
}

/** One stack after another, each of what the last one left. */
function reduceAll(backend: CpuBackend, operation: Operation, stacks: readonly Stack[], way: Way): void {
  const [stack, ...rest] = stacks;
  if (!stack) return;
  if (rest.length === 0) return reduce(backend, operation, stack, way);
  backend.withScratch(stack.outer * stack.columns * 4, (between) => {
    reduce(backend, operation, stack, { from: way.from, to: between, divisor: 1 });
    reduceAll(backend, operation, rest, { ...way, from: between });
  });
}

/** Parts of fixed size, then these: the result does not depend on the number of threads. */
function reduce(backend: CpuBackend, operation: Operation, stack: Stack, { from, to, divisor }: Way): void {
  const { outer, rows, columns } = stack;
  const work = outer * rows * columns;
  const folds = columns === 1 ? 1 : foldsOf(stack);
  const partLength = columns === 1 ? ROW_PART : COLUMN_PART;
  const parts = Math.ceil(rows / folds / partLength);
  const name = columns === 1 ? `${operation}Rows` : `${operation}Columns`;
  const sizes = columns === 1 ? [outer, rows] : [outer, rows / folds, columns * folds];
  if (parts * folds === 1) {
    backend.run(name, [from, to, ...sizes, partLength], { floats: [divisor], work });
    return;
  }
  backend.withScratch(outer * parts * folds * columns * 4, (between) => {
    backend.run(name, [from, between, ...sizes, partLength], { floats: [1], work });
    const args = [between, to, outer, parts * folds, columns];
    backend.run(`${operation}Parts`, args, { floats: [divisor], work: outer * parts * folds * columns });
  });
}

/** How many rows are taken for one that is longer, so that all of a block is in use where columns are few. */
function foldsOf({ rows, columns }: Stack): number {
  let folds = 1;
  while (2 * folds * columns <= COLUMN_BLOCK && rows % (2 * folds) === 0 && rows / folds > COLUMN_PART) folds *= 2;
  return folds;
}
