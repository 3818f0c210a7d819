/**
 * Trainings on a GPU whose steps are done again as they were recorded: the same bits as of one that does each anew.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import type { SectionsInput } from "../../../config/fields/sections.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import type { Callback } from "../../../train/callbacks/callback.ts";
import { hasWebgpu } from "../../available_accelerators.ts";
import { knob } from "../../knob.ts";
import { type Trained, trained, untimed } from "../trained.ts";
import { type Workspace, workspace } from "../tiny_run.ts";

const ignore = !(await hasWebgpu());

/** What a training on the GPU came to, and what it cost. */
interface Cost {
  readonly run: Trained;
  /** How often the GPU was handed something in each batch, from the time before the batch to the time before the next. */
  readonly submits: readonly number[];
  /** Sentences that it said. */
  readonly warnings: readonly string[];
}

async function trainedOnGpu(space: Workspace, sections: SectionsInput, callbacks: Callback[] = []): Promise<Cost> {
  const accelerator = await selectAccelerator("webgpu");
  const { prototype } = GPUQueue, { submit } = prototype;
  const submits: number[] = [], warnings: string[] = [];
  let count = 0;
  prototype.submit = function (buffers): undefined {
    count++;
    submit.call(this, buffers);
  };
  const counter: Callback = {
    name: "counter",
    onBatchStart: () => {
      submits.push(count);
      count = 0;
    },
  };
  try {
    const run = await trained(space, {
      ...sections,
      training: { batchSize: 2, limitTrainBatches: null, ...sections.training },
      execution: { accelerator: "webgpu", ...sections.execution },
    }, { accelerator, callbacks: [counter, ...callbacks], onWarning: (text) => warnings.push(text) });
    assertEquals(accelerator.failure(), null);
    return { run, submits: submits.slice(1), warnings };
  } finally {
    prototype.submit = submit;
    await selectAccelerator("cpu");
  }
}

/** So many patterns that the last batch of an epoch has one, with two of them held out or none. */
const ODD = 9;

knob("execution.replay", "steps on a GPU are done again as recorded, to the same bits", async () => {
  await using space = await workspace(ODD);
  const training: SectionsInput["training"] = {
    ...{ epochs: 2, valSplit: 0.23, emaDecay: 0.9, clipGradients: 1, optimizer: "adamw", weightDecay: 0.01 },
    ...{ scheduler: "Exponential" },
  };
  const [replayed, anew] = [
    await trainedOnGpu(space, { training }),
    await trainedOnGpu(space, { training, execution: { replay: false } }),
  ];
  assertEquals(replayed.run.values, anew.run.values);
  assertEquals(untimed(replayed.run), untimed(anew.run));
  const once = (submits: readonly number[]): number => submits.filter((count) => count <= 2).length;
  assert(once(replayed.submits) >= 2, `${replayed.submits} submits`);
  assertEquals([once(anew.submits), replayed.warnings, anew.warnings], [0, [], []]);
}, { ignore });

Deno.test({
  name: "fit() goes on to the same bits from between two steps that were done again, with norms of gradients",
  ignore,
  fn: async () => {
    await using space = await workspace(ODD);
    const sections = { training: { epochs: 2, valSplit: 0 }, execution: { logGradNorm: true, gradNormLogEvery: 5 } };
    const whole = await trainedOnGpu(space, sections);
    const outputDir = `${space.path}/broken`;
    const broken = { ...sections, execution: { ...sections.execution, outputDir } };
    await trainedOnGpu(space, { ...broken, training: { ...sections.training, maxSteps: 4 } });
    const accelerator = await selectAccelerator("webgpu");
    const resumed = await trained(space, {
      training: { batchSize: 2, limitTrainBatches: null, ...sections.training },
      execution: { ...broken.execution, accelerator: "webgpu" },
    }, { accelerator, resume: outputDir });
    await selectAccelerator("cpu");
    assertEquals(resumed.values, whole.run.values);
  },
});

Deno.test({
  name:
    "fit() trains on several scans to the same bits by steps that are done again, each batch by the light of its scan",
  ignore,
  fn: async () => {
    await using space = await workspace();
    const other = simulateScan({ patchSize: 64, patterns: 8, photons: 1e5, seed: 5, probe: "speckle" });
    await writeScan(`${space.path}/other.npz`, other);
    const sections: SectionsInput = {
      data: { scan: [`${space.path}/scan.npz`, `${space.path}/other.npz`] },
      training: { epochs: 3, mixScans: false, valSplit: 0 },
    };
    const [replayed, anew] = [
      await trainedOnGpu(space, sections),
      await trainedOnGpu(space, { ...sections, execution: { replay: false } }),
    ];
    assertEquals(replayed.run.values, anew.run.values);
    const once = replayed.submits.filter((count) => count <= 2).length;
    assert(once >= 14, `${replayed.submits} submits`);
  },
});

Deno.test({
  name: "fit() says why steps are not done again, and leaves nothing behind",
  ignore,
  fn: async () => {
    await using space = await workspace();
    const before = tf.memory().numTensors;
    const shown: Callback = { name: "shown", onBeforeStep: () => {} };
    const { warnings } = await trainedOnGpu(space, { training: { limitTrainBatches: 1 } }, [shown]);
    assertEquals(warnings, [
      "Training steps are not replayed on the GPU, and take longer: a callback looks at the gradients",
    ]);
    assertEquals(tf.memory().numTensors, before);
  },
});

Deno.test({
  name: "fit() keeps as many buffers on a GPU after many steps as after few",
  ignore,
  fn: async () => {
    await using space = await workspace();
    const memory: number[][] = [];
    const watch: Callback = {
      name: "watch",
      onEpochEnd: () => {
        const { numTensors, numDataBuffers, numBytesAllocatedInGPU = 0 } = tf.memory() as tf.MemoryInfo & {
          readonly numBytesAllocatedInGPU?: number;
        };
        memory.push([numTensors, numDataBuffers, numBytesAllocatedInGPU]);
      },
    };
    await trainedOnGpu(space, { training: { epochs: 5, batchSize: 2, valSplit: 0 } }, [watch]);
    assertEquals(memory.slice(2), Array(3).fill(memory[1]));
  },
});
