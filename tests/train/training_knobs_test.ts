/**
 * Every knob of the training changes the weights, and nothing else does.
 *
 * @module
 */
import { assertEquals, assertNotEquals } from "@std/assert";
import type { SectionsInput } from "../../config/sections.ts";
import { fit } from "../../train/trainer.ts";
import { CPU, tinyPayload, type Workspace, workspace } from "./tiny_run.ts";

let runs = 0;

/** Weights after two steps, as one string. */
async function weightsOf(space: Workspace, sections: SectionsInput = {}): Promise<string> {
  const payload = tinyPayload(space, {
    ...sections,
    training: { limitTrainBatches: 2, valSplit: 0.25, limitValBatches: 1, ...sections.training },
    execution: { outputDir: `${space.path}/${runs++}`, ...sections.execution },
  });
  const { weights } = await fit(payload, { accelerator: CPU });
  return [...weights.values()].map(({ data }) => data.join()).join();
}

Deno.test("fit() gives the same weights for the same seed, however it is run and whatever is written", async () => {
  await using space = await workspace();
  const weights = await weightsOf(space);
  assertEquals(await weightsOf(space), weights);
  const execution = { checkpointing: false, logger: ["none" as const], experiment: "other", notes: "other" };
  assertEquals(await weightsOf(space, { execution }), weights);
  assertEquals(await weightsOf(space, { training: { limitValBatches: 2 } }), weights);
});

Deno.test("fit() gives other weights for another value of every knob", async (test) => {
  await using space = await workspace();
  const weights = await weightsOf(space);
  const knobs: Record<string, NonNullable<SectionsInput["training"]>> = {
    learningRate: { learningRate: 2e-3 },
    adamBeta1: { adamBeta1: 0.5 },
    adamBeta2: { adamBeta2: 0.5 },
    batchSize: { batchSize: 2 },
    seed: { seed: 43 },
    epochs: { epochs: 2 },
    limitTrainBatches: { limitTrainBatches: 1 },
    valSplit: { valSplit: 0.5 },
  };
  for (const [name, training] of Object.entries(knobs)) {
    await test.step(`training.${name}`, async () => assertNotEquals(await weightsOf(space, { training }), weights));
  }
});
