/**
 * WebGPU's programs of iterative engines beside the kernels of the CPU, which are compared with their definitions.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { fourierFactors } from "../../../backend/gpu/waves/fourier_lines.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { assertResultsClose } from "./assert_results_close.ts";
import type { EngineCase } from "../engine_batches.ts";
import { ENGINE_CASES, engineResults } from "./engine_results.ts";

const { ignore = true } = ACCELERATORS.find(({ name }) => name === "webgpu") ?? {};

Deno.test({
  name: "the programs of engines on webgpu have what the CPU's kernels have, and the same bits again",
  ignore,
  fn: async () => {
    for (const made of ENGINE_CASES) {
      const [ours, again] = [await computed("webgpu", made), await computed("webgpu", made)];
      assertEquals(again, ours);
      assertResultsClose(ours, await computed("cpu", made), { what: JSON.stringify(made) });
    }
  },
});

Deno.test("fourierFactors() has the factors of even lengths of 2, 3 and 5 up to 512, and of no others", () => {
  for (let size = 2; size <= 520; size++) {
    let rest = size;
    for (const prime of [2, 3, 5]) while (rest % prime === 0) rest /= prime;
    const factors = fourierFactors(size);
    assertEquals(factors !== null, rest === 1 && size % 2 === 0 && size <= 512);
    if (factors) assertEquals(factors.reduce((product, factor) => product * factor, 1), size);
  }
});

async function computed(accelerator: "cpu" | "webgpu", made: EngineCase): Promise<Float32Array[]> {
  const selected = await selectAccelerator(accelerator);
  const before = tf.memory().numTensors;
  const values = await engineResults(made);
  assertEquals(tf.memory().numTensors, before);
  assertEquals(selected.failure(), null);
  await selectAccelerator("cpu");
  return values;
}
