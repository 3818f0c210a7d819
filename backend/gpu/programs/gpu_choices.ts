/**
 * Which way each kernel of several ways takes, for each of its sizes, on one device.
 *
 * @module
 */
import type { GpuProgram } from "./gpu_program.ts";
import type { VariedKernel } from "./gpu_variant.ts";

/** A kernel of certain sizes. */
export interface SizedKernel<Sizes = unknown> {
  readonly kernel: VariedKernel<Sizes>;
  readonly sizes: Sizes;
}

/** The choices. All that was not chosen for goes the first way, on lavapipe the way that suits it. */
export class GpuChoices {
  readonly #lavapipe: boolean;
  readonly #chosen = new Map<string, Chosen>();
  readonly #met = new Map<string, SizedKernel>();

  /** @param adapter Names of the adapter. */
  constructor(adapter: string) {
    this.#lavapipe = /llvmpipe|lavapipe/i.test(adapter);
  }

  /** Kernels that were called so far, each of its sizes once, in the order of their first calls. */
  get met(): readonly SizedKernel[] {
    return [...this.#met.values()];
  }

  /**
   * The program to compute a kernel with.
   *
   * @param kernel The kernel.
   * @param sizes Its sizes.
   */
  of<Sizes>(kernel: VariedKernel<Sizes>, sizes: Sizes): GpuProgram {
    const key = keyOf(kernel, sizes);
    const known = this.#chosen.get(key);
    if (known) return known.program;
    const chosen = this.#default(kernel, sizes);
    this.#met.set(key, { kernel, sizes } as unknown as SizedKernel);
    this.#chosen.set(key, chosen);
    return chosen.program;
  }

  /** Name of the way that a kernel takes; undefined where it was not called yet. */
  nameOf<Sizes>({ kernel, sizes }: SizedKernel<Sizes>): string | undefined {
    return this.#chosen.get(keyOf(kernel, sizes))?.name;
  }

  /**
   * Chooses a way.
   *
   * @param sized The kernel, of certain sizes.
   * @param name Name of the way; one that does not know the sizes changes nothing.
   */
  choose<Sizes>({ kernel, sizes }: SizedKernel<Sizes>, name: string): void {
    const program = kernel.variants.find((variant) => variant.name === name)?.program(sizes);
    if (program) this.#chosen.set(keyOf(kernel, sizes), { name, program });
  }

  #default<Sizes>({ name: kernel, variants, lavapipe }: VariedKernel<Sizes>, sizes: Sizes): Chosen {
    const preferred = lavapipe(sizes).flatMap((wanted) => variants.filter(({ name }) => name === wanted));
    const ways = this.#lavapipe ? [...preferred, ...variants] : variants;
    for (const { name, program: programOf } of ways) {
      const program = programOf(sizes);
      if (program) return { name, program };
    }
    throw new TypeError(
      `Cannot compute ${kernel} as no way knows its sizes: current value is ${JSON.stringify(sizes)}`,
    );
  }
}

/** What a kernel of certain sizes is told from all others by. */
export function keyOf<Sizes>(kernel: Pick<VariedKernel<Sizes>, "name">, sizes: Sizes): string {
  return `${kernel.name} ${JSON.stringify(sizes)}`;
}

// --- internal ---

interface Chosen {
  readonly name: string;
  readonly program: GpuProgram;
}
