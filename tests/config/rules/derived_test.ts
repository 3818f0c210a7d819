/** What follows from another field: the loss from the mode of the model, the directory from the scan or the network. */
import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  ConfigError,
  createInferencePayload,
  createTrainingPayload,
  explainPayload,
  type InferencePayload,
  model,
  type OverrideRecord,
  parsePayload,
  type PayloadOptions,
  payloadSections,
  type SectionsInput,
  type TrainingPayload,
} from "@exitwave/exitwave/config";

const SOURCES = ["override", "flag", "config", "dataset"] as const;
type Said = { readonly [S in typeof SOURCES[number]]?: { readonly mode?: string; readonly loss?: string } };

const text = fc.record({ mode: fc.constantFrom("pinn", "supervised"), loss: fc.constantFrom("poisson", "mae") }, {
  requiredKeys: [],
});
const said = fc.record({ override: text, flag: text, config: text, dataset: text }, { requiredKeys: [] });

/** Plain fields, or the calls of a builder that say the same. */
function sectionsOf({ config = {} }: Said, built: boolean): { readonly model?: unknown } {
  if (!built) return { model: config };
  const calls = Object.entries(config);
  const builder = calls.reduce<unknown>((built, [name, value]) => {
    return (built as Record<string, (value: string) => unknown>)[name]?.(value);
  }, model());
  return { model: builder };
}

function recordOf(overrides: readonly OverrideRecord[], path: string): OverrideRecord | undefined {
  return overrides.find((record) => record.path === path);
}

type Create = (sections: SectionsInput, options?: PayloadOptions) => TrainingPayload | InferencePayload;

for (const create of [createTrainingPayload as unknown as Create, createInferencePayload]) {
  Deno.test(`${create.name}() derives the loss from the mode, whichever sources say what, unless one says the loss`, () => {
    fc.assert(fc.property(said, fc.boolean(), (sources: Said, built) => {
      const { config: _config, ...layers } = sources;
      const options = Object.fromEntries(
        Object.entries(layers).map(([source, fields]) => [source, { model: fields }]),
      ) as PayloadOptions;
      const make = (): ReturnType<Create> => create(sectionsOf(sources, built) as SectionsInput, options);
      const first = (name: "mode" | "loss"): string | undefined =>
        SOURCES.map((source) => sources[source]?.[name]).find((value) => value !== undefined);
      const [mode, loss] = [first("mode") ?? "pinn", first("loss")];
      if (mode === "supervised" && loss === "poisson") {
        assertThrows(make, ConfigError, "model.loss must be mae where model.mode is supervised");
        return;
      }
      const payload = make();
      assertEquals([payload.model.mode, payload.model.loss], [mode, loss ?? (mode === "pinn" ? "poisson" : "mae")]);
      const record = recordOf(payload.overrides, "model.loss");
      if (loss !== undefined) assertEquals(record?.replaced.some(({ source }) => source === "derived"), false);
      else if (mode === "pinn") assertEquals(record, undefined);
      else {
        assertEquals(record, {
          ...{ path: "model.loss", value: "mae", source: "derived", isDefault: false },
          replaced: [{ value: "poisson", source: "default" }],
        });
      }
      assertEquals(parsePayload(JSON.parse(JSON.stringify(payload))), payload);
      assertEquals(create(payloadSections(payload)).fingerprints.payload, payload.fingerprints.payload);
    }));
  });
}

Deno.test("explainPayload() says that the loss was derived, and where the mode was set", () => {
  const lossOf = (sections: SectionsInput): string | undefined =>
    explainPayload(createTrainingPayload(sections), { base: import.meta.resolve("./") })
      .find(({ path }) => path === "model.loss")?.origin;
  assertEquals(lossOf({ model: { mode: "supervised" } }), 'derived, over "poisson" by default');
  const built = { model: model().mode("supervised") } as unknown as SectionsInput;
  assertEquals(lossOf(built)?.replace(/:\d+/, ":LINE"), 'derived (derived_test.ts:LINE), over "poisson" by default');
});

Deno.test("createTrainingPayload() takes no source called derived from a caller", () => {
  const options = { derived: { model: { loss: "mae" } } } as unknown as PayloadOptions;
  assertThrows(() => createTrainingPayload({}, options), ConfigError, "is not one of the sources");
});

Deno.test("createTrainingPayload() takes as many neighbours as a group has members, unless one says how many", () => {
  const neighborsOf = (data: SectionsInput["data"]): number => createTrainingPayload({ data }).data.neighbors;
  assertEquals([1, 2, 3, 4, 5].map((gridSize) => neighborsOf({ gridSize })), [4, 4, 9, 16, 25]);
  assertEquals(neighborsOf({ gridSize: 3, neighbors: 12 }), 12);
  const { overrides } = createTrainingPayload({}, { flag: { data: { gridSize: 3 } } });
  assertEquals(recordOf(overrides, "data.neighbors"), {
    ...{ path: "data.neighbors", value: 9, source: "derived", isDefault: false },
    replaced: [{ value: 4, source: "default" }],
  });
});

const RUNS: readonly (readonly [scan: string | string[], directory: string])[] = [
  ["star.npz", "runs/star"],
  ["/data/visit 1/Star.v2.NPZ", "runs/Star.v2"],
  ["..\\scans\\a.npz", "runs/a"],
  ["scan", "runs/scan"],
  [".npz", "runs/exitwave"],
  ["../..", "runs/exitwave"],
  ["scans/", "runs/exitwave"],
  ["...npz", "runs/exitwave"],
  [["star.npz"], "runs/star"],
  [["x/star.npz", "lines.npz", "more/*.npz"], "runs/star-and-2-more"],
  ["visit1/*.npz", "runs/visit1"],
  ["visit1/**/*.npz", "runs/visit1"],
  ["*.npz", "runs/exitwave"],
  ["visit1/star_??.scan.npz", "runs/star"],
  ["scan[1].npz", "runs/scan[1]"],
  ["{a,b}.npz", "runs/a_b"],
];

Deno.test("createTrainingPayload() names the directory after the scan, whichever source names that, unless one says it", () => {
  for (const [scan, directory] of RUNS) {
    const data = { scan };
    const alike = [
      createTrainingPayload({ data }),
      createTrainingPayload({}, { flag: { data } }),
      createTrainingPayload({ data: { scan: "another.npz" } }, { override: { data } }),
    ];
    for (const { execution: { outputDir }, overrides } of alike) {
      assertEquals(outputDir, directory);
      assertEquals(
        recordOf(overrides, "execution.outputDir")?.source,
        directory === "runs/exitwave" ? undefined : "derived",
      );
    }
    const said = createTrainingPayload({ data, execution: { outputDir: "here" } });
    assertEquals(said.execution.outputDir, "here");
    assertEquals(said.fingerprints.scientific, createTrainingPayload({ data }).fingerprints.scientific);
  }
  assertEquals(createTrainingPayload({}).execution.outputDir, "runs/exitwave");
  const record = recordOf(createTrainingPayload({ data: { scan: "star.npz" } }).overrides, "execution.outputDir");
  assertEquals(record, {
    ...{ path: "execution.outputDir", value: "runs/star", source: "derived", isDefault: false },
    replaced: [{ value: "runs/exitwave", source: "default" }],
  });
});

Deno.test("createInferencePayload() puts the image into the run that the network lies in", () => {
  const runs: readonly (readonly [modelPath: string, directory: string])[] = [
    ["runs/star", "runs/star/image"],
    ["runs/star//", "runs/star/image"],
    ["/runs/star", "/runs/star/image"],
    [".", "image"],
    ["runs/star/checkpoints/last.safetensors", "runs/star/image"],
    ["checkpoints/epoch=02-poisson_val=0.1.safetensors", "image"],
    ["../star/checkpoints/last.safetensors", "../star/image"],
    ["best.safetensors", "image"],
    ["kept/best.safetensors", "kept/image"],
    ["/best.safetensors", "/image"],
  ];
  for (const [modelPath, directory] of runs) {
    assertEquals(createInferencePayload({ inference: { modelPath } }).execution.outputDir, directory, modelPath);
  }
  const said = { inference: { modelPath: "runs/star" }, execution: { outputDir: "here" } };
  assertEquals(createInferencePayload(said).execution.outputDir, "here");
  // A training is not told where by a network, nor an image by a scan that was trained on.
  const { execution } = createTrainingPayload({ inference: { modelPath: "runs/star" } });
  assertEquals(execution.outputDir, "runs/exitwave");
});
