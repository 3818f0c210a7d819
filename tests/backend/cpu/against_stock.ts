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
 * Computes twice.
 *
 * @param compute Makes its inputs of plain arrays; its tensors are freed.
 * @param threads Threads of our backend.
 */
export async function onBoth(compute: () => tf.Tensor[], threads = 2): Promise<Both> {
  return { ours: await onOurs(compute, threads), stock: await onStock(compute) };
}

/** Computes on our backend alone. */
export async function onOurs(compute: () => tf.Tensor[], threads: number): Promise<tf.TypedArray[]> {
  await openCpu({ threads });
  return await on(CPU_BACKEND, compute);
}

/** Computes on tensorflow.js' own backend alone. */
export async function onStock(compute: () => tf.Tensor[]): Promise<tf.TypedArray[]> {
  return await on("cpu", compute);
}

/** Fails unless 1, 2 and 3 threads compute the same, to the last bit. */
export async function assertThreadsAgree(compute: () => tf.Tensor[]): Promise<void> {
  const alone = (await onOurs(compute, 1)).map(bits);
  for (const threads of [2, 3]) {
    // Not assertEquals: it would take seconds to find the difference of two long arrays.
    const together = (await onOurs(compute, threads)).map(bits);
    const same = together.every((values, index) => values.every((byte, at) => byte === alone[index]?.[at]));
    if (!same) throw new Error(`Other bits with ${threads} threads than with one`);
  }
}

/**
 * Fails unless all values are the same but for rounding; NaN equals NaN.
 *
 * @param both Results.
 * @param tolerance By how much they may differ, relative to the value itself, however small it is.
 */
export function assertClose({ ours, stock }: Both, tolerance = 1e-5): void {
  assertEquals(ours.map(({ length }) => length), stock.map(({ length }) => length));
  stock.forEach((expected, result) => {
    const actual = ours[result] ?? [];
    expected.forEach((value, index) => {
      const got = actual[index] ?? NaN;
      // Below 2^-126 float32 has no full digits left.
      const off = Math.abs(got - value) > tolerance * Math.abs(value) + 2 ** -126;
      if (Object.is(got, value) || (!off && Number.isFinite(value - got)) || got === value) return;
      throw new Error(`Result ${result} differs at ${index}: ${got} instead of ${value}`);
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
  await tf.setBackend(backend);
  const engine = tf.engine();
  engine.startScope();
  try {
    return await Promise.all(compute().map((tensor) => tensor.data()));
  } finally {
    engine.endScope();
  }
}

function bits(values: tf.TypedArray): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}
