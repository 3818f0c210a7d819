import { assertEquals, assertThrows } from "@std/assert";
import { createInferencePayload } from "../../config/inference_payload.ts";
import { parsePayload } from "../../config/parse_payload.ts";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { inferenceScience, inheritedSections, insistsOnMeasurement } from "../../recon/inference_science.ts";

const trained = createTrainingPayload({
  data: { groups: 100, probeScale: 2, xBounds: [0.1, 0.9] },
  model: { filterScale: 0.125 },
});

Deno.test("inferenceScience() is the training's over the whole scan, with the patterns that inference chooses", () => {
  const payload = createInferencePayload({ inference: { subsample: 5, subsampleSeed: 7 } });
  const { data, model } = inferenceScience(payload, trained);
  assertEquals(data, { ...trained.data, xBounds: [0, 1], groups: null, subsample: 5, subsampleSeed: 7 });
  assertEquals(model, trained.model);
});

Deno.test("inferenceScience() takes data fields that the inference payload sets", () => {
  const payload = createInferencePayload({ data: { measurement: "intensity", yBounds: [0, 0.5], groups: 3 } });
  const { data } = inferenceScience(payload, trained);
  assertEquals([data.measurement, data.yBounds, data.xBounds, data.probeScale, data.groups], [
    "intensity",
    [0, 0.5],
    [0, 1],
    2,
    null,
  ]);
});

Deno.test("inferenceScience() refuses another network, and allows the same", () => {
  inferenceScience(createInferencePayload({ model: { filterScale: 0.125 } }), trained);
  const other = createInferencePayload({ model: { filterScale: 3, ampActivation: "relu" }, data: { gridSize: 2 } });
  assertThrows(
    () => inferenceScience(other, trained),
    RangeError,
    "data.gridSize is 2, it was trained with 1; model.filterScale is 3, it was trained with 0.125; model.ampActivation is",
  );
});

Deno.test("inferenceScience() takes what was set to the default, as inference or command line set it, and refuses it too", () => {
  const odd = createTrainingPayload({
    data: { measurement: "intensity", yBounds: [0, 0.5], normalize: "group" },
    model: { filterScale: 1 },
  });
  const inherited = inheritedSections(odd);
  const plain = createInferencePayload({ data: { measurement: "amplitude" } });
  const flag = createInferencePayload(inherited, { flag: { data: { measurement: "amplitude" } } });
  for (const payload of [plain, flag]) {
    const { data } = inferenceScience(payload, odd);
    assertEquals([data.measurement, data.normalize, data.yBounds], ["amplitude", "group", [0, 1]]);
  }
  assertEquals(inferenceScience(createInferencePayload(inherited), odd).data.measurement, "intensity");
  const network = createInferencePayload(inherited, { override: { model: { filterScale: 2 } } });
  assertThrows(() => inferenceScience(network, odd), RangeError, "model.filterScale is 2, it was trained with 1");
  const read = parsePayload(JSON.parse(JSON.stringify(plain))) as typeof plain;
  assertEquals(inferenceScience(read, odd).data.measurement, "amplitude");
});

Deno.test("inheritedSections() leaves out which part of its scan was trained on, and whether that ended with pictures", () => {
  const quiet = createTrainingPayload({ data: { xBounds: [0, 0.5] }, inference: { results: false, crop: 16 } });
  const { data, inference } = createInferencePayload(inheritedSections(quiet));
  assertEquals([data.xBounds, inference.results, inference.crop], [[0, 1], true, 16]);
});

Deno.test("insistsOnMeasurement() is for who said it of this scan: here, or when it was trained on", () => {
  const untold = createTrainingPayload({ data: { scan: "a.npz" } });
  const told = createTrainingPayload({ data: { scan: "a.npz", measurement: "amplitude" } });
  const ofScan = createTrainingPayload({ data: { scan: "a.npz" } }, {
    dataset: { data: { measurement: "amplitude" } },
  });
  const counts = { data: { measurement: "intensity" } } as const;
  const inherited = createInferencePayload(inheritedSections(untold));
  const [flag, override] = [{ flag: counts }, { override: counts }].map((options) =>
    createInferencePayload(inheritedSections(untold), options)
  );
  const cases = [
    [inherited, untold, "a.npz", false],
    [inherited, told, "a.npz", true],
    [inherited, told, "b.npz", false],
    [inherited, ofScan, "a.npz", false],
    [flag, untold, "a.npz", true],
    [override, untold, "b.npz", true],
    [createInferencePayload(counts), untold, "b.npz", true],
    [createInferencePayload({}), untold, "b.npz", false],
  ] as const;
  cases.forEach(([payload, trained, scan, insists], i) =>
    assertEquals(payload && insistsOnMeasurement(payload, trained, scan), insists, `case ${i}`)
  );
});

Deno.test("what a training alone reads is told of by name where an inference sets it, with the field to set instead", () => {
  const payload = createInferencePayload(inheritedSections(createTrainingPayload({ data: { groups: 5 } })), {
    override: { training: { epochs: 50 }, data: { groups: 3 } },
    flag: { execution: { logger: ["csv"] } },
  });
  assertEquals(payload.warnings, [
    "data.groups = 3 has no effect as only a training reads it: set inference.groups",
    "training.epochs = 50 has no effect as only a training reads it",
    'execution.logger = ["csv"] has no effect as only a training and a reconstruction read it',
  ]);
  const drawn = { data: { sequentialSampling: true }, inference: { groups: 3 } };
  assertEquals(createInferencePayload(drawn).warnings, []);
  assertEquals(createInferencePayload({ data: { sequentialSampling: true } }).warnings, [
    "data.sequentialSampling = true has no effect as inference.groups is null: it is read where inference.groups is not null",
  ]);
});
