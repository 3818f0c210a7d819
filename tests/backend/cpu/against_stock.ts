/**
 * Comparing the CPU backend with tensorflow.js' own.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import { CPU_BACKEND, openCpu } from "../../../backend/cpu/open_cpu.ts";

/** What a computation yields on either backend. */
export interface Results {
  readonly ours: tf.TypedArray[];
  readonly stock: tf.TypedArray[];
}

/**
 * Computes on both backends.
 *
 * @param compute Makes its inputs of plain numbers and computes with them.
 * @returns The values of the results.
 */
export async function onBoth(compute: () => tf.Tensor[]): Promise<Results> {
  await openCpu({ threads: 2 });
  return { ours: await onBackend(CPU_BACKEND, compute), stock: await onBackend("cpu", compute) };
}

/**
 * Computes on our backend with 1, 2 and 3 threads and asserts that the results are the same to the last bit.
 *
 * @param compute As {@link onBoth} takes it.
 */
export async function assertThreadsAgree(compute: () => tf.Tensor[]): Promise<void> {
  const results: tf.TypedArray[][] = [];
  for (const threads of [1, 2, 3]) {
    await openCpu({ threads });
    results.push(await onBackend(CPU_BACKEND, compute));
  }
  assertEquals(results[1]?.map(bits), results[0]?.map(bits));
  assertEquals(results[2]?.map(bits), results[0]?.map(bits));
}

/**
 * Asserts that results are the same but for rounding; NaN equals NaN.
 *
 * @param results Results.
 * @param tolerance By how much they may differ, relative to 1 or to the larger if that is more.
 */
export function assertClose({ ours, stock }: Results, tolerance = 1e-5): void {
  assertEquals(ours.map(({ length }) => length), stock.map(({ length }) => length));
  stock.forEach((expected, result) => {
    const actual = ours[result] ?? [];
    expected.forEach((value, index) => {
      const got = actual[index] ?? NaN;
      const off = Math.abs(got - value) > tolerance * Math.max(1, Math.abs(value));
      if (Object.is(got, value) || (!off && Number.isFinite(value - got)) || got === value) return;
      throw new Error(`Result ${result} differs at ${index}: ${got} instead of ${value}`);
    });
  });
}

// --- internal ---

async function onBackend(name: string, compute: () => tf.Tensor[]): Promise<tf.TypedArray[]> {
  await tf.setBackend(name);
  const tensors = tf.tidy(() => compute());
  const values = await Promise.all(tensors.map((tensor) => tensor.data()));
  tf.dispose(tensors);
  return values;
}

function bits(values: tf.TypedArray): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}
