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
import type { FitOptions } from "../../../train/fit_options.ts";
import type { Callback } from "../../../train/callbacks/callback.ts";
import { readCheckpoint } from "../../../train/checkpoints/checkpoint.ts";
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
  /** How many buffers were copied to others meanwhile. */
  readonly copies: readonly number[];
  /** Sentences that it said. */
  readonly warnings: readonly string[];
}

async function trainedOnGpu(
  space: Workspace,
  sections: SectionsInput,
  callbacks: Callback[] = [],
  options: Partial<FitOptions> = {},
): Promise<Cost> {
  const accelerator = await selectAccelerator("webgpu");
  const { prototype } = GPUQueue, { submit } = prototype;
  const { prototype: encoder } = GPUCommandEncoder, { copyBufferToBuffer } = encoder;
  const submits: number[] = [], copies: number[] = [], warnings: string[] = [];
  let count = 0, copied = 0;
  prototype.submit = function (buffers): undefined {
    count++;
    submit.call(this, buffers);
  };
  encoder.copyBufferToBuffer = function (...call: unknown[]): undefined {
    copied++;
    Reflect.apply(copyBufferToBuffer, this, call);
  };
  const counter: Callback = {
    name: "counter",
    onBatchStart: () => {
      submits.push(count);
      copies.push(copied);
      count = copied = 0;
    },
  };
  try {
    const run = await trained(space, {
      ...sections,
      training: { batchSize: 2, limitTrainBatches: null, ...sections.training },
      execution: { accelerator: "webgpu", ...sections.execution },
    }, { accelerator, callbacks: [counter, ...callbacks], onWarning: (text) => warnings.push(text), ...options });
    assertEquals(accelerator.failure(), null);
    return { run, submits: submits.slice(1), copies: copies.slice(1), warnings };
  } finally {
    prototype.submit = submit;
    encoder.copyBufferToBuffer = copyBufferToBuffer;
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
    const { run: resumed } = await trainedOnGpu(space, broken, [], { resume: outputDir });
    assertEquals(resumed.values, whole.run.values);
  },
});

Deno.test({
  name: "fit() does batches of windows again to the same bits, and goes on from the middle of one",
  ignore,
  fn: async () => {
    await using space = await workspace(14);
    const training: SectionsInput["training"] = {
      // Three windows and one of two, then four windows and one of two.
      ...{ epochs: 2, batchSize: 1, accumulate: { "0": 4, "1": 3 }, valSplit: 0, clipGradients: 1 },
    };
    const whole = await trainedOnGpu(space, { training });
    const copies = whole.copies.filter((_, batch) => (whole.submits[batch] ?? Infinity) <= 2);
    assert(copies.length >= 9 && Math.max(...copies) < 16, `${whole.submits} submits, ${whole.copies} copies`);
    const outputDir = `${space.path}/broken`, abort = new AbortController();
    const breaks: Callback = {
      name: "breaks",
      onBatchStart: ({ microStep }) => microStep === 21 ? abort.abort() : undefined,
    };
    const broken = await trainedOnGpu(space, { training, execution: { outputDir, replay: false } }, [
      breaks,
    ], { signal: abort.signal });
    const { gradients, state } = await readCheckpoint(`${outputDir}/checkpoints/last.safetensors`);
    assertEquals([gradients.size > 0, state.microStep, state.optimizerStep], [true, 22, 6]);
    const resumed = await trainedOnGpu(space, { training, execution: { outputDir } }, [], {
      resume: outputDir,
    });
    assertEquals(resumed.run.values, whole.run.values);
    assertEquals(untimed(resumed.run), untimed(whole.run));
    assertEquals([...whole.warnings, ...broken.warnings, ...resumed.warnings], []);
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
        memory.push([numBytesAllocatedInGPU, numTensors, numDataBuffers]);
      },
    };
    const training = { epochs: 7, batchSize: 2, accumulate: { "0": 1, "3": 2 }, valSplit: 0 };
    await trainedOnGpu(space, { training }, [watch]);
    // Steps, then windows of two.
    for (const epoch of [2, 6]) {
      const [[bytes = NaN, ...counts], [before = NaN, ...countsBefore]] = [
        memory[epoch] ?? [],
        memory[epoch - 1] ?? [],
      ];
      assertEquals(counts, countsBefore);
      // Losses are read as many at a time as there happen to be, by a buffer of their size.
      assert(Math.abs(bytes - before) < 256, `${memory}`);
    }
  },
});
