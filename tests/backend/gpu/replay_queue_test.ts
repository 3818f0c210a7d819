/**
 * Small steps that a GPU does again, several of them handed in together: each has its own inputs.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { markInputs } from "../../../backend/step_recorder.ts";
import { StepReplays } from "../../../backend/step_replays.ts";
import { hasWebgpu } from "../../available_accelerators.ts";

const ignore = !(await hasWebgpu());

/** What came of some steps. */
interface Added {
  readonly sums: number[];
  /** A variable that no step has anything to do with, and that no program has ever read. */
  readonly apart: number[];
  readonly outputs: number[];
  readonly submits: number;
}

/** Adds 1 + k to each element of a variable in steps k, and returns the variable, each step's output and the submits. */
async function added(length: number, steps: number): Promise<Added> {
  const { prototype } = GPUQueue, { submit } = prototype;
  let submits = 0;
  const [variable, apart] = tf.tidy(() => [
    tf.variable<tf.Rank>(tf.zeros([length]), false),
    tf.variable<tf.Rank>(tf.tensor1d([5, 7]), false),
  ]) as [tf.Variable, tf.Variable];
  const replays = new StepReplays({ enabled: true });
  prototype.submit = function (buffers): undefined {
    submits++;
    submit.call(this, buffers);
  };
  try {
    const outputs: tf.Tensor[] = [];
    for (let k = 0; k < steps; k++) {
      const [output] = tf.tidy(() => {
        const given = tf.tensor1d(new Float32Array(length).fill(1 + k));
        const work = (): { outputs: readonly [tf.Tensor] } => {
          markInputs([given]);
          variable.assign(variable.add(given));
          return { outputs: [variable.slice([length - 1], [1])] };
        };
        return [...replays.take({ key: "step", work, inputs: () => [given] })];
      });
      if (output) outputs.push(output);
    }
    const handedIn = submits;
    const sums = [...await variable.data()], read = await Promise.all(outputs.map((output) => output.data()));
    tf.dispose(outputs);
    return { sums, apart: [...await apart.data()], outputs: read.map(([value]) => value ?? NaN), submits: handedIn };
  } finally {
    prototype.submit = submit;
    replays.dispose();
    tf.dispose([variable, apart]);
  }
}

for (const [what, length] of [["small", 3], ["large", 3000]] as const) {
  Deno.test({
    name: `steps that are handed in together have each its own inputs: ${what} ones`,
    ignore,
    fn: async () => {
      const accelerator = await selectAccelerator("webgpu");
      try {
        const before = tf.memory().numTensors;
        const { sums, apart, outputs, submits } = await added(length, 12);
        assertEquals(outputs, Array.from({ length: 12 }, (_, k) => (k + 1) * (k + 2) / 2));
        assertEquals([new Set(sums), apart], [new Set([78]), [5, 7]]);
        // Two steps are traced or recorded, each between two submits.
        if (what === "small") assert(submits <= 5, `${submits} submits`);
        assertEquals(tf.memory().numTensors, before);
        assertEquals(accelerator.failure(), null);
      } finally {
        await selectAccelerator("cpu");
      }
    },
  });
}
