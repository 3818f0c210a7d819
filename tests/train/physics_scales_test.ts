/**
 * Scales of the physics in a training: where they start, whether they are learned, and that runs stay repeatable.
 *
 * @module
 */
import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { selectAccelerator } from "../../backend/accelerator.ts";
import type { SectionsInput } from "../../config/fields/sections.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import type { FitOptions } from "../../train/fit_options.ts";
import { fit } from "../../train/trainer.ts";
import { knob } from "../knob.ts";
import { CPU, tinyPayload, type Workspace, workspace } from "./tiny_run.ts";

const MODEL = { forwardMode: "rectangular_scaled" } as const;

/** Scales, and a weight of the network, after some steps. */
async function trained(
  space: Workspace,
  model: NonNullable<SectionsInput["model"]>,
  { steps = 2, ...options }: FitOptions & { readonly steps?: number } = {},
): Promise<Record<string, number[]>> {
  const payload = tinyPayload(space, {
    data: { probeNormalize: false },
    model,
    training: { limitTrainBatches: steps, batchSize: 2 },
  });
  const { weights } = await fit(payload, { accelerator: CPU, overwrite: true, ...options });
  return Object.fromEntries(
    [...weights].filter(([name]) => /physics|conv1\.bias/.test(name)).map(([name, { data }]) => [
      name,
      [...data],
    ]),
  );
}

knob("model.rectScaleInit", "starts the scales at 1, or where predictions are as bright as the patterns", async () => {
  await using space = await workspace(4);
  const fixed = { ...MODEL, rectScaleTrainable: false } as const;
  const [ones, data] = [await trained(space, fixed), await trained(space, { ...fixed, rectScaleInit: "data" })];
  assertEquals([ones["physics.scale.s1"], ones["physics.scale.s2"]], [[1], [1]]);
  assertEquals(data["physics.scale.s1"], data["physics.scale.s2"]);
  // The probe of the file is not as bright as 1e5 photons a pattern.
  assert(Math.abs(Math.log(data["physics.scale.s1"]?.[0] ?? 1)) > 1, `${data["physics.scale.s1"]}`);
});

Deno.test("fit() learns the scales of the physics unless they are fixed", async () => {
  await using space = await workspace(4);
  const names = ["physics.scale.s1", "physics.scale.s2"];
  const learned = await trained(space, { ...MODEL, rectScaleTrainable: true });
  for (const name of names) assertNotEquals(learned[name], [1]);
  const { "physics.intensity_scale": scale } = await trained(space, { intensityScaleTrainable: true });
  assertNotEquals(scale, [0]);
});

Deno.test("fit() starts scales from data alike on any number of threads, and resumes with them", async () => {
  await using space = await workspace(6);
  const model = { ...MODEL, rectScaleInit: "data" } as const;
  const straight = await trained(space, model, { steps: 3 });
  const threads = await trained(space, model, {
    steps: 3,
    accelerator: await selectAccelerator("cpu", { threads: 2 }),
  });
  assertEquals(threads, straight);
  const controller = new AbortController();
  const abort = { name: "abort", onBatchStart: (): void => controller.abort() };
  await trained(space, model, { steps: 3, callbacks: [abort], signal: controller.signal });
  const resumed = await trained(space, model, { steps: 3, overwrite: false, resume: `${space.path}/run` });
  assertEquals(resumed, straight);
});

Deno.test("fit() refuses a loss that compares with the object where the scan has none", async () => {
  await using space = await workspace(2);
  const { object: _object, ...scan } = simulateScan({ patchSize: 64, patterns: 2, photons: 1e5 });
  await writeScan(`${space.path}/scan.npz`, { ...scan, object: null });
  await assertRejects(
    () => trained(space, { realspaceMaeWeight: 0.5 }),
    Error,
    "model.realspaceMaeWeight need a known object, which data.labels (--labels) may name",
  );
});
