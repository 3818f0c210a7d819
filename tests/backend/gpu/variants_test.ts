/**
 * The ways to compute a kernel on WebGPU, on sizes that fit no tile, and on numbers that a short cut would lose: each gives
 * the bits of the first, which `tests/backend/definitions` compares with the definition.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { assert, assertEquals } from "@std/assert";
import { CONVOLUTION } from "../../../backend/gpu/convolution/convolution_variants.ts";
import { convolutionSizes } from "../../../backend/gpu/convolution/convolution_sizes.ts";
import { FILTER_GRADIENT } from "../../../backend/gpu/convolution/filter_gradient_variants.ts";
import { filterGradientSizes } from "../../../backend/gpu/convolution/filter_gradient_sizes.ts";
import type { GpuBackend } from "../../../backend/gpu/programs/gpu_backend.ts";
import type { SizedKernel } from "../../../backend/gpu/programs/gpu_choices.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { filled, type Filling, fillings } from "../definitions/filled.ts";

interface Case {
  readonly image: readonly number[];
  readonly side: number;
  readonly outputs: number;
  readonly end: "" | "bias" | "bias relu";
  readonly fills: readonly Filling[];
}

const cases: fc.Arbitrary<Case> = fc.record({
  image: fc.tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 19 }),
    fc.integer({ min: 1, max: 19 }),
    fc.integer({ min: 1, max: 40 }),
  ),
  side: fc.constantFrom(1, 3, 3, 5),
  outputs: fc.integer({ min: 1, max: 70 }),
  end: fc.constantFrom<Case["end"]>("", "bias", "bias relu"),
  fills: fc.array(fillings, { minLength: 3, maxLength: 3 }),
});

/** More than one tile, workgroup, block and share in every direction, none of them whole; and all of them whole. */
const SIGNED: readonly Filling[] = [1, 2, 3].map((seed) => ({ kind: "signed", seed }));
const FIXED: readonly Case[] = [
  { image: [2, 17, 19, 37], side: 3, outputs: 67, end: "bias relu", fills: SIGNED },
  { image: [3, 16, 8, 16], side: 3, outputs: 16, end: "bias", fills: SIGNED },
];

const webgpu = ACCELERATORS.filter(({ name }) => name === "webgpu");

for (const accelerator of webgpu) {
  onAccelerator(
    accelerator,
    "CONVOLUTION and FILTER_GRADIENT give the same bits in all ways, on any size",
    async () => {
      for (const example of FIXED) await check(example);
      await fc.assert(fc.asyncProperty(cases, check), { numRuns: 2 });
    },
  );
}

async function check({ image, side, outputs, end, fills }: Case): Promise<void> {
  const filter = [side, side, image[3] ?? 0, outputs];
  await compare({ kernel: CONVOLUTION, sizes: convolutionSizes(image, filter, end) }, fills);
  await compare({ kernel: FILTER_GRADIENT, sizes: filterGradientSizes(image, filter) }, fills);
}

async function compare<Sizes>({ kernel, sizes }: SizedKernel<Sizes>, fills: readonly Filling[]): Promise<void> {
  const backend = tf.backend() as GpuBackend;
  const inputs = Object.fromEntries(
    Object.entries(kernel.inputs(sizes)).map(([name, shape], index) => {
      const values = filled(shape, fills[index] ?? { kind: "signed", seed: 4 });
      return [name, tf.tensor(values, [...shape])];
    }),
  );
  const results: [string, Float32Array][] = [];
  for (const { name, program: programOf } of kernel.variants) {
    const program = programOf(sizes);
    if (!program) continue;
    const output = backend.compute(program, { inputs });
    // What was not computed is not what lay there before.
    results.push([name, Float32Array.from(await backend.read(output.dataId) as Float32Array)]);
    backend.disposeData(output.dataId);
  }
  tf.dispose(inputs);
  const [first, ...others] = results;
  assert(first, "the first way knows all sizes");
  for (const [name, values] of others) assertEquals(values.findIndex(differs(first[1])), -1, name);
}

function differs(expected: Float32Array): (value: number, index: number) => boolean {
  return (value, index) => value !== expected[index];
}
