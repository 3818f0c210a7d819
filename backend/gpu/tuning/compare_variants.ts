/**
 * Ways to compute the same, compared on the adapter: what each takes, and how far its results are from those of the first.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import type { GpuBackend, GpuInputs, PreparedCall } from "../programs/gpu_backend.ts";
import type { SizedKernel } from "../programs/gpu_choices.ts";
import type { GpuProgram } from "../programs/gpu_program.ts";
import type { GpuVariant } from "../programs/gpu_variant.ts";
import { runOnce, timeOnGpu } from "./gpu_clock.ts";
import { scrambled } from "./scrambled.ts";
import { withoutErrors } from "./without_errors.ts";

/** A way, measured. */
export interface MeasuredVariant {
  readonly name: string;
  /** Milliseconds of a call, the least of a few. */
  readonly milliseconds: number;
  /** The largest difference to the first's results, relative to their largest; 0 for the same bits. */
  readonly difference: number;
}

/** How long each way is measured. */
export interface Effort {
  /** Rounds, in each of which every way has its turn. */
  readonly rounds: number;
  /** Milliseconds of a turn, but for a single call that takes longer. */
  readonly milliseconds: number;
}

/** What is compared. */
export interface Comparison<Sizes> extends Effort {
  /** The ways; the first is what the others are compared with. */
  readonly variants: readonly GpuVariant<Sizes>[];
}

/**
 * Compares ways to compute the same, on numbers without order. What is waited for is waited for by all ways together, as
 * each wait takes as long as some compilations.
 *
 * @param backend The backend, whose device computes nothing else meanwhile.
 * @param sized The kernel, of certain sizes.
 * @param comparison Which ways, and how long.
 * @returns The ways that know the sizes and that the device can compute, in their order.
 */
export async function compareVariants<Sizes>(
  backend: GpuBackend,
  { kernel, sizes }: SizedKernel<Sizes>,
  { variants, ...effort }: Comparison<Sizes>,
): Promise<MeasuredVariant[]> {
  const inputs = Object.fromEntries(
    Object.entries(kernel.inputs(sizes)).map((
      [name, shape],
    ) => [name, backend.compute(scrambled({ shape }), { inputs: {} })]),
  );
  // What was recorded before is not to be timed.
  backend.endComputePassEncoder();
  backend.submitQueue();
  const known = variants.flatMap(({ name, program }) => {
    const ofSizes = program(sizes);
    return ofSizes ? [{ name, program: ofSizes }] : [];
  });
  const ways = await Promise.all(known.map(({ name, program }) => begin(backend, { name, program, inputs })));
  const able = ways.filter((way) => way !== null);
  try {
    const results = await Promise.all(able.map(({ call }) => valuesOf(backend, call.outputs)));
    await measure(backend, able, { rounds: 1, milliseconds: 0 });
    await measure(backend, able, effort);
    return able.map(({ name, milliseconds }, index) => {
      const difference = differenceOf(results[index] ?? NOTHING, results[0] ?? NOTHING);
      return { name, milliseconds, difference };
    });
  } finally {
    for (const { call } of able) free(backend, call.outputs);
    free(backend, Object.values(inputs));
  }
}

// --- internal ---

interface Way {
  readonly name: string;
  /** It has been run once. */
  readonly call: PreparedCall;
  milliseconds: number;
}

interface Begun {
  readonly name: string;
  readonly program: GpuProgram;
  readonly inputs: GpuInputs;
}

/** Compiles a way and runs it; null where the device cannot. */
async function begin(backend: GpuBackend, { name, program, inputs }: Begun): Promise<Way | null> {
  let call: PreparedCall | undefined;
  const ran = await withoutErrors(backend.device, () => {
    call = backend.prepare(program, { inputs });
    runOnce(backend.device, call.dispatch ?? (() => {}));
    return call;
  });
  if (ran) return { name, call: ran, milliseconds: Infinity };
  free(backend, call?.outputs ?? []);
  return null;
}

/** Gives every way its turns; how long one is follows from what was measured before. */
async function measure(backend: GpuBackend, ways: readonly Way[], { rounds, milliseconds }: Effort): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const calls = ways.map(({ call, ...way }) => {
      const times = Math.floor(milliseconds / way.milliseconds);
      return { dispatch: call.dispatch ?? (() => {}), times: Math.max(1, Math.min(MOST_TIMES, times)) };
    });
    const times = await timeOnGpu(backend.device, calls);
    ways.forEach((way, index) => {
      const time = times[index] ?? 0;
      // A clock that was set back, or that does not resolve it, has measured nothing.
      if (time > 0) way.milliseconds = Math.min(way.milliseconds, time);
    });
  }
}

/** Calls in a turn. */
const MOST_TIMES = 100;

const NOTHING = new Float32Array();

function free(backend: GpuBackend, tensors: readonly tf.TensorInfo[]): void {
  for (const { dataId } of tensors) backend.disposeData(dataId);
}

async function valuesOf(backend: GpuBackend, [output]: readonly tf.TensorInfo[]): Promise<Float32Array> {
  return output ? await backend.read(output.dataId) as Float32Array : new Float32Array();
}

function differenceOf(values: Float32Array, expected: Float32Array): number {
  let [most, largest] = [values.length === expected.length ? 0 : Infinity, 0];
  expected.forEach((value, index) => {
    largest = Math.max(largest, Math.abs(value));
    most = Math.max(most, Math.abs(value - (values[index] ?? NaN)));
  });
  return most === 0 ? 0 : most / largest;
}
