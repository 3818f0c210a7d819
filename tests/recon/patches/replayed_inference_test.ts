/**
 * Inference on a GPU whose batches are done again as they were recorded: the same bits as of one that does each anew.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals, assertLess } from "@std/assert";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { joinSamples } from "../../../data/joining/join_samples.ts";
import { prepareSamples, type Samples } from "../../../data/samples.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { createModel, type Model } from "../../../model/create_model.ts";
import { reconstructSamples } from "../../../recon/patches/reconstruct_samples.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";

/** Batches of two samples; six are alike, so three are done as recorded, and the last has one sample. */
const SAMPLES = 13, BATCH_SIZE = 2;

/** What an inference came to, and what it cost. */
interface Inferred {
  /** Real and imaginary part of the image, and all that was read of its patches. */
  readonly values: readonly Float32Array[];
  /** Bind groups that were made. */
  readonly bindings: number;
  /** Why batches were not done again. */
  readonly refusals: readonly string[];
}

async function inferred(model: Model, samples: Samples, options: object = {}): Promise<Inferred> {
  const { prototype } = GPUDevice, { createBindGroup } = prototype;
  const values: Float32Array[] = [], refusals: string[] = [];
  let bindings = 0;
  prototype.createBindGroup = function (descriptor): GPUBindGroup {
    bindings++;
    return createBindGroup.call(this, descriptor);
  };
  try {
    const { object } = await reconstructSamples(model, samples, {
      ...{ batchSize: BATCH_SIZE, onRefusal: (reason: string) => void refusals.push(reason) },
      observers: [{
        diffraction: true,
        onPatches: ({ amp, phase, diffraction }) => void values.push(amp.slice(), phase.slice(), diffraction.slice()),
      }],
      ...options,
    });
    return { values: [object.re, object.im, ...values], bindings, refusals };
  } finally {
    prototype.createBindGroup = createBindGroup;
  }
}

/** The same bits. */
function assertSame(actual: Inferred, expected: Inferred): void {
  assertEquals(actual.values.map(({ length }) => length), expected.values.map(({ length }) => length));
  const differing = actual.values.findIndex((part, at) => part.some((value, p) => value !== expected.values[at]?.[p]));
  assertEquals(differing, -1, "the first of the arrays that differ");
}

const payloadOf = (gridSize: 1 | 2) =>
  createTrainingPayload({
    data: { patchSize: 64, gridSize, ...(gridSize > 1 && { groups: SAMPLES, neighbors: 4 }) },
    model: { filterScale: 0.125 },
  });

function samplesOf(gridSize: 1 | 2, patterns: number, seed = 1): Samples {
  return prepareSamples(simulateScan({ patchSize: 64, patterns, seed }), payloadOf(gridSize), { seed });
}

for (const accelerator of ACCELERATORS.filter(({ name }) => name === "webgpu")) {
  for (const gridSize of [1, 2] as const) {
    onAccelerator(
      accelerator,
      `reconstructSamples() paints the same bits by batches that are done again, gridSize ${gridSize}`,
      async () => {
        const samples = samplesOf(gridSize, SAMPLES);
        assertEquals(samples.count, SAMPLES);
        const model = createModel(payloadOf(gridSize), { seed: 1 });
        const before = tf.memory().numTensors;
        const [replayed, anew] = [
          await inferred(model, samples),
          await inferred(model, samples, { replay: false }),
        ];
        assertSame(replayed, anew);
        assertLess(replayed.bindings, 0.7 * anew.bindings);
        assertEquals([replayed.refusals, anew.refusals, tf.memory().numTensors], [[], [], before]);
        model.dispose();
      },
    );
  }

  onAccelerator(
    accelerator,
    "reconstructSamples() paints the same bits of several scans, with weights that changed since it did last",
    async () => {
      const samples = joinSamples([samplesOf(1, 9), samplesOf(1, 9, 2)]);
      const model = createModel(payloadOf(1), { seed: 1 });
      const first = await inferred(model, samples);
      for (const weight of model.parameters.values()) weight.assign(tf.tidy(() => weight.mul(1.5)));
      const [replayed, anew] = [
        await inferred(model, samples),
        await inferred(model, samples, { replay: false }),
      ];
      assertSame(replayed, anew);
      assertLess(replayed.bindings, 0.9 * anew.bindings);
      assert(first.values[0]?.some((value, p) => value !== anew.values[0]?.[p]), "the weights say nothing");
      model.dispose();
    },
  );
}
