/**
 * Choosing, for each kernel of several ways that a step needs, the fastest way on the adapter.
 *
 * @module
 */
import type { GpuBackend } from "../programs/gpu_backend.ts";
import { keyOf, type SizedKernel } from "../programs/gpu_choices.ts";
import { FLOATS, textOf } from "../programs/gpu_program.ts";
import { promisingVariants } from "../programs/gpu_variant.ts";
import { keepChoices, readChoices } from "./choices_file.ts";
import { compareVariants, type Effort, type MeasuredVariant } from "./compare_variants.ts";

/** Where choices are kept. */
export interface TuningOptions {
  /** Path of the file of kept choices; null keeps none. */
  readonly path: string | null;
  /**
   * How long ways are measured.
   *
   * @default {A twentieth of a second for each kernel, at most, besides the compilation.}
   */
  readonly effort?: Effort;
  /** Told before the first kernel that is measured, and after each. */
  readonly onProgress?: (progress: TuningProgress) => void;
  /** Ends it after a kernel: the others keep the first way. */
  readonly signal?: AbortSignal;
}

/** How far it is. */
export interface TuningProgress {
  /** Kernels that have been measured. */
  readonly done: number;
  /** Kernels that are to be, as their choice was not kept from before. */
  readonly total: number;
}

/** What was done; kernels that have no choice at their sizes are not counted. */
export interface Tuning {
  /** Kernels whose choice was kept from before. */
  readonly known: number;
  /** Kernels that were measured now. */
  readonly measured: number;
}

/**
 * Chooses ways for all kernels that were called so far. A way is chosen only if it gives the bits of the first, and is
 * faster: so results do not depend on what is measured.
 *
 * @param backend The backend, whose device computes nothing else meanwhile.
 * @param options Where choices are kept.
 */
export async function tuneKernels(
  backend: GpuBackend,
  { path, effort = SHORT, onProgress, signal }: TuningOptions,
): Promise<Tuning> {
  const adapter = adapterOf(backend.device);
  const kept = await readChoices(path, adapter);
  const kernels = backend.choices.met.flatMap((sized) => {
    const variants = promisingVariants(sized.kernel, sized.sizes);
    return variants.length > 1 ? [{ sized, variants, key: tuningKey(sized) }] : [];
  });
  const unknown = kernels.filter(({ key }) => kept[key] === undefined);
  for (const { sized, key } of kernels) {
    const name = kept[key];
    if (name !== undefined) backend.choices.choose(sized, name);
  }
  let done = 0;
  for (const { sized, variants, key } of unknown) {
    if (signal?.aborted) break;
    onProgress?.({ done, total: unknown.length });
    const name = fastest(await compareVariants(backend, sized, { ...effort, variants }));
    backend.choices.choose(sized, name);
    // At once: who stops here has not measured in vain.
    await keepChoices(path, adapter, { [key]: name });
    done++;
  }
  if (done > 0) onProgress?.({ done, total: unknown.length });
  return { known: kernels.length - unknown.length, measured: done };
}

/** The fastest of those that give the bits of the first; the first where none is faster. */
export function fastest(variants: readonly MeasuredVariant[]): string {
  const same = variants.filter(({ difference }) => difference === 0);
  return same.reduce((best, one) => one.milliseconds < best.milliseconds ? one : best, same[0] ?? NONE).name;
}

/**
 * What a kernel's choice is kept under: its sizes, and a digest of the text of the ways that are measured, so that other programs
 * are measured anew.
 */
export function tuningKey<Sizes>({ kernel, sizes }: SizedKernel<Sizes>): string {
  const texts = promisingVariants(kernel, sizes).map(({ name, program: programOf }) => {
    const program = programOf(sizes);
    return program ? name + textOf(program.source(), FLOATS) : "";
  });
  return `${keyOf(kernel, sizes)} ${digestOf(texts.join())}`;
}

/** What an adapter is told from others by: its names, and the program that drives it. */
export function adapterOf({ adapterInfo }: GPUDevice): string {
  const { vendor, architecture, device, description } = adapterInfo;
  const runtime = typeof Deno === "undefined" ? navigator.userAgent : `Deno ${Deno.version.deno}`;
  return [vendor, architecture, device, description, runtime].join(", ");
}

// --- internal ---

const SHORT: Effort = { rounds: 2, milliseconds: 2 };

const NONE: MeasuredVariant = { name: "", milliseconds: Infinity, difference: Infinity };

/** FNV-1a of 32 bits. */
function digestOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16);
}
