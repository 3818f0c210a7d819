/**
 * Images that a network painted and an engine goes on from.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals, assertLess, assertNotEquals, assertRejects } from "@std/assert";
import { selectAccelerator } from "../../backend/accelerator.ts";
import { createInferencePayload } from "../../config/inference_payload.ts";
import type { SectionsInput } from "../../config/fields/sections.ts";
import { createReconstructionPayload } from "../../config/reconstruction_payload.ts";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { openArrays } from "../../data/formats/open/open_arrays.ts";
import { encodeSafetensors } from "../../data/formats/safetensors.ts";
import { openScan } from "../../data/load_scan.ts";
import { prepareSamples } from "../../data/samples.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { createModel } from "../../model/create_model.ts";
import { readWeights } from "../../model/weights.ts";
import { reconstruct } from "../../recon/engine_run/reconstruct.ts";
import { EngineCanvas } from "../../recon/engines/state/engine_canvas.ts";
import { engineScan } from "../../recon/engines/state/engine_scan.ts";
import { evaluate } from "../../recon/image/evaluate.ts";
import type { Reconstruction } from "../../recon/image/reconstruction.ts";
import { infer } from "../../recon/infer.ts";
import type { InferOptions, InferResult } from "../../recon/inference_result.ts";
import { readReconstruction } from "../../recon/read_reconstruction.ts";
import { type RefinedImage, refineImage, refinementDoubts, type RefineOptions } from "../../recon/refine_image.ts";
import { readDiagnostics } from "../../recon/results/diagnostics_file.ts";
import { fit } from "../../train/trainer.ts";
import { sharedTempDir } from "../data/temp_dir.ts";
import { knob } from "../knob.ts";
import { ENGINE } from "./engines/small_engine.ts";

const PATTERNS = 20;
const made = simulateScan({ patchSize: 64, patterns: PATTERNS, photons: 1e7, seed: 3 });
const space = sharedTempDir();
const cpu = await selectAccelerator("cpu", { threads: 1 });

/** Writes a network that learned nothing. */
async function writeNetwork(name: string, sections: SectionsInput): Promise<void> {
  const payload = createTrainingPayload({ ...sections, model: { filterScale: 0.125 } });
  const model = createModel(payload, { seed: 1 });
  const metadata = { payload: JSON.stringify(payload) };
  await Deno.writeFile(`${space.path}/${name}`, encodeSafetensors(await readWeights(model), metadata));
  model.dispose();
}

Deno.test.beforeAll(async () => {
  const objectPixel = { height: 8e-9, width: 9e-9 };
  const experiment = { ...made.experiment, objectPixel };
  await writeScan(`${space.path}/scan.npz`, { ...made, experiment });
  await writeScan(`${space.path}/wrong.npz`, { ...made, x: made.x.map((x, k) => x + 3 * Math.sin(k)) });
  const mask = new Uint8Array(64 * 64).fill(1);
  mask.fill(0, 64 * 20, 64 * 22);
  await writeScan(`${space.path}/masked.npz`, { ...made, mask });
  const half = (factor: number, shift: number): typeof made.probe => {
    const part = (values: Float32Array): Float32Array => values.map((_, p) => factor * (values[p + shift] ?? 0));
    return { ...made.probe, re: part(made.probe.re), im: part(made.probe.im) };
  };
  await writeScan(`${space.path}/modes.npz`, { ...made, probeModes: [half(1, 0), half(0.3, 5)] });
  await writeNetwork("net.safetensors", {});
  await writeNetwork("groups.safetensors", { data: { gridSize: 2, neighbors: 7 } });
});

/** Infers into a directory of its own. */
async function inferred(
  { inference, ...sections }: SectionsInput = {},
  options: InferOptions = {},
): Promise<InferResult & { readonly out: string }> {
  const out = `${space.path}/${crypto.randomUUID()}`;
  const payload = createInferencePayload({
    ...sections,
    inference: {
      ...{ modelPath: `${space.path}/net.safetensors`, scan: `${space.path}/scan.npz`, results: false },
      ...inference,
    },
    execution: { outputDir: out },
  });
  return { ...await infer(payload, { accelerator: cpu, ...options }), out };
}

/** Refines an object as if a network had painted it of the scan. */
async function refined(
  change: (object: Reconstruction["object"]) => Reconstruction["object"],
  options: Partial<RefineOptions["engine"]> = {},
  file: "scan.npz" | "wrong.npz" = "scan.npz",
): Promise<RefinedImage & { readonly painted: Reconstruction }> {
  using scan = await openScan(`${space.path}/${file}`, { measurement: "amplitude", frameCache: null });
  const { object } = made;
  assert(object);
  const known = { object, mask: new Uint8Array(object.re.length).fill(1), origin: { x: 0, y: 0 } };
  const measured = engineScan(made);
  const canvas = new EngineCanvas(measured);
  const painted = canvas.reconstruction(change(canvas.start(known)), measured.probe);
  const given = prepareSamples(scan, createTrainingPayload({}), { seed: 1 });
  // As a training corrects them.
  const samples = { ...given, patterns: { ...given.patterns, x: made.x, y: made.y } };
  const engine = { ...ENGINE, iterations: 2, batchSize: 8, ...options };
  return { ...await refineImage(painted, { scan, samples, engine, replay: true }), painted };
}

function phaseCorrelation(image: Reconstruction, truth: Reconstruction): number {
  return evaluate(image, truth).phase.correlation ?? NaN;
}

Deno.test("refineImage() leaves the true object nearly as it is, in whatever unit and phase it was painted", async () => {
  const { before, after, reconstruction, painted, probe } = await refined(({ re, im, ...size }) => ({
    ...size,
    re: re.map((value, p) => 0.3 * (value * Math.cos(1) - (im[p] ?? NaN) * Math.sin(1))),
    im: im.map((value, p) => 0.3 * (value * Math.cos(1) + (re[p] ?? NaN) * Math.sin(1))),
  }));
  assert(phaseCorrelation(reconstruction, painted) > 0.995);
  const plain = await refined((object) => object);
  assertAlmostEquals(before.rFactor, plain.before.rFactor, 1e-4);
  assertLess(before.rFactor, 0.03); // around the image the object is taken for 1
  assertLess(after.rFactor, before.rFactor);
  assertEquals([reconstruction.origin, reconstruction.mask], [painted.origin, painted.mask]);
  // In √counts.
  const light = probe.reduce(
    (sum, { re, im }) => sum + re.reduce((own, a, p) => own + a ** 2 + (im[p] ?? 0) ** 2, 0),
    0,
  );
  assertAlmostEquals(light / 1e7, 1, 0.2);
});

Deno.test("refineImage() lays patterns where the training put them", async () => {
  const [right, wrong] = [await refined((object) => object), await refined((object) => object, {}, "wrong.npz")];
  assertEquals(wrong.before, right.before);
  assertEquals(wrong.reconstruction, right.reconstruction);
});

Deno.test("refineImage() starts from the probe of the samples, and leaves it where it is not to move", async () => {
  const { probe } = await refined((object) => object, { probeStart: null });
  const [mode] = engineScan(made).probe;
  probe[0]?.re.forEach((value, p) => assertAlmostEquals(value, mode?.re[p] ?? NaN, 1e-3));
});

knob("inference.refine", "lets an engine polish the image and the probe, and with 0 changes nothing", async () => {
  const [painted, none] = [await inferred(), await inferred({ inference: { refine: 0 } })];
  for (const path of [painted.files.reconstruction, painted.files.amplitude, painted.files.phase]) {
    const name = path.slice(painted.out.length);
    assertEquals(await Deno.readFile(`${none.out}${name}`), await Deno.readFile(path));
  }
  assertEquals([painted.refinement, none.refinement], [null, null]);
  const seen: string[] = [];
  const polished = await inferred({ inference: { refine: 3 } }, {
    onRefine: ({ iteration, done, total }) => void (done === total && seen.push(`${iteration}`)),
    onIteration: ({ rFactor }) => void seen.push(rFactor < 1 ? "R" : `${rFactor}`),
  });
  assertEquals(seen, ["0", "R", "1", "R", "2", "R"]);
  const { refinement, reconstruction: { object, mask, origin } } = polished;
  assertEquals([refinement?.algorithm, refinement?.iterations.length, refinement?.probe.length], ["rpie", 3, 1]);
  assertLess(refinement?.after.rFactor ?? NaN, 0.7 * (refinement?.before.rFactor ?? NaN));
  assertEquals([mask, origin], [painted.reconstruction.mask, painted.reconstruction.origin]);
  assertNotEquals(object.re, painted.reconstruction.object.re);
  assertEquals((await readReconstruction(polished.files.reconstruction)).object, object);
  await using file = await openArrays(polished.files.reconstruction);
  assertEquals((await file.read("probe")).shape, [1, 64, 64]);
});

Deno.test("infer() with inference.refine is the same on any number of threads", async () => {
  const images: Float32Array[] = [];
  for (const threads of [1, 3]) {
    const accelerator = await selectAccelerator("cpu", { threads });
    const { reconstruction } = await inferred({ inference: { refine: 2 } }, { accelerator });
    images.push(reconstruction.object.re);
  }
  await selectAccelerator("cpu", { threads: 1 });
  assertEquals(images[1], images[0]);
});

Deno.test("infer() refines masked patterns, groups, some of the patterns, several modes, a part of each patch", async () => {
  const cases: readonly (readonly [name: string, inference: SectionsInput["inference"], patterns: number])[] = [
    ["masked", { scan: `${space.path}/masked.npz` }, PATTERNS],
    ["groups", { modelPath: `${space.path}/groups.safetensors` }, PATTERNS],
    ["subsample", { subsample: 15 }, 15],
    ["modes", { scan: `${space.path}/modes.npz` }, PATTERNS],
    ["crop", { crop: 48, padding: 3, patchWeighting: "uniform" }, PATTERNS],
  ];
  for (const [name, inference, patterns] of cases) {
    const result = await inferred({ inference: { refine: 2, ...inference }, engine: { algorithm: "epie" } });
    const { refinement, reconstruction: { object, mask } } = result;
    assertEquals(result.patterns, patterns, name);
    assertEquals(refinement?.probe.length, name === "modes" ? 2 : 1, name);
    assertLess(refinement?.after.rFactor ?? NaN, refinement?.before.rFactor ?? NaN, name);
    assert(object.re.every((value, p) => Number.isFinite(value) && (mask[p] !== 0 || value === 0)), name);
  }
});

Deno.test("infer() writes the polished probe and image into all its files", async () => {
  const { files, refinement, reconstruction, findings } = await inferred({
    inference: { refine: 2, product: true, results: true },
  });
  const product = await readReconstruction(files.product ?? "");
  assertEquals(product, reconstruction);
  await using file = await openArrays(files.product ?? "");
  assertEquals((await file.read("probe")).shape, [1, 1, 64, 64]);
  const diagnostics = await readDiagnostics(files.diagnostics ?? "");
  assertEquals(diagnostics.probe[0]?.re, refinement?.probe[0]?.re);
  const { residuals, numbers } = diagnostics.patterns;
  assertEquals([residuals.length, numbers.length, diagnostics.shown.length], [PATTERNS, PATTERNS, 3]);
  const mean = residuals.reduce((sum, value) => sum + value, 0) / PATTERNS;
  assertAlmostEquals(mean, refinement?.after.rFactor ?? NaN, 0.05);
  assert(findings.every(({ title }) => title !== ""));
});

Deno.test("infer() makes a polished image absolute by the probe of the file, and keeps the product of both", async () => {
  const [plain, absolute] = [
    await inferred({ inference: { refine: 2 } }),
    await inferred({ inference: { refine: 2, varproScaling: true } }),
  ];
  const { factor = NaN } = absolute.absoluteScale ?? {};
  assertEquals(absolute.reconstruction.object.re, plain.reconstruction.object.re.map((value) => value * factor));
  absolute.refinement?.probe[0]?.re.forEach((value, p) =>
    assertAlmostEquals(value * factor, plain.refinement?.probe[0]?.re[p] ?? NaN, 1e-3)
  );
});

Deno.test("refinementDoubts() are one sentence where the engine came to nothing", () => {
  const [near, far] = [{ rFactor: 0.1234, poissonDeviance: 1 }, { rFactor: 0.5, poissonDeviance: 9 }];
  const made = { algorithm: "epie", iterations: [far, far], probe: [] } as const;
  assertEquals(refinementDoubts({ ...made, before: far, after: near }), []);
  assertEquals(refinementDoubts({ ...made, before: near, after: far }), [
    "2 iterations of epie did not bring the image nearer to the patterns, whose R-factor is 0.5 after 0.123: make " +
    "engine.objectStep or engine.probeStep smaller, or leave out inference.refine",
  ]);
});

Deno.test("infer() does not refine an image that no pattern's light falls on", async () => {
  await assertRejects(
    () => inferred({ inference: { refine: 1, crop: 2, subsample: 1 } }),
    RangeError,
    "give a greater inference.crop, up to the side of the patterns, or leave out inference.refine",
  );
});

Deno.test("infer() with a few iterations is nearer to the object than a network, or an engine from nothing, alone", async () => {
  const scan = `${space.path}/star.npz`;
  await writeScan(scan, simulateScan({ patchSize: 64, patterns: 144, photons: 1e6, seed: 3 }));
  await selectAccelerator("cpu", { threads: 1 });
  const training = createTrainingPayload({
    data: { scan },
    model: { filterScale: 0.125 },
    training: { epochs: 10, batchSize: 4, learningRate: 1e-3, valSplit: 0 },
    execution: { outputDir: `${space.path}/run`, logger: ["none"] },
  });
  const { runDirectory: modelPath } = await fit(training, { accelerator: cpu });
  const engine = { algorithm: "epie" } as const;
  const [painted, polished] = [
    await inferred({ inference: { scan, modelPath } }),
    await inferred({ inference: { scan, modelPath, refine: 3 }, engine }),
  ];
  const alone = await reconstruct(
    createReconstructionPayload({
      data: { scan },
      engine: { ...engine, iterations: 3 },
      execution: { outputDir: `${space.path}/alone` },
    }),
    { accelerator: cpu },
  );
  const truth = await readReconstruction(scan);
  const [network = NaN, both = NaN, nothing = NaN] = [painted, polished, alone]
    .map(({ reconstruction }) => 1 - phaseCorrelation(reconstruction, truth));
  assertLess(both, 0.3 * network, `${both} of 1 are left, ${network} without the engine`);
  assertLess(both, 0.8 * nothing, `${both} of 1 are left, ${nothing} without the network`);
  assertLess(polished.refinement?.after.rFactor ?? NaN, 0.4 * (polished.refinement?.before.rFactor ?? NaN));
});

Deno.test("infer() stops while it refines, and writes nothing", async () => {
  const controller = new AbortController();
  const out = `${space.path}/stopped`;
  const payload = createInferencePayload({
    inference: { modelPath: `${space.path}/net.safetensors`, scan: `${space.path}/scan.npz`, refine: 1_000_000 },
    execution: { outputDir: out },
  });
  const onIteration = (): void => controller.abort(new Error("enough"));
  await assertRejects(
    () => infer(payload, { accelerator: cpu, signal: controller.signal, onIteration }),
    Error,
    "enough",
  );
  await assertRejects(() => Deno.stat(out), Deno.errors.NotFound);
});
