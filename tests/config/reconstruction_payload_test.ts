import { assert, assertEquals, assertMatch, assertNotEquals, assertThrows } from "@std/assert";
import {
  ConfigError,
  createImportPayload,
  createReconstructionPayload,
  createTrainingPayload,
  data,
  diffPayloads,
  engine,
  explainPayload,
  fields,
  parsePayload,
  parseReconstruction,
  payloadSections,
} from "@exitwave/exitwave/config";
import fc from "fast-check";
import { completeReconstruction } from "../../config/reconstruction_payload.ts";
import { canonicalJson } from "../../config/values/fingerprint.ts";
import { arbitraryValue, sectionsWith } from "./arbitrary_value.ts";

const FIELDS = fields.filter(({ section }) => section === "engine");

for (const field of FIELDS) {
  Deno.test(`${field.path} obeys the precedence of sources, is audited, and a payload of it is read back`, () => {
    const { path, name, defaultValue } = field;
    fc.assert(
      fc.property(arbitraryValue(field), (value) => {
        const payload = createReconstructionPayload({}, {
          flag: sectionsWith(field, value),
          dataset: sectionsWith(field, defaultValue),
        });
        const taken = JSON.parse(JSON.stringify(value));
        assertEquals((payload.engine as Readonly<Record<string, unknown>>)[name], taken);
        const [record] = payload.overrides.filter((one) => one.path === path);
        assertEquals([record?.source, record?.replaced.map(({ source }) => source)], ["flag", ["dataset", "default"]]);
        assertEquals(parseReconstruction(JSON.parse(JSON.stringify(payload))), payload);
        const built = (engine() as unknown as Record<string, (value: unknown) => ReturnType<typeof engine>>)[name]?.(
          value,
        );
        assert(built);
        assertEquals(
          canonicalJson(createReconstructionPayload({ engine: built }).engine),
          canonicalJson(payload.engine),
        );
        const plain = createReconstructionPayload({}).fingerprints;
        const differs = canonicalJson(taken) !== canonicalJson(defaultValue);
        assertEquals(payload.fingerprints.scientific !== plain.scientific, differs);
        // A training has an engine only where it says so.
        const warned = createTrainingPayload({}, { flag: sectionsWith(field, value) }).warnings;
        const isRead = field.readBy.includes("training");
        if (isRead && !differs) return assertEquals(warned, []);
        const why = isRead ? '.*it is read where .*data.labels is "engine"' : "only a reconstruction reads it";
        assertMatch(warned.join("\n"), new RegExp(`^${path} = .* has no effect as ${why}`));
      }),
      { numRuns: 5, seed: 3 },
    );
  });
}

Deno.test("createReconstructionPayload() keeps data, engine and execution, and nothing of a network", () => {
  const payload = createReconstructionPayload({ data: data().scan("scans/star.scan.h5"), engine: engine().epie() });
  const { kind, data: { scan }, execution: { outputDir } } = payload;
  assertEquals([kind, scan, outputDir], ["reconstruction", "scans/star.scan.h5", "runs/star-epie"]);
  assertEquals(Object.keys(payloadSections(payload)), ["data", "engine", "execution"]);
  assertEquals(createReconstructionPayload({}).execution.outputDir, "runs/exitwave");
  assert(Object.isFrozen(payload.engine));
  const rows = explainPayload(payload);
  assertEquals(rows.map(({ path }) => path), ["data.scan", "engine.algorithm", "execution.outputDir"]);
  const longer = createReconstructionPayload({ ...payloadSections(payload), engine: { iterations: 5 } });
  assertEquals(diffPayloads(payload, longer).map(({ path, effect }) => [path, effect]), [
    ["engine.algorithm", "other result"],
    ["engine.iterations", "other result"],
  ]);
});

Deno.test("createReconstructionPayload() tells of what it does not read, and of the field to set instead", () => {
  const { warnings } = createReconstructionPayload({}, {
    flag: {
      data: { patchSize: 128, gridSize: 2 },
      training: { batchSize: 8, epochs: 3 },
      inference: { product: true },
      execution: { checkpointSaveTopK: 2, notes: "a", threads: 2 },
    },
  });
  const network = "has no effect as only a training and an inference read it";
  assertEquals(warnings, [
    `data.patchSize = 128 ${network}`,
    `data.gridSize = 2 ${network}`,
    "training.epochs = 3 has no effect as only a training reads it",
    "training.batchSize = 8 has no effect as only a training reads it: set engine.batchSize",
    `inference.product = true ${network}: set engine.product`,
    "execution.checkpointSaveTopK = 2 has no effect as only a training reads it",
  ]);
  const read = { data: { xBounds: [0, 0.5] as const, subsample: 9, subsampleSeed: 3, probeModes: 1 } };
  assertEquals(createReconstructionPayload({}, { flag: read as never }).warnings, []);
  assertEquals(createReconstructionPayload({}, { flag: { inference: { refine: 3 } } }).warnings, [
    "inference.refine = 3 has no effect as only a training and an inference read it: set engine.iterations",
  ]);
});

Deno.test("createReconstructionPayload() warns of what comes to nothing", () => {
  const warnings = (section: ReturnType<typeof engine>): readonly string[] =>
    createReconstructionPayload({ engine: section }).warnings;
  assertEquals(warnings(engine().probeStart(null).probeStep(0.5)), [
    "engine.probeStep = 0.5 has no effect as engine.probeStart is null: it is read where engine.probeStart is not null",
  ]);
  assertEquals(warnings(engine().rpie({ regularisation: 0.2 }).algorithm("epie")), [
    'engine.objectRegularisation = 0.2 has no effect as engine.algorithm is "epie": it is read where engine.algorithm is ' +
    '"rpie" or "lsqml"',
  ]);
  assertEquals(warnings(engine().lsqml({ likelihood: "poisson" }).algorithm("rpie")), [
    'engine.likelihood = "poisson" has no effect as engine.algorithm is "rpie": it is read where engine.algorithm is ' +
    '"lsqml"',
  ]);
  assertEquals(warnings(engine().lsqml({ likelihood: "poisson", regularisation: 0.2, probeRegularisation: 0.5 })), []);
  assertEquals(warnings(engine().dm({ relaxation: 0.9 })), []);
  assertEquals(warnings(engine().dm({ relaxation: 0.9 }).algorithm("rpie")), [
    'engine.relaxation = 0.9 has no effect as engine.algorithm is "rpie": it is read where engine.algorithm is "dm"',
  ]);
  assertEquals(warnings(engine().iterations(7).probeStart(7)), [
    "engine.probeStart = 7 is none of the 7 iterations: the probe stays as it is",
  ]);
  assertEquals(warnings(engine().iterations(7).positionStart(9)), [
    "engine.positionStart = 9 is none of the 7 iterations: positions stay as they are",
  ]);
  assertEquals(warnings(engine().heldOut(0.1)), []);
  assertEquals(warnings(engine().heldOut(0.1).positionStart(5)), [
    "engine.heldOut = 0.1 leaves held-out patterns where the scan has them, as what moves nothing is not corrected: " +
    "their residual tells of wrong positions too",
  ]);
  assertEquals(warnings(engine().iterations(7).backgroundStart(9)), [
    "engine.backgroundStart = 9 is none of the 7 iterations: no background is found",
  ]);
  assertEquals(warnings(engine().positionBound(2)), [
    "engine.positionBound = 2 has no effect as engine.positionStart is null: it is read where engine.positionStart is " +
    "not null",
  ]);
  assertEquals(warnings(engine().iterations(3)), []);
  assertEquals(warnings(engine().rpie({ regularisation: 0.2, probeRegularisation: 0.5 }).batchSize(4, "random")), []);
});

Deno.test("createReconstructionPayload() refuses what cannot be, and nothing that is of networks alone", () => {
  const wrong: readonly (readonly [sections: Parameters<typeof createReconstructionPayload>[0], message: RegExp])[] = [
    [{ engine: engine().iterations(0) }, /engine\.iterations must be a whole number of at least 1: current value is 0/],
    [{ engine: engine().objectRegularisation(0) }, /engine\.objectRegularisation must be a number from 0\.001 to 1/],
    [{ engine: engine().objectStep(3) }, /engine\.objectStep must be a number from 0\.01 to 2/],
    [
      { engine: { amplitudeMin: 1.2, amplitudeMax: 1 } },
      /engine\.amplitudeMax must not be below engine\.amplitudeMin, 1\.2: current value is 1/,
    ],
    [
      { engine: engine().dm().probeVariation(2) },
      /engine\.probeVariation must be 0 where engine\.algorithm is dm: its exit waves are of one probe: current value is 2/,
    ],
    [{ engine: { algorithm: "RPIE" as "rpie" } }, /engine\.algorithm must be one of epie, rpie, lsqml, dm/],
    [{ engine: { iteration: 3 } as object }, /engine\.iteration is not a field \(did you mean engine\.iterations\?\)/],
    [{ data: data().xBounds([0.5, 0.5]) }, /data\.xBounds must rise from the first to the second value/],
    [{ data: data().scan(["a.npz", "b.npz"]) }, /data\.scan must be one scan: each has an image of its own/],
  ];
  for (const [sections, message] of wrong) {
    const { message: told } = assertThrows(() => createReconstructionPayload(sections), ConfigError);
    assertMatch(told, message);
    assertMatch(told, /^Cannot create the reconstruction payload as /);
  }
  createReconstructionPayload({ data: { gridSize: 3, neighbors: 1, probeMaskDiameter: 200 } });
});

Deno.test("completeReconstruction() takes what the scan says, where nobody said anything else", () => {
  const payload = createReconstructionPayload({ data: { scan: "scan.npz" }, engine: { iterations: 3 } });
  const complete = completeReconstruction(payload, "intensity");
  assertEquals([complete.data.measurement, complete.engine.iterations], ["intensity", 3]);
  assertEquals(complete.overrides.find(({ path }) => path === "data.measurement")?.source, "dataset");
  assertEquals(completeReconstruction(payload, null), payload);
  const said = createReconstructionPayload({ data: { measurement: "amplitude" } });
  assertEquals(completeReconstruction(said, "intensity").data.measurement, "amplitude");
  const read = parseReconstruction(JSON.parse(JSON.stringify(payload)));
  assertEquals(completeReconstruction(read, "intensity").data.measurement, "amplitude");
});

Deno.test("payloads of a kind are read as of that kind alone", () => {
  const json = (payload: object): unknown => JSON.parse(JSON.stringify(payload));
  const reconstruction = json(createReconstructionPayload({}));
  assertThrows(() => parsePayload(reconstruction), ConfigError, "of another kind");
  assertThrows(() => parseReconstruction(json(createImportPayload({}))), ConfigError, 'must be "reconstruction"');
  const edited = { ...reconstruction as object, engine: { ...createReconstructionPayload({}).engine, seed: 1 } };
  assertThrows(() => parseReconstruction(edited), ConfigError, "the payload was edited");
  assertNotEquals(createReconstructionPayload({}).digest, createTrainingPayload({}).digest);
});
