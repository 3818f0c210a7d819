/**
 * Tests that run the same on every accelerator there is.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import { selectAccelerator } from "../backend/accelerator.ts";

/**
 * Declares a test that runs with an accelerator selected; its tensors are freed, and the accelerator must be well after.
 * The tests that come after it in the file are on the CPU again: a GPU that is simulated takes its time.
 *
 * @param accelerator The accelerator, and whether it is absent.
 * @param name Title of the test.
 * @param fn The test.
 */
export function onAccelerator(
  accelerator: { readonly name: "cpu" | "webgpu"; readonly ignore: boolean },
  name: string,
  fn: () => Promise<void>,
): void {
  Deno.test({
    name: `${name} on ${accelerator.name}`,
    ignore: accelerator.ignore,
    fn: async () => {
      const selected = await selectAccelerator(accelerator.name);
      const engine = tf.engine();
      engine.startScope();
      try {
        await fn();
      } finally {
        engine.endScope();
        await selectAccelerator("cpu");
      }
      assertEquals(selected.failure(), null);
    },
  });
}
