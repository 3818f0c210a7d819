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
  /**
   * Names of ways that may be faster on a GPU than the first. An adapter compiles and measures these alone, as compiling
   * is what measuring costs.
   */
  readonly promising: (sizes: Sizes) => readonly string[];
  /**
   * Names of the ways that are the fastest on lavapipe, which computes on the CPU: the first of them that knows the sizes is
   * taken there, and not measured.
   */
  readonly lavapipe: (sizes: Sizes) => readonly string[];
  /** Shapes of what it reads, by name. */
  readonly inputs: (sizes: Sizes) => Readonly<Record<string, readonly number[]>>;
  /** Multiplications and additions of its definition, padding counted as if it were data. */
  readonly operations: (sizes: Sizes) => number;
}

/** The ways that are worth measuring on a GPU: the first, and those that may be faster. */
export function promisingVariants<Sizes>(
  { variants, promising }: Pick<VariedKernel<Sizes>, "variants" | "promising">,
  sizes: Sizes,
): GpuVariant<Sizes>[] {
  const names = promising(sizes);
  return variants.filter(({ name, program }, index) =>
    index === 0 || (names.includes(name) && program(sizes) !== null)
  );
}

/** Operations of a call from which on lavapipe is worth a second of compilation: it does some 10⁹ a second, or twice that. */
export const WORTH_COMPILING = 5e7;
