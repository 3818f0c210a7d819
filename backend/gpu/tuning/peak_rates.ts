/**
 * What an adapter can do at most: operations on registers, and bytes copied.
 *
 * @module
 */
import type { GpuBackend } from "../programs/gpu_backend.ts";
import { gpuProgram, type GpuSource } from "../programs/gpu_program.ts";
import { timeOnGpu } from "./gpu_clock.ts";
import { scrambled } from "./scrambled.ts";

/** Rates of an adapter. */
export interface PeakRates {
  /** Multiplications and additions in 10⁹ a second, of 32-bit floats. */
  readonly gflops: number;
  /** Bytes read and written in 10⁹ a second. */
  readonly gbs: number;
}

/**
 * Measures what an adapter can do; the best of a few times.
 *
 * @param backend The backend, whose device computes nothing else meanwhile.
 */
export async function peakRates(backend: GpuBackend): Promise<PeakRates> {
  const [threads, numbers] = backend.device.adapterInfo.isFallbackAdapter ? [1 << 14, 1 << 22] : [1 << 20, 1 << 26];
  const gflops = 2 * 4 * CHAINS * LOOPS * threads / await least(backend, multiplied({ threads })) / 1e6;
  return { gflops, gbs: 2 * 4 * numbers / await least(backend, copied({ numbers })) / 1e6 };
}

// --- internal ---

/** Vectors that an invocation multiplies side by side, so that none waits for the one before; and how often. */
const CHAINS = 8;
const LOOPS = 256;

const multiplied = gpuProgram("peak of products", ({ threads }: { threads: number }): GpuSource => {
  const each = (text: (k: number) => string, join = "\n"): string =>
    Array.from({ length: CHAINS }, (_, k) => text(k)).join(join);
  return {
    inputs: ["x"],
    outputs: { y: [threads] },
    body: `
  let a = vec4<f32>(x[id] * 0.5);
  ${each((k) => `var s${k} = a + ${k}.0;`)}
  for (var i = 0; i < ${LOOPS}; i++) {
    ${each((k) => `s${k} = fma(s${k}, a, a);`)}
  }
  let sum = ${each((k) => `s${k}`, " + ")};
  y[id] = sum.x + sum.y + sum.z + sum.w;`,
  };
});

const copied = gpuProgram("peak of copies", ({ numbers }: { numbers: number }): GpuSource => ({
  inputs: ["x"],
  outputs: { y: [numbers] },
  ...{ vectors: ["x", "y"], invocations: numbers / 4, body: "y[id] = x[id];" },
}));

/** Milliseconds of a call. */
async function least(backend: GpuBackend, program: ReturnType<typeof multiplied>): Promise<number> {
  const [shape = []] = Object.values(program.source().outputs);
  const x = backend.compute(scrambled({ shape }), { inputs: {} });
  backend.endComputePassEncoder();
  backend.submitQueue();
  const { outputs, dispatch } = backend.prepare(program, { inputs: { x } });
  const calls = Array.from({ length: 6 }, () => ({ dispatch: dispatch ?? (() => {}), times: 1 }));
  const times = await timeOnGpu(backend.device, calls);
  for (const { dataId } of [x, ...outputs]) backend.disposeData(dataId);
  return Math.min(...times);
}
