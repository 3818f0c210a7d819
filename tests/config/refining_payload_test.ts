import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import {
  ConfigError,
  createInferencePayload,
  createTrainingPayload,
  engine,
  inference,
  parsePayload,
  payloadSections,
  type SectionsInput,
} from "@exitwave/exitwave/config";

/** Warnings of an inference. */
function warnings(sections: SectionsInput): readonly string[] {
  return createInferencePayload({}, { flag: sections }).warnings;
}

Deno.test("createInferencePayload() takes the engine that refines its image, and is read back", () => {
  const payload = createInferencePayload({
    inference: inference().modelPath("runs/star").refine(5),
    engine: engine().epie().batchSize(8).probeStart(0),
  });
  assertEquals([payload.inference.refine, payload.engine.algorithm, payload.engine.batchSize], [5, "epie", 8]);
  assertEquals(payload.warnings, []);
  assertEquals(parsePayload(JSON.parse(JSON.stringify(payload))), payload);
  assertEquals(createInferencePayload(payloadSections(payload) as object).fingerprints, payload.fingerprints);
  const other = createInferencePayload({ inference: inference().modelPath("runs/star").refine(5) });
  assertNotEquals(other.fingerprints.scientific, payload.fingerprints.scientific);
});

Deno.test("createInferencePayload() refines nothing where nobody says so, and tells of an engine that is not run", () => {
  assertEquals(createInferencePayload({}).inference.refine, 0);
  assertEquals(warnings({ engine: { algorithm: "epie", seed: 3 } }), [
    'engine.algorithm = "epie" has no effect as inference.refine is 0: it is read where inference.refine is not 0',
    "engine.seed = 3 has no effect as inference.refine is 0: it is read where inference.refine is not 0",
  ]);
  assertEquals(warnings({ engine: { iterations: 9, product: true }, inference: { refine: 2 } }), [
    "engine.iterations = 9 has no effect as only a training and a reconstruction read it: set inference.refine",
    "engine.product = true has no effect as only a reconstruction reads it: set inference.product",
  ]);
  assertEquals(warnings({ inference: { refine: 2 }, engine: { algorithm: "epie", objectRegularisation: 0.1 } }), [
    'engine.objectRegularisation = 0.1 has no effect as engine.algorithm is "epie": it is read where engine.algorithm is ' +
    '"rpie" or "lsqml"',
  ]);
  assertEquals(warnings({ inference: { refine: 2 }, engine: { probeStart: 3 } }), [
    "engine.probeStart = 3 is none of the 2 iterations: the probe stays as it is",
  ]);
});

Deno.test("createInferencePayload() says that a polish leaves positions", () => {
  assertEquals(warnings({ inference: { refine: 2 }, engine: { positionStart: 3 } }), [
    "engine.positionStart = 3 has no effect as only a reconstruction reads it",
  ]);
});

Deno.test("createInferencePayload() refuses bounds of the amplitude that exclude each other", () => {
  assertThrows(
    () => createInferencePayload({ inference: { refine: 2 }, engine: { amplitudeMin: 1.2, amplitudeMax: 1 } }),
    ConfigError,
    "engine.amplitudeMax must not be below engine.amplitudeMin, 1.2: current value is 1",
  );
});

Deno.test("createTrainingPayload() keeps how the image at its end is refined, and is read back, also without an engine", () => {
  const payload = createTrainingPayload({ inference: inference().refine(3), engine: engine().lsqml() });
  assertEquals([payload.inference.refine, payload.engine.algorithm, payload.warnings], [3, "lsqml", []]);
  assertEquals(parsePayload(JSON.parse(JSON.stringify(payload))), payload);
  assertEquals(createTrainingPayload({}, { flag: { engine: { algorithm: "epie", product: true } } }).warnings, [
    "engine.product = true has no effect as only a reconstruction reads it",
    'engine.algorithm = "epie" has no effect as inference.refine is 0 and data.labels is null: it is read where ' +
    'inference.refine is not 0 or data.labels is "engine"',
  ]);
});
