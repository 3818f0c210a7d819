/**
 * Which files a training reads, and how large the patterns in them are.
 *
 * @module
 */
import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import type { SectionsInput } from "../../config/fields/sections.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { completeFromScan } from "../../data/facts/scan_fields.ts";
import { realArray } from "../../data/formats/npy_encode.ts";
import { writeNpz } from "../../data/formats/write_npz.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { arraysBesidePatterns } from "../../data/writing/arrays_beside_patterns.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import type { FitStartEvent } from "../../train/callbacks/events.ts";
import { fit } from "../../train/trainer.ts";
import { loadTrainingData } from "../../train/loop/training_data.ts";
import { knob } from "../knob.ts";
import { CPU, tinyPayload, type Workspace, workspace } from "./tiny_run.ts";

let space: Workspace;

Deno.test.beforeAll(async () => {
  space = await workspace();
  const other = simulateScan({ patchSize: 64, patterns: 5, photons: 4e5, seed: 9 });
  await writeScan(`${space.path}/other.npz`, other);
  await writeScan(`${space.path}/large.npz`, simulateScan({ patchSize: 128, patterns: 2, photons: 1e5, seed: 3 }));
  const { amplitude } = other;
  const counts = amplitude.map((value) => value ** 2);
  await writeScan(`${space.path}/counts.npz`, { ...other, amplitude: counts });
  const arrays = { diffraction: realArray(counts, [5, 64, 64]), ...arraysBesidePatterns(other, "intensity") };
  await writeNpz(`${space.path}/told.npz`, arrays);
});

Deno.test.afterAll(() => space[Symbol.dispose]());

/** What a training says of its data when it begins, and what it records. */
async function started(
  data: NonNullable<SectionsInput["data"]>,
  training = {},
): Promise<FitStartEvent & { scans: string }> {
  const starts: FitStartEvent[] = [];
  const callbacks = [{ name: "witness", onFitStart: (event: FitStartEvent) => void starts.push(event) }];
  await fit(tinyPayload(space, { data, training }), { accelerator: CPU, callbacks, overwrite: true });
  const [start] = starts;
  assert(start);
  return { ...start, scans: JSON.stringify(JSON.parse(await Deno.readTextFile(`${space.path}/run/run.json`)).data) };
}

async function patternsOf(payload: TrainingPayload): Promise<Float32Array> {
  return (await loadTrainingData(payload)).train.samples.patterns.frames.held ?? new Float32Array();
}

knob("data.scan", "names the scan that is trained on", async () => {
  const [one, other] = [await started({}), await started({ scan: `${space.path}/other.npz` })];
  assertEquals([one.samples, other.samples], [8, 5]);
  assert(one.scans.includes("/scan.npz") && other.scans.includes("/other.npz"), one.scans + other.scans);
});

knob("data.testScan", "names the scan that is validated on, none of the first being held out", async () => {
  const held = await started({}, { valSplit: 0.25 });
  const second = await started({ testScan: `${space.path}/other.npz` }, { valSplit: 0.25 });
  assertEquals([held.samples, held.validationSamples], [6, 2]);
  assertEquals([second.samples, second.validationSamples], [8, 5]);
  assert(second.scans.includes("/other.npz"), second.scans);
});

Deno.test("a second scan may have fewer patterns than are drawn from the first", async () => {
  for (const data of [{ groups: 7 }, { subsample: 7 }]) {
    const { samples, validationSamples } = await started({ testScan: `${space.path}/other.npz`, ...data }, {});
    assertEquals([samples, validationSamples], [7, 5]);
  }
});

knob(
  "data.measurement",
  "takes the root of counts, so that a file of them is trained on like one of amplitudes",
  async () => {
    const amplitudes = async (name: string, measurement: "amplitude" | "intensity"): Promise<Float32Array> => {
      const payload = tinyPayload(space, { data: { scan: `${space.path}/${name}.npz`, measurement } });
      return await patternsOf(payload);
    };
    const expected = await amplitudes("other", "amplitude");
    const roots = await amplitudes("counts", "intensity");
    assert(roots.every((value, i) => Math.abs(value - (expected[i] ?? NaN)) <= 1e-6 * value));
    assertNotEquals(await amplitudes("counts", "amplitude"), expected);
  },
);

Deno.test("a scan that says what its numbers are is believed unless somebody says otherwise", async () => {
  const path = `${space.path}/told.npz`;
  const expected = await patternsOf(tinyPayload(space, { data: { scan: `${space.path}/other.npz` } }));
  const open = createTrainingPayload({ data: { scan: path } });
  const completed = await completeFromScan(open);
  assertEquals(completed.data.measurement, "intensity");
  assertEquals(completed.overrides.find(({ path }) => path === "data.measurement"), {
    ...{ path: "data.measurement", value: "intensity", source: "dataset", isDefault: false },
    replaced: [{ value: "amplitude", source: "default" }],
  });
  const warned = async (payload: TrainingPayload): Promise<[boolean, number]> => {
    const [found, { warnings }] = [await patternsOf(payload), await loadTrainingData(payload)];
    const roots = found.every((value, i) => Math.abs(value - (expected[i] ?? NaN)) <= 1e-6 * value);
    return [roots, warnings.filter((text) => text.includes("although it says that they are intensity")).length];
  };
  assertEquals(await warned(completed), [true, 0]);
  assertEquals(await warned(open), [true, 0]);
  assertEquals(await warned(createTrainingPayload({ data: { scan: path, measurement: "amplitude" } })), [false, 1]);
  const second = createTrainingPayload({ data: { scan: `${space.path}/other.npz`, testScan: path } });
  assertEquals((await loadTrainingData(second)).warnings, []);
});

knob("data.patchSize", "is the size of the patterns that are trained on, and of the network's patches", async () => {
  const large = { scan: `${space.path}/large.npz` };
  await assertRejects(() => started(large), RangeError, "its patterns have 128 pixels a side: data.patchSize is 64");
  assertEquals((await started({ ...large, patchSize: 128 })).samples, 2);
  await assertRejects(() => started({ patchSize: 128 }), RangeError, "have 64 pixels a side: data.patchSize is 128");
});
