import { assertEquals } from "@std/assert";
import { createTrainingPayload, type SectionsInput } from "@exitwave/exitwave/config";

function warningsOf(sections: SectionsInput): readonly string[] {
  return createTrainingPayload(sections).warnings;
}

Deno.test("unreachedWarnings() tell of stages, accumulation and images that lie behind the last epoch", () => {
  const sections: SectionsInput = {
    training: { epochs: 3, fineTuneEpochs: 1, stages: [2, 2, 0], accumulate: { 0: 1, 4: 2 } },
    execution: { reconLogEvery: 5 },
  };
  assertEquals(warningsOf(sections), [
    "training.stages = [2,2,0] take 4 epochs, of which training.epochs ends the training after 3",
    'training.accumulate = {"0":1,"4":2} names epoch 4, but epoch 3 is the last',
    "execution.reconLogEvery = 5 exceeds the 4 epochs: no image is made",
  ]);
});

Deno.test("unreachedWarnings() are silent where every epoch comes", () => {
  const sections: SectionsInput = {
    training: { epochs: 4, fineTuneEpochs: 1, stages: [2, 2, 0], accumulate: { 0: 1, 4: 2 } },
    execution: { reconLogEvery: 5 },
  };
  assertEquals(warningsOf(sections), []);
});

Deno.test("createTrainingPayload() warns of a probe and of positions that nothing learns", () => {
  const warningsOf = (training: object): readonly string[] =>
    createTrainingPayload({
      data: { gridSize: 2 },
      model: { probeTrainable: true, positionsTrainable: true },
      training: { epochs: 4, ...training },
    }).warnings.filter((warning) => warning.includes("learns nothing"));
  assertEquals(warningsOf({}), []);
  assertEquals(warningsOf({ beamSweeps: 0, probeStartEpoch: 3, positionsStartEpoch: 0 }), []);
  assertEquals(warningsOf({ beamSweeps: 0, probeStartEpoch: 4 }), [
    "model.probeTrainable learns nothing: training.beamSweeps is 0, and training.probeStartEpoch = 4 is no epoch of the 4",
    "model.positionsTrainable learns nothing: training.beamSweeps is 0, and training.positionsStartEpoch = null is no " +
    "epoch of the 4",
  ]);
});
