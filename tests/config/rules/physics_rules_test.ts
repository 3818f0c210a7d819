import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError, createTrainingPayload, type SectionsInput } from "@exitwave/exitwave/config";

function problemOf(model: NonNullable<SectionsInput["model"]>): string {
  return assertThrows(() => createTrainingPayload({ model } as SectionsInput), ConfigError).message;
}

function warningsOf(model: NonNullable<SectionsInput["model"]>): readonly string[] {
  return createTrainingPayload({ model } as SectionsInput).warnings;
}

Deno.test("a mix without the loss that names the metrics is refused, with the loss to choose instead", () => {
  assertEquals(
    problemOf({ nllWeight: 0, maeWeight: 1 }),
    "Cannot create the training payload as model.nllWeight must be above 0 where model.loss is poisson: for the other loss alone, set model.loss to mae: " +
      "current value is 0",
  );
  problemOf({ loss: "mae", maeWeight: 0 });
  assertEquals(warningsOf({ nllWeight: 0.5, maeWeight: 0 }), []);
});

Deno.test("scales of the physics are refused where they say nothing, or the same twice", () => {
  problemOf({ mode: "supervised", forwardMode: "rectangular_scaled" });
  problemOf({ forwardMode: "rectangular_scaled", intensityScaleTrainable: true });
});

Deno.test("weights and scales that nothing reads warn", () => {
  for (
    const fields of [
      { mode: "supervised", maeWeight: 0.5 },
      { mode: "supervised", nllWeight: 0.5 },
      { mode: "supervised", intensityScaleTrainable: true },
      { rectScaleTrainable: false },
      { rectScaleInit: "data" },
    ] as const
  ) {
    assertEquals(warningsOf(fields).length, 1, JSON.stringify(fields));
  }
  assertEquals(warningsOf({ maeWeight: 0.5, maeMatchEnergy: true, realspaceMaeWeight: 1, realspaceWeight: 1 }), []);
});
