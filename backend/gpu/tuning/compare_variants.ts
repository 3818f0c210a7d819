/**
 * Ways to compute the same, compared on the adapter: what each takes, and how far its results are from those of the first.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import type { GpuBackend, GpuInputs, PreparedCall } from "../programs/gpu_backend.ts";
import type { SizedKernel } from "../programs/gpu_choices.ts";
import type { GpuProgram } from "../programs/gpu_program.ts";
import { timeOnGpu } from "./gpu_clock.ts";
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
  /** How many ways besides the first, those that are fastest at first sight, are measured for so long. */
  readonly finalists: number;
}

/**
 * Compares ways to compute the same, on numbers without order.
 *
 * @param backend The backend, whose device computes nothing else meanwhile.
 * @param sized The kernel, of certain sizes.
 * @param effort How long.
 * @returns The ways that know the sizes and that the device can compute, in their order.
 */
export async function compareVariants<Sizes>(
  backend: GpuBackend,
  { kernel, sizes }: SizedKernel<Sizes>,
  effort: Effort,
): Promise<MeasuredVariant[]> {
  const inputs = Object.fromEntries(
    Object.entries(kernel.inputs(sizes)).map((
      [name, shape],
    ) => [name, backend.compute(scrambled({ shape }), { inputs: {} })]),
  );
  // What was recorded before is not to be timed.
  backend.endComputePassEncoder();
  backend.submitQueue();
  try {
    const ways: Way[] = [];
    let expected: Float32Array | null = null;
    for (const { name, program: programOf } of kernel.variants) {
      const program = programOf(sizes);
      const tried: Tried | null = program &&
        await withoutErrors(backend.device, () => tryOnce(backend, program, { inputs, expected }));
      if (!program || !tried) continue;
      expected ??= tried.values;
      ways.push({ name, program, milliseconds: tried.milliseconds, difference: tried.difference });
    }
    await measure(backend, finalistsOf(ways, effort.finalists), { inputs, effort });
    return ways.map(({ program: _, ...measured }) => measured);
  } finally {
    for (const { dataId } of Object.values(inputs)) backend.disposeData(dataId);
  }
}

// --- internal ---

interface Way extends MeasuredVariant {
  milliseconds: number;
  readonly program: GpuProgram;
}

interface Tried extends Omit<MeasuredVariant, "name"> {
  readonly values: Float32Array;
}

/** Runs a way twice, of which the first compiles it, and compares its results. */
async function tryOnce(
  backend: GpuBackend,
  program: GpuProgram,
  { inputs, expected }: { readonly inputs: GpuInputs; readonly expected: Float32Array | null },
): Promise<Tried> {
  const { outputs, dispatch } = backend.prepare(program, { inputs });
  try {
    const call = { dispatch: dispatch ?? (() => {}), times: 1 };
    const [, milliseconds = Infinity] = await timeOnGpu(backend.device, [call, call]);
    const values = await valuesOf(backend, outputs);
    return { milliseconds, values, difference: differenceOf(values, expected ?? values) };
  } finally {
    free(backend, { outputs });
  }
}

/** The first, and those that are fastest at first sight. */
function finalistsOf(ways: readonly Way[], count: number): Way[] {
  const [first, ...others] = ways;
  if (!first) return [];
  return [first, ...others.sort((a, b) => a.milliseconds - b.milliseconds).slice(0, count)];
}

async function measure(
  backend: GpuBackend,
  ways: readonly Way[],
  { inputs, effort }: { readonly inputs: GpuInputs; readonly effort: Effort },
): Promise<void> {
  const prepared = ways.map(({ program }) => backend.prepare(program, { inputs }));
  try {
    for (let round = 0; round < effort.rounds; round++) {
      const calls = prepared.map(({ dispatch }, index) => {
        const times = Math.floor(effort.milliseconds / (ways[index]?.milliseconds ?? 1));
        return { dispatch: dispatch ?? (() => {}), times: Math.max(1, Math.min(MOST_TIMES, times)) };
      });
      const times = await timeOnGpu(backend.device, calls);
      ways.forEach((way, index) => way.milliseconds = Math.min(way.milliseconds, times[index] ?? Infinity));
    }
  } finally {
    for (const call of prepared) free(backend, call);
  }
}

/** Calls in a turn. */
const MOST_TIMES = 100;

function free(backend: GpuBackend, { outputs }: Pick<PreparedCall, "outputs">): void {
  for (const { dataId } of outputs) backend.disposeData(dataId);
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
