import { assert, assertEquals, assertThrows } from "@std/assert";
import { ConfigError, createTrainingPayload, fields, type SectionsInput } from "@exitwave/exitwave/config";
import { likelyField } from "../../../config/names/likely_field.ts";

/** Names of Lightning, Hydra, Weights & Biases, PyTorch and PtychoPINN, and what is suggested; null is nothing. */
const NAMES: Readonly<Record<string, string | null>> = {
  "execution.runName": "execution.outputDir",
  "execution.name": "execution.outputDir",
  "execution.defaultRootDir": "execution.outputDir",
  "execution.checkpointDir": "execution.outputDir",
  "hydra.run.dir": "execution.outputDir",
  "execution.project": "execution.experiment",
  "execution.tags": "execution.notes",
  "execution.entity": null,
  "execution.monitor": "execution.checkpointMonitor",
  "execution.saveTopK": "execution.checkpointSaveTopK",
  "execution.patience": "execution.earlyStopPatience",
  "training.patience": "execution.earlyStopPatience",
  "execution.earlyStopping": "execution.earlyStopPatience",
  "execution.gpus": "execution.accelerator",
  "execution.device": "execution.accelerator",
  "trainer.max_epochs": "training.epochs",
  "trainer.gradient_clip_val": "training.clipGradients",
  "training.maxEpochs": "training.epochs",
  "training.nEpochs": "training.epochs",
  "training.epoch": "training.epochs",
  "training.lr": "training.learningRate",
  "optimizer.lr": "training.learningRate",
  "training.learning_rate": "training.learningRate",
  "training.learnignRate": "training.learningRate",
  "training.batch": "training.batchSize",
  "data.batchSize": "training.batchSize",
  "data.valSplit": "training.valSplit",
  "data.numWorkers": "execution.workers",
  "training.ema": "training.emaDecay",
  "training.betas": "training.adamBeta1",
  "training.warmupSteps": "training.warmupEpochs",
  "training.randomSeed": "training.seed",
  "training.valCheckInterval": "training.valEvery",
  "data.path": "data.scan",
  "data.N": "data.patchSize",
  "data.normalise": "data.normalize",
  "model.nFilters": "model.filterScale",
  "model.n_filters_scale": "model.filterScale",
  "model.activation": "model.ampActivation",
  "model.architecure": "model.architecture",
  "model.dropout": null,
  "data.group": "data.groups",
  "banana": null,
};

/** Names of what is done otherwise, and a part of the advice. */
const ADVICE: Readonly<Record<string, string>> = {
  "execution.resume": "train --resume DIR",
  "trainer.ckpt_path": "train --resume DIR",
  "training.shuffle": "in a new order in every epoch",
  "execution.logEveryNSteps": "execution.logger jsonl",
  "trainer.fast_dev_run": "--fast-dev-run",
};

for (const [written, expected] of Object.entries(NAMES)) {
  Deno.test(`likelyField() suggests ${expected ?? "nothing"} for ${written}`, () => {
    const likely = likelyField(written);
    assertEquals(likely && "field" in likely ? likely.field.path : likely ?? null, expected);
  });
}

Deno.test("likelyField() says how a thing is done that is no field", () => {
  for (const [written, part] of Object.entries(ADVICE)) {
    const likely = likelyField(written);
    assert(likely && "advice" in likely && likely.advice.includes(part), written);
  }
});

Deno.test("likelyField() finds every field by its names, and without the last letter of a long one", () => {
  for (const { path, section, name, flags } of fields) {
    const found = (written: string): string | undefined => {
      const likely = likelyField(written);
      return likely && "field" in likely ? likely.field.path : undefined;
    };
    assertEquals(found(`${section}.${name}`), path);
    for (const flag of flags) assertEquals(found(flag)?.split(".").length, 2, flag);
    if (name.length > 9) assertEquals(found(`${section}.${name.slice(0, -1)}`), path, path);
  }
});

Deno.test("the factory passes the suggestion on, of a section that is none for what is in it", () => {
  const refusals: readonly (readonly [sections: object, sentence: string])[] = [
    [{ execution: { runName: "a" } }, "execution.runName is not a field (did you mean execution.outputDir?)"],
    [{ execution: { entity: "a" } }, "execution.entity is not a field: current value is"],
    [{ trainer: { max_epochs: 3 } }, "trainer is not a section (did you mean training.epochs?)"],
    [{ optimizer: { lr: 3, name: "adam" } }, "optimizer is not a section (did you mean training.learningRate?)"],
    [{ trainning: { epochs: 3 } }, "trainning is not a section (did you mean training?)"],
    [{ seed: 3 }, "seed is not a section (did you mean training.seed?)"],
    [{ training: { shuffle: true } }, "training.shuffle is not a field (batches are in a new order in every epoch"],
  ];
  for (const [sections, sentence] of refusals) {
    const { message } = assertThrows(() => createTrainingPayload(sections as SectionsInput), ConfigError);
    assert(message.includes(sentence), message);
    assertEquals(message.split("\n").length, 1, message);
  }
});
