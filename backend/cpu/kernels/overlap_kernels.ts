/**
 * Images moved by parts of a pixel, and merged; `backend/operations/overlap.ts` says what these compute.
 *
 * @module
 */
import type { CpuKernel } from "./cpu_kernel.ts";
import type { KernelCall } from "./kernel_call.ts";

/** The kernels of `backend/operations/overlap.ts`, of float32. */
export const overlapKernels: Readonly<Record<string, CpuKernel>> = {
  TranslateImages: (call) => {
    const side = call.attribute<number>("side");
    const { sources, moves } = readMoves(call);
    const y = call.backend.output([moves, side, side]);
    translate(call, y, { terms: 1, uses: moves / sources });
    return y;
  },
  SumTranslations: (call) => {
    const [side, sums] = [call.attribute<number>("side"), call.attribute<number>("sums")];
    const y = call.backend.output([sums, side, side]);
    translate(call, y, { terms: readMoves(call).moves / sums, uses: 1 });
    return y;
  },
  TranslateImagesOffsetGradient: (call) => {
    const { backend } = call;
    const { sources, moves, from } = readMoves(call);
    const { shape: [, side = 0] } = call.input("dy");
    const slopes = backend.output([moves, 2]);
    const addresses = [...["images", "offsets", "dy"].map((name) => call.address(name)), backend.address(slopes)];
    backend.run("translateImagesOffsetGradient", [...addresses, moves, moves / sources, from, side], {
      work: moves * from ** 2,
    });
    return slopes;
  },
  MergePatches: (call) => merge(call, "mergePatches", ["x", "weight"]),
  MergePatchesGradient: (call) => merge(call, "mergePatchesGradient", ["weight", "dy"]),
  MergePatchesWeightGradient: (call) => merge(call, "mergePatchesWeightGradient", ["x", "weight", "merged", "dy"]),
};

// --- internal ---

interface Moves {
  readonly sources: number;
  readonly moves: number;
  /** Side of an image. */
  readonly from: number;
}

function readMoves(call: KernelCall): Moves {
  const [{ shape: [sources = 0, from = 0] }, { shape: [moves = 0] }] = [call.input("images"), call.input("offsets")];
  return { sources, moves, from };
}

/** How many moves go into a result, and how many an image serves. */
interface Uses {
  readonly terms: number;
  readonly uses: number;
}

function translate(call: KernelCall, y: ReturnType<KernelCall["input"]>, { terms, uses }: Uses): void {
  const { backend } = call;
  const { shape: [sums = 0, side = 0] } = y;
  const addresses = [call.address("images"), call.address("offsets"), backend.address(y)];
  backend.run("translateImages", [...addresses, sums, terms, uses, readMoves(call).from, side], {
    work: sums * side ** 2,
  });
}

/** Of those inputs that the kernel has; the others are nowhere. */
function merge(call: KernelCall, name: string, inputs: readonly string[]): ReturnType<KernelCall["input"]> {
  const { backend } = call;
  const { shape: [images = 0, height = 0, width = 0] } = call.input("weight");
  const channels = call.attribute<number>("channels");
  const [samples, pixels] = [images / channels, height * width];
  const out = backend.output([name === "mergePatches" ? samples : images, height, width]);
  const addresses = ["x", "weight", "merged", "dy"].map((input) => inputs.includes(input) ? call.address(input) : 0);
  backend.run(name, [...addresses, backend.address(out), samples, channels, pixels], {
    floats: [call.attribute<number>("epsilon"), call.attribute<number>("floor")],
    work: images * pixels,
  });
  return out;
}
