/**
 * Kernels that can be computed in several ways, of which one is the fastest on an adapter.
 *
 * @module
 */
import type { GpuProgram } from "./gpu_program.ts";

/** A way to compute something of certain sizes. */
export interface GpuVariant<Sizes> {
  /** What it is told from the other ways by. */
  readonly name: string;
  /** Its program; null where it knows none of these sizes. */
  readonly program: (sizes: Sizes) => GpuProgram | null;
}

/** A kernel, and the ways to compute it, which give the same bits. */
export interface VariedKernel<Sizes> {
  /** Name of the kernel. */
  readonly name: string;
  /** The ways; the first knows all sizes, and is what the others are compared with. */
  readonly variants: readonly GpuVariant<Sizes>[];
  /** Shapes of what it reads, by name. */
  readonly inputs: (sizes: Sizes) => Readonly<Record<string, readonly number[]>>;
  /** Multiplications and additions of its definition, padding counted as if it were data. */
  readonly operations: (sizes: Sizes) => number;
}
