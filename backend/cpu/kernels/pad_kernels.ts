/**
 * Padding with a constant.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import { isMovable, type Movable } from "./copy_box.ts";
import type { CpuKernel } from "./cpu_kernel.ts";

/** `PadV2` of all types that are in the arena. */
export const padKernels: Readonly<Record<string, CpuKernel>> = {
  PadV2: (call) => {
    const { backend } = call;
    const x = call.input("x");
    if (!isMovable(x.dtype)) return undefined;
    const paddings = call.attribute<[number, number][]>("paddings");
    if (paddings.flat().some((elements) => elements < 0)) return undefined;
    const shape = x.shape.map((size, axis) => size + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0));
    const axes = mergePadded(x.shape, paddings);
    const row = axes.pop() ?? { before: 0, box: 1, after: 0 };
    if (axes.length > AXES) return undefined;
    const outer = [...new Array<PaddedAxis>(AXES - axes.length).fill(NONE), ...axes];
    const out = backend.output(shape, x.dtype);
    const bytes = tf.util.bytesPerElement(x.dtype);
    const words = [
      ...[backend.address(x), backend.address(out), wordOf(x.dtype, call.attribute<number>("constantValue"))],
      ...[row.before, row.box, row.after].map((elements) => elements * bytes),
      ...outer.map(({ before, box, after }) => before + box + after),
      ...outer.map(({ before }) => before),
      ...outer.map(({ box }) => box),
    ];
    const count = tf.util.sizeFromShape(shape);
    if (count > 0) backend.run("padBox", words, { work: count });
    return out;
  },
};

// --- internal ---

const AXES = 3;

interface PaddedAxis {
  readonly before: number;
  readonly box: number;
  readonly after: number;
}

const NONE: PaddedAxis = { before: 0, box: 1, after: 0 };

/** An axis without padding is part of the one before it, whose rows it makes longer. */
function mergePadded(shape: readonly number[], paddings: readonly (readonly [number, number])[]): PaddedAxis[] {
  const merged: PaddedAxis[] = [];
  shape.forEach((box, axis) => {
    const [before = 0, after = 0] = paddings[axis] ?? [];
    const outer = merged.at(-1);
    if (outer && before === 0 && after === 0) {
      merged[merged.length - 1] = { before: outer.before * box, box: outer.box * box, after: outer.after * box };
    } else merged.push({ before, box, after });
  });
  return merged;
}

/** The four bytes that fill a tensor of this type with a value. */
function wordOf(dtype: Movable, value: number): number {
  if (dtype === "bool") return new Int32Array(new Uint8Array(4).fill(value).buffer)[0] ?? 0;
  return dtype === "int32" ? Math.trunc(value) : new Int32Array(Float32Array.of(value).buffer)[0] ?? 0;
}
