import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  ConfigError,
  createTrainingPayload,
  data,
  execution,
  fields,
  inference,
  model,
  parsePayload,
  payloadSections,
  training,
  type TrainingPayload,
} from "@exitwave/exitwave/config";
import { fingerprints } from "../../config/seal.ts";
import { fieldValue } from "../../config/fields/field_value.ts";
import { findField } from "../../config/fields/sections.ts";

function problemsOf(make: () => unknown): readonly string[] {
  return assertThrows(make, ConfigError).problems.map(({ path }) => path);
}

Deno.test("createTrainingPayload() compiles the chain of the design to exactly this payload", async (t) => {
  const payload = createTrainingPayload({
    data: data().scan("scan.npz").gridSize(2).neighbors(7),
    model: model().pinn().filterScale(1).loss("poisson"),
    training: training().epochs(50).batchSize(16),
    execution: execution().scheduler("MultiStage", { stages: [20, 20, 10] }).accumulate(4).earlyStop({ patience: 5 }),
  });
  await t.assertSnapshot(payload);
});

Deno.test("createTrainingPayload() of nothing is the table of defaults", async (t) => {
  const payload = createTrainingPayload({});
  assertEquals(payload.overrides, []);
  assertEquals(payload.warnings, []);
  await t.assertSnapshot(payload);
});

Deno.test("execution() puts what changes the result into the training section", () => {
  const payload = createTrainingPayload({
    execution: execution().scheduler("MultiStage").accumulate(4).learningRate(2e-3).clipGradients(1, {
      algorithm: "agc",
    }),
  });
  const { scheduler, accumulate, learningRate, clipGradients, clipAlgorithm } = payload.training;
  assertEquals([scheduler, accumulate, learningRate, clipGradients, clipAlgorithm], ["MultiStage", 4, 2e-3, 1, "agc"]);
});

Deno.test("createTrainingPayload() freezes the payload to the bottom", () => {
  const payload = createTrainingPayload({ training: training().stages([1, 2, 3]) });
  const parts: object[] = [payload, payload.training, payload.training.stages ?? {}, payload.overrides];
  assert(parts.every(Object.isFrozen));
  assertThrows(() => Object.assign(payload.training, { epochs: 1 }), TypeError, "read only");
});

Deno.test("builders are immutable: a method returns a new one", () => {
  const base = training().epochs(3);
  const longer = base.epochs(9);
  assertEquals([base.sections.training?.epochs, longer.sections.training?.epochs], [3, 9]);
  assertThrows(() => Object.assign(base, { sections: {} }), TypeError);
});

Deno.test("createTrainingPayload() reports every problem at once, each with path, value and remedy", () => {
  const error = assertThrows(
    () =>
      createTrainingPayload({
        data: { patchSize: 60 as 64 },
        execution: { accelerator: "cuda" as "cpu" },
        training: { scheduler: "multistage" as "MultiStage", learningRate: -1, epoch: 3 } as never,
      }),
    ConfigError,
  );
  assertEquals(error.problems.length, 5);
  assertStringIncludes(error.message, "data.patchSize must be one of 64, 128, 256: current value is 60");
  assertStringIncludes(error.message, '(use webgpu): current value is "cuda"');
  assertStringIncludes(error.message, '(use MultiStage): current value is "multistage"');
  assertStringIncludes(error.message, "training.learningRate must be a number above 0: current value is -1");
  assertStringIncludes(error.message, "training.epoch is not a field (did you mean training.epochs?)");
  assertEquals(error.message.split("\n").length, 5);
});

Deno.test("what can never work is refused at run time too", () => {
  const refused: readonly (readonly [() => unknown, string])[] = [
    // @ts-expect-error labels are not photon counts
    [() => createTrainingPayload({ model: { mode: "supervised", loss: "poisson" } }), "model.loss"],
    // @ts-expect-error stages are missing
    [() => createTrainingPayload({ training: { scheduler: "Adaptive" } }), "training.stages"],
    [
      // @ts-expect-error nothing is monitored
      () => createTrainingPayload({ execution: { checkpointMonitor: null, earlyStopPatience: 5 } }),
      "execution.checkpointMonitor",
    ],
    [() => createTrainingPayload({ execution: { checkpointMonitor: "mae_val_loss" } }), "execution.checkpointMonitor"],
    [() => createTrainingPayload({ execution: { logger: ["none", "csv"] } }), "execution.logger"],
    [() => createTrainingPayload({ data: { gridSize: 3, neighbors: 8 } }), "data.neighbors"],
    [() => createTrainingPayload({ data: { xBounds: [0.9, 0.1] } }), "data.xBounds"],
    [() => createTrainingPayload({ inference: { crop: 128 } }), "inference.crop"],
    [() => createTrainingPayload({ nonsense: {} } as never), "nonsense"],
    [() => createTrainingPayload({ training: 3 as never }), "training"],
  ];
  for (const [make, path] of refused) assertEquals(problemsOf(make), [path]);
});

Deno.test("createTrainingPayload() refuses a field that two sections set differently", () => {
  const make = (epochs: number) => (): unknown =>
    createTrainingPayload({
      training: training().learningRate(1e-3).epochs(epochs),
      execution: execution().learningRate(2e-3),
    });
  assertEquals(problemsOf(make(3)), ["training.learningRate"]);
});

Deno.test("the monitor falls to the training loss by its real name where nothing is validated", () => {
  const monitorOf = (valSplit: number): string | null =>
    createTrainingPayload({ model: model().ampLoss("total_variation"), training: training().valSplit(valSplit) })
      .metrics.monitor;
  assertEquals([monitorOf(0.1), monitorOf(0)], ["poisson_val_Amp_loss", "poisson_train_Amp_loss"]);
});

Deno.test("setting a field that does nothing yet warns once, and its default does not", () => {
  const warnings = createTrainingPayload({ model: { fnoModes: 9 }, execution: execution().workers(0) }).warnings;
  assertEquals(warnings.length, 1);
  assertStringIncludes(warnings[0] ?? "", "model.fnoModes = 9 is not yet in effect");
  assertEquals(createTrainingPayload({ execution: execution().logger(["none"]) }).warnings, []);
});

/** A payload as a version wrote it that recorded what differs from the default alone. */
function older(payload: TrainingPayload): Record<string, unknown> {
  const { digest: _digest, overrides, ...json } = JSON.parse(JSON.stringify(payload));
  const differing = overrides.filter(({ isDefault }: { isDefault: boolean }) => !isDefault);
  return {
    ...json,
    overrides: differing.map(({ isDefault: _isDefault, ...record }: object & { isDefault: boolean }) => record),
  };
}

Deno.test("parsePayload() completes the payload of a version that had fewer fields, and no other", () => {
  const payload = createTrainingPayload({ training: { epochs: 7 } }) as TrainingPayload;
  const { emaDecay: _emaDecay, ...training } = payload.training;
  const json = { ...older(payload), training };
  assertThrows(() => parsePayload(json), ConfigError, "the payload was edited");
  const written = { ...json, fingerprints: fingerprints("training", { ...payload, training } as typeof payload) };
  assertEquals(parsePayload(written), payload);
});

Deno.test("parsePayload() completes an audit that does not tell what is default", () => {
  const payload = createTrainingPayload({ training: { epochs: 7 } }) as TrainingPayload;
  assertEquals(parsePayload(older(payload)), payload);
  const both = createTrainingPayload({ training: { epochs: 7, seed: 42 } }) as TrainingPayload;
  assertEquals(parsePayload(older(both)), payload);
});

Deno.test("parsePayload() refuses an audit, warnings, metrics or parts that were edited", () => {
  const payload = createTrainingPayload(
    { training: { epochs: 3, momentum: 0.5, seed: 42 } },
    { flag: { training: { epochs: 5 } } },
  ) as TrainingPayload;
  type Json = ReturnType<typeof structuredClone<Record<string, never>>>;
  const edits: Readonly<Record<string, (json: Json) => unknown>> = {
    "another source": (json) => Object.assign(json["overrides"]?.[0] ?? {}, { source: "override" }),
    "another value": (json) => Object.assign(json["overrides"]?.[0] ?? {}, { value: 6 }),
    "another history": (json) => Object.assign(json["overrides"]?.[0]?.["replaced"]?.[0] ?? {}, { value: 4 }),
    "another default": (json) => Object.assign(json["overrides"]?.[0] ?? {}, { isDefault: true }),
    "no record": (json) => Object.assign(json, { overrides: [] }),
    "one record less": (json) => Object.assign(json, { overrides: (json["overrides"] ?? [] as unknown[]).slice(1) }),
    "no audit": (json) => Reflect.deleteProperty(json, "overrides"),
    "an audit that is none": (json) => Object.assign(json, { overrides: { length: 0 } }),
    "no warnings": (json) => Object.assign(json, { warnings: [] }),
    "another warning": (json) => Object.assign(json, { warnings: ["all is well"] }),
    "no digest and no audit": (json) => {
      Reflect.deleteProperty(json, "digest");
      Object.assign(json, { overrides: [] });
    },
    "what an older version would write, of less": (json) => {
      const { overrides } = older(payload);
      Reflect.deleteProperty(json, "digest");
      Object.assign(json, { overrides: (overrides as unknown[]).slice(1) });
    },
    "no digest": (json) => Reflect.deleteProperty(json, "digest"),
    "another part": (json) => Object.assign(json, { extra: 1 }),
    "another section": (json) => Object.assign(json["training"] ?? {}, { extra: 1 }),
    "another monitor": (json) => Object.assign(json["metrics"] ?? {}, { monitor: null }),
    "another fingerprint": (json) => Object.assign(json["fingerprints"] ?? {}, { more: "x" }),
    "deep": (json) => Object.assign(json, { extra: deep() }),
    "a deep audit": (json) => Object.assign(json, { overrides: deep() }),
    "a deep record": (json) => Object.assign(json["overrides"]?.[0] ?? {}, { value: deep() }),
    "a deep section": (json) => Object.assign(json["training"] ?? {}, { epochs: deep() }),
    "a kind that is no text": (json) => Object.assign(json, { kind: { toString: 1 } }),
    "a deep kind": (json) => Object.assign(json, { kind: deep() }),
  };
  for (const [name, edit] of Object.entries(edits)) {
    const json = JSON.parse(JSON.stringify(payload));
    edit(json);
    const { problems } = assertThrows(() => parsePayload(json), ConfigError, "Cannot read the payload as ", name);
    assertEquals(problems.length, 1, name);
  }
});

/** Lists in lists, deeper than any stack. */
function deep(): unknown {
  return JSON.parse("[".repeat(100_000) + "]".repeat(100_000));
}

Deno.test("parsePayload() accepts what a factory made and refuses what was altered since", () => {
  const payload = createTrainingPayload({ inference: inference().crop(32), training: training().epochs(3) });
  const json = JSON.parse(JSON.stringify(payload));
  assertEquals(parsePayload(json), payload);
  const edited = structuredClone(json);
  edited.training.epochs = 4;
  assertThrows(() => parsePayload(edited), ConfigError, "the payload was edited");
  assertThrows(() => parsePayload({ ...json, schemaVersion: 99 }), ConfigError, "schemaVersion must be 1");
  assertThrows(() => parsePayload([]), ConfigError, "not a payload");
});

Deno.test("payloadSections() of a payload make the same payload again", () => {
  const payload = createTrainingPayload({ training: training().epochs(3).stages([1, 1, 1]) });
  const again = createTrainingPayload(payloadSections(payload));
  assertEquals(again.fingerprints, payload.fingerprints);
});

Deno.test("fieldValue() reads the text of any default back", () => {
  for (const field of fields) {
    const text = Array.isArray(field.defaultValue) ? field.defaultValue.join(",") : String(field.defaultValue);
    const value = fieldValue(field, [text]);
    assertEquals(field.type.parse(value), field.defaultValue, field.path);
  }
});

Deno.test("fieldValue() reads lists, repeated flags, null and names that look like numbers", () => {
  const read = (path: string, ...texts: string[]): unknown => {
    const field = findField(path);
    assert(field);
    return fieldValue(field, texts);
  };
  assertEquals(read("training.stages", "[20, 20,10]"), [20, 20, 10]);
  assertEquals(read("execution.logger", "csv", "tensorboard"), ["csv", "tensorboard"]);
  assertEquals(read("training.stages", "none"), null);
  assertEquals(read("execution.notes", "17"), "17");
  assertEquals(read("execution.deterministic", "warn"), "warn");
  assertEquals(read("training.epochs", "many"), "many");
});
