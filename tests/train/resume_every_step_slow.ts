/**
 * A run that is broken off after any batch, at a step, within a window, between epochs, and resumed, is the same run.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { selectAccelerator } from "../../backend/accelerator.ts";
import type { SectionsInput } from "../../config/fields/sections.ts";
import { readCheckpoint } from "../../train/checkpoints/checkpoint.ts";
import type { FitOptions } from "../../train/fit_options.ts";
import { hasWebgpu } from "../available_accelerators.ts";
import { CPU, type Workspace, workspace } from "./tiny_run.ts";
import { type Trained, trained, untimed } from "./trained.ts";

/** Everything that has a state: windows with a tail, momentum of two kinds, averages, plateaus, patience, norms, statistics. */
const CASES: Readonly<Record<string, SectionsInput>> = {
  "Adam, windows, average, plateau, early stop, batch normalisation": {
    model: { batchNorm: true },
    training: {
      accumulate: { "0": 2, "1": 3 },
      emaDecay: 0.8,
      scheduler: "ReduceLROnPlateau",
      plateauThreshold: 0.9,
      plateauPatience: 0,
      plateauMinLearningRate: 0,
      clipGradients: 1,
      stages: [1, 1, 1],
    },
    execution: { earlyStopPatience: 4, checkpointSaveTopK: 0, logGradNorm: true },
  },
  "SGD with fine-tuning": {
    training: { optimizer: "sgd", learningRate: 1e-8, fineTuneEpochs: 1, weightDecay: 0.01, accumulate: 2 },
  },
};

const EPOCHS = { epochs: 2, limitTrainBatches: 3 };

function withOptions(sections: SectionsInput, outputDir: string): SectionsInput {
  return {
    ...sections,
    training: { ...EPOCHS, ...sections.training },
    execution: { ...sections.execution, outputDir },
  };
}

/** Aborts as a batch begins: it is still trained on, and nothing after it. */
function abortAt(microStep: number): Pick<FitOptions, "callbacks" | "signal"> {
  const controller = new AbortController();
  const abort = {
    name: "abort",
    onBatchStart: (event: { microStep: number }): void => {
      if (event.microStep === microStep) controller.abort();
    },
  };
  return { callbacks: [abort], signal: controller.signal };
}

async function assertSame(broken: Trained, straight: Trained): Promise<void> {
  assertEquals(untimed(broken), untimed(straight));
  assertEquals([broken.weights, broken.bestEpoch], [straight.weights, straight.bestEpoch]);
  const [a, b] = [
    await readCheckpoint(broken.lastCheckpoint ?? ""),
    await readCheckpoint(straight.lastCheckpoint ?? ""),
  ];
  assertEquals([a.weights, a.trained, a.optimizer, a.best], [b.weights, b.trained, b.optimizer, b.best]);
  const { startedAt: _a, ...stateA } = a.state;
  const { startedAt: _b, ...stateB } = b.state;
  assertEquals(stateA, stateB);
}

async function breakEverywhere(space: Workspace, sections: SectionsInput, batches: readonly number[]): Promise<void> {
  const straight = await trained(space, withOptions(sections, `${space.path}/straight`));
  for (const batch of batches) {
    const outputDir = `${space.path}/broken after ${batch}`;
    const broken = await trained(space, withOptions(sections, outputDir), abortAt(batch));
    assertEquals(broken.exitReason, "aborted");
    const { state } = await readCheckpoint(broken.lastCheckpoint ?? "");
    assertEquals(state.microStep, batch + 1);
    await assertSame(await trained(space, withOptions(sections, outputDir), { resume: outputDir }), straight);
  }
}

for (const [name, sections] of Object.entries(CASES)) {
  Deno.test(`fit() broken off after any batch ends with the bits of a run without a break: ${name}`, async () => {
    await using space = await workspace();
    const count = sections.training?.fineTuneEpochs ? 9 : 6;
    await breakEverywhere(space, sections, Array.from({ length: count }, (_, batch) => batch));
  });
}

Deno.test({
  name: "fit() broken off within a window ends with the same bits on webgpu",
  ignore: !await hasWebgpu(),
  fn: async () => {
    await using space = await workspace();
    const accelerator = await selectAccelerator("webgpu");
    assert(accelerator.determinism.guaranteed);
    try {
      const sections = { training: { ...EPOCHS, limitValBatches: 1, accumulate: 3, emaDecay: 0.5, clipGradients: 1 } };
      const straight = await trained(space, sections, { accelerator });
      const outputDir = `${space.path}/broken`;
      const broken = await trained(space, withOptions(sections, outputDir), { accelerator, ...abortAt(4) });
      assertEquals(broken.exitReason, "aborted");
      const resumed = await trained(space, withOptions(sections, outputDir), { accelerator, resume: outputDir });
      assertEquals(resumed.weights, straight.weights);
    } finally {
      await selectAccelerator(CPU.name);
    }
  },
});
