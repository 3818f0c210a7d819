/**
 * How fast each kernel of several ways is on an adapter, for all sizes that a step has.
 *
 * @module
 */
import type { GpuBackend } from "../programs/gpu_backend.ts";
import { elementsOf } from "../programs/gpu_program.ts";
import { promisingVariants } from "../programs/gpu_variant.ts";
import { compareVariants, type MeasuredVariant } from "./compare_variants.ts";
import { type PeakRates, peakRates } from "./peak_rates.ts";
import { fastest, type TuningProgress } from "./tune_kernels.ts";

/** A kernel of certain sizes, measured. */
export interface KernelRow {
  readonly kernel: string;
  /** Shapes of what it reads. */
  readonly shapes: readonly (readonly number[])[];
  /** The way that would be chosen. */
  readonly way: string;
  readonly milliseconds: number;
  /** By the operations of the definition, in 10⁹ a second. */
  readonly gflops: number;
  /** Inputs and the first output, each once, in 10⁹ bytes a second. */
  readonly gbs: number;
  /** The greater share of what the adapter can do: of its operations, or of its bytes. */
  readonly shareOfPeak: number;
  /** The ways that were measured. */
  readonly ways: readonly MeasuredVariant[];
}

/** Kernels, and what the adapter can do. */
export interface KernelTable {
  readonly peak: PeakRates;
  readonly kernels: readonly KernelRow[];
}

/**
 * Measures the ways of the kernels that were called so far, those that are worth it at their sizes.
 *
 * @param backend The backend, whose device computes nothing else meanwhile.
 * @param onProgress Told before the first kernel, and after each.
 */
export async function kernelTable(
  backend: GpuBackend,
  onProgress: (progress: TuningProgress) => void = () => {},
): Promise<KernelTable> {
  const peak = await peakRates(backend);
  const kernels: KernelRow[] = [];
  const { met } = backend.choices;
  for (const sized of met) {
    onProgress({ done: kernels.length, total: met.length });
    const { kernel, sizes } = sized;
    const variants = promisingVariants(kernel, sizes);
    const ways = await compareVariants(backend, sized, { rounds: 3, milliseconds: 2, variants });
    const way = fastest(ways);
    const milliseconds = ways.find(({ name }) => name === way)?.milliseconds ?? NaN;
    const shapes = Object.values(kernel.inputs(sizes));
    const outputs = Object.values(kernel.variants[0]?.program(sizes)?.source().outputs ?? {});
    const numbers = [...shapes, ...outputs].reduce((sum, shape) => sum + elementsOf(shape), 0);
    const [gflops, gbs] = [kernel.operations(sizes) / milliseconds / 1e6, 4 * numbers / milliseconds / 1e6];
    const shareOfPeak = Math.max(gflops / peak.gflops, gbs / peak.gbs);
    kernels.push({ kernel: kernel.name, shapes, way, milliseconds, gflops, gbs, shareOfPeak, ways });
  }
  onProgress({ done: met.length, total: met.length });
  return { peak, kernels };
}
