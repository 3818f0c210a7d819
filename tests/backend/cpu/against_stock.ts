/**
 * The same computation on our CPU backend and on tensorflow.js' own.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import { CPU_BACKEND, openCpu } from "../../../backend/cpu/open_cpu.ts";

/** Values of the tensors that were computed. */
export interface Both {
  readonly ours: tf.TypedArray[];
  readonly stock: tf.TypedArray[];
}

/**
 * Computes twice; the backend that was current before is so after.
 *
 * @param compute Makes its inputs of plain arrays; its tensors are freed.
 * @param threads Threads of our backend.
 */
export async function onBoth(compute: () => tf.Tensor[], threads = 2): Promise<Both> {
  return { ours: await onOurs(compute, threads), stock: await on("cpu", compute) };
}

/** Computes on our backend alone. */
export async function onOurs(compute: () => tf.Tensor[], threads: number): Promise<tf.TypedArray[]> {
  await openCpu({ threads });
  return await on(CPU_BACKEND, compute);
}

/** Fails unless 1, 2 and 3 threads compute the same, to the last bit. */
export async function assertThreadsAgree(compute: () => tf.Tensor[]): Promise<void> {
  const alone = await onOurs(compute, 1);
  assertEquals(await onOurs(compute, 2), alone);
  assertEquals(await onOurs(compute, 3), alone);
}

/** Fails unless all values differ by less than a part of the larger of 1 and the greatest value. */
export function assertClose({ ours, stock }: Both, tolerance = 1e-5): void {
  assertEquals(ours.map(({ length }) => length), stock.map(({ length }) => length));
  ours.forEach((values, index) => {
    const expected = [...stock[index] ?? []];
    const scale = Math.max(1, ...expected.filter(Number.isFinite).map(Math.abs));
    values.forEach((value, at) => {
      const wanted = expected[at] ?? NaN;
      const same = Object.is(value, wanted) || value === wanted || Math.abs(value - wanted) <= tolerance * scale;
      if (!same) assertEquals(value, wanted, `tensor ${index}, element ${at}`);
    });
  });
}

/** Numbers between −1 and 1 without a pattern. */
export function wave(length: number, start = 0): Float32Array {
  return Float32Array.from({ length }, (_, index) => Math.sin(start + 1.7 * index + 0.001 * index * index));
}

/** Whole numbers from −1 to 2, so that many are equal. */
export function ties(length: number, start = 0): Float32Array {
  return Float32Array.from(wave(length, start), (value) => Math.round(1.5 * value + 0.5));
}

// --- internal ---

async function on(backend: string, compute: () => tf.Tensor[]): Promise<tf.TypedArray[]> {
  const before = tf.getBackend();
  await tf.setBackend(backend);
  const engine = tf.engine();
  engine.startScope();
  try {
    return await Promise.all(compute().map((tensor) => tensor.data()));
  } finally {
    engine.endScope();
    await tf.setBackend(before);
  }
}
