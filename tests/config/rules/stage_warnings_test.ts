import { assertEquals } from "@std/assert";
import { createTrainingPayload, type SectionsInput } from "@exitwave/exitwave/config";

function warningsOf(sections: SectionsInput): readonly string[] {
  return createTrainingPayload(sections).warnings;
}

const STAGED = { scheduler: "MultiStage" } as const;

Deno.test("stageWarnings() tell where epochs would be ranked by losses of different scales", () => {
  const expected = [
    "execution.checkpointMonitor ranks epochs by poisson_train_loss, whose scale changes with the stages of the " +
    "training: validate (training.valSplit above 0, or data.testScan) and monitor val_loss",
  ];
  assertEquals(warningsOf({ training: { ...STAGED, valSplit: 0 } }), expected);
  assertEquals(warningsOf({ training: { stages: [1, 1, 1], valSplit: 0 } }), expected);
  assertEquals(
    warningsOf({
      training: { scheduler: "Adaptive", stages: [1, 1, 1] },
      execution: { checkpointMonitor: "poisson_train_loss" },
    }),
    expected,
  );
});

Deno.test("stageWarnings() are silent with validation, without a monitor, without stages, and for labels", () => {
  assertEquals(warningsOf({ training: STAGED }), []);
  assertEquals(warningsOf({ training: STAGED, data: { testScan: "test.npz" } }), []);
  assertEquals(warningsOf({ training: { ...STAGED, valSplit: 0 }, execution: { checkpointMonitor: null } }), []);
  assertEquals(warningsOf({ training: { valSplit: 0 } }), []);
  assertEquals(warningsOf({ training: { ...STAGED, valSplit: 0 }, model: { mode: "supervised", loss: "mae" } }), []);
});
