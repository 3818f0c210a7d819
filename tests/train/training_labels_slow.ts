/**
 * Trainings that learn from a reconstruction instead of the scan's own object.
 *
 * @module
 */
import { assert, assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import type { SectionsInput } from "../../config/fields/sections.ts";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { openScan } from "../../data/load_scan.ts";
import { loadTrainingData } from "../../train/loop/training_data.ts";
import { fit } from "../../train/trainer.ts";
import { openArrays } from "../../data/formats/open/open_arrays.ts";
import { parseReconstruction } from "../../config/parse_payload.ts";
import { reconstruct } from "../../recon/engine_run/reconstruct.ts";
import { writeReconstruction } from "../../recon/write_reconstruction.ts";
import { knob } from "../knob.ts";
import { CPU, namesIn, tinyPayload, type Workspace, workspace } from "./tiny_run.ts";

let space: Workspace;

Deno.test.beforeAll(async () => {
  space = await workspace(9);
  using scan = await openScan(`${space.path}/scan.npz`, { frameCache: null, needsObject: true });
  const { object } = scan;
  assert(object);
  // The same in another frame: its pixels begin four columns later.
  const width = object.width - 4;
  const cut = (part: Float32Array): Float32Array =>
    Float32Array.from(
      { length: object.height * width },
      (_, p) => part[Math.floor(p / width) * object.width + p % width + 4] ?? NaN,
    );
  const image = { height: object.height, width, re: cut(object.re), im: cut(object.im) };
  const mask = new Uint8Array(image.re.length).fill(1);
  await writeReconstruction(`${space.path}/known.npz`, { object: image, mask, origin: { x: 4, y: 0 } });
  await writeReconstruction(`${space.path}/far.npz`, { object: image, mask, origin: { x: 4000, y: 0 } });
});

Deno.test.afterAll(() => space[Symbol.dispose]());

const SUPERVISED: SectionsInput = { model: { mode: "supervised", loss: "mae" } };
const ENGINE: SectionsInput = { ...SUPERVISED, data: { labels: "engine" }, engine: { iterations: 3, batchSize: 9 } };

async function labelsOf(labels: string | null): Promise<Float32Array> {
  using data = await loadTrainingData(tinyPayload(space, { ...SUPERVISED, data: { labels } }));
  return data.train.samples.patterns.labelPhase ?? new Float32Array();
}

knob("data.labels", "cuts labels from a reconstruction, of which pixels that it does not have are 1", async () => {
  const [own, named] = [await labelsOf(null), await labelsOf(`${space.path}/known.npz`)];
  const alike = own.filter((value, p) => Math.abs(value - (named[p] ?? NaN)) < 1e-5).length;
  assert(alike > 0.5 * own.length && alike < own.length, `${alike} of ${own.length}`);
});

Deno.test("fit() learns from what an engine makes, in the run's directory, and goes on with it to the same bits", async () => {
  const { path } = space;
  const run = { training: { epochs: 2 }, execution: { outputDir: `${path}/whole` } };
  const whole = await fit(tinyPayload(space, { ...ENGINE, ...run }), { accelerator: CPU });
  await using made = await openArrays(`${path}/whole/labels/reconstruction.npz`);
  const { data } = JSON.parse(await Deno.readTextFile(`${path}/whole/run.json`));
  await made.read("object");
  assertEquals(data.labels, { path: `${path}/whole/labels/reconstruction.npz`, digest: made.digest() });
  const begun = { ...ENGINE, training: { epochs: 1 }, execution: { outputDir: `${path}/parts` } };
  await fit(tinyPayload(space, begun), { accelerator: CPU });
  const before = await Deno.stat(`${path}/parts/labels/run.json`);
  const resumed = { ...ENGINE, training: { epochs: 2 }, execution: { outputDir: `${path}/parts` } };
  const parts = await fit(tinyPayload(space, resumed), { accelerator: CPU, resume: `${path}/parts` });
  assertEquals((await Deno.stat(`${path}/parts/labels/run.json`)).mtime, before.mtime);
  assertEquals(parts.weights, whole.weights);
  // Lost, it is made again; other labels are another training.
  await Deno.remove(`${path}/parts/labels`, { recursive: true });
  const longer = tinyPayload(space, { ...resumed, training: { epochs: 3 } });
  const again = await fit(longer, { accelerator: CPU, resume: `${path}/parts` });
  assertEquals(again.epochs, 3);
  const other = tinyPayload(space, { ...resumed, training: { epochs: 4 }, engine: { iterations: 4, batchSize: 9 } });
  await assertRejects(
    () => fit(other, { accelerator: CPU, resume: `${path}/parts` }),
    TypeError,
    "as data.labels must be the file it began with",
  );
  const plain = await fit(tinyPayload(space, { ...SUPERVISED, ...run }), { accelerator: CPU, overwrite: true });
  assertNotEquals(plain.weights, whole.weights);
});

Deno.test("fit() goes on with labels that an engine has begun, to the same bits", async () => {
  const { path } = space;
  const labels = `${path}/killed/labels`;
  const payload = tinyPayload(space, { ...ENGINE, execution: { outputDir: `${path}/killed` } });
  await fit(payload, { accelerator: CPU });
  const whole = await Deno.readFile(`${labels}/reconstruction.npz`);
  const made = parseReconstruction(JSON.parse(await Deno.readTextFile(`${labels}/payload.json`)));
  const stop = new AbortController();
  await reconstruct(made, { accelerator: CPU, overwrite: true, signal: stop.signal, onIteration: () => stop.abort() });
  assertNotEquals(await Deno.readFile(`${labels}/reconstruction.npz`), whole);
  await fit(payload, { accelerator: CPU, overwrite: true });
  assertEquals(await Deno.readFile(`${labels}/reconstruction.npz`), whole);
  const { resumedFrom } = JSON.parse(await Deno.readTextFile(`${labels}/run.json`));
  assertEquals(resumedFrom.iteration, 1);
});

Deno.test("fit() refuses labels that do not lie on the scan, or are not there", async () => {
  const train = (labels: string): Promise<unknown> =>
    fit(tinyPayload(space, { ...SUPERVISED, data: { labels }, execution: { outputDir: `${space.path}/refused` } }), {
      accelerator: CPU,
    });
  await assertRejects(
    () => train(`${space.path}/far.npz`),
    RangeError,
    `Cannot take labels from ${space.path}/far.npz as no position of the scan lies on its image`,
  );
  await assertRejects(() => train(`${space.path}/nowhere.npz`), Error, "nowhere.npz");
  assertEquals(await Deno.stat(`${space.path}/refused`).then(() => true, () => false), false);
});

Deno.test("createTrainingPayload() says where labels and the engine that makes them come to nothing", () => {
  const warnings = (flag: SectionsInput): readonly string[] => createTrainingPayload({}, { flag }).warnings;
  assertEquals(warnings({ data: { labels: "engine" } }), [
    'data.labels = "engine" has no effect as model.mode is "pinn" and model.realspaceMaeWeight is 0: it is read ' +
    'where model.mode is "supervised" or model.realspaceMaeWeight is not 0',
  ]);
  assertEquals(warnings({ ...ENGINE }), []);
  assertEquals(warnings({ inference: { refine: 3 }, engine: { iterations: 5 } }), [
    'engine.iterations = 5 has no effect as data.labels is null: it is read where data.labels is "engine"',
  ]);
  assertThrows(
    () => createTrainingPayload({ data: { scan: ["a.npz", "b.npz"], labels: "engine" } }),
    Error,
    "data.labels must be null where data.scan names several: it is of one",
  );
});

Deno.test("fit() ends within an iteration where it is told to while an engine makes labels, and goes on with them", async () => {
  const outputDir = `${space.path}/told`;
  const payload = tinyPayload(space, { ...ENGINE, execution: { outputDir } });
  const told = new AbortController();
  const onLabels = {
    onProgress: ({ iteration, done }: { readonly iteration: number; readonly done: number }): void => {
      seen.push([iteration, done]);
      if (iteration === 1) told.abort();
    },
  };
  const seen: [number, number][] = [];
  await assertRejects(
    () => fit(payload, { accelerator: CPU, signal: told.signal, onLabels }),
    DOMException,
    "aborted",
  );
  assertEquals(await namesIn(outputDir), ["labels"]);
  assertEquals(seen.at(-1)?.[0], 1);
  const again: number[] = [];
  const counts = { onIteration: ({ iteration }: { readonly iteration: number }): void => void again.push(iteration) };
  const { exitReason } = await fit(payload, { accelerator: CPU, onLabels: counts });
  assertEquals([exitReason, again], ["finished", [2]]);
});
