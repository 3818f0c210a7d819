/** What `fit` is given and what it makes of it: the same as the command line. */
import * as tf from "@tensorflow/tfjs";
import { assertEquals, assertRejects } from "@std/assert";
import { selectAccelerator } from "../../backend/accelerator.ts";
import { parsePayload } from "../../config/parse_payload.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import type { SectionsInput } from "../../config/fields/sections.ts";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { readRunRecord } from "../../run/run_record.ts";
import type { Callback } from "../../train/callbacks/callback.ts";
import { fit } from "../../train/trainer.ts";
import { hasWebgpu } from "../available_accelerators.ts";
import { exitwave } from "../cli/program.ts";
import { tinyPayload, workspace } from "./tiny_run.ts";

function sectionsIn(path: string): SectionsInput {
  return {
    data: { scan: `${path}/scan.npz` },
    model: { filterScale: 0.125 },
    training: { epochs: 1, batchSize: 1, limitTrainBatches: 2, valSplit: 0 },
    execution: { outputDir: `${path}/run`, accelerator: "cpu", threads: 1 },
  };
}

async function payloadOn(path: string): Promise<TrainingPayload> {
  return JSON.parse(await Deno.readTextFile(`${path}/run/payload.json`));
}

Deno.test("fit() of a payload alone selects the accelerator that it names", async () => {
  await using space = await workspace(4);
  const { exitReason } = await fit(createTrainingPayload(sectionsIn(space.path)));
  const record = await readRunRecord(`${space.path}/run`);
  assertEquals([exitReason, record?.accelerator.name], ["finished", "cpu"]);
});

Deno.test({
  name: "fit() runs on the accelerator that it is given, whichever was selected since",
  ignore: !(await hasWebgpu()),
  fn: async () => {
    await using space = await workspace(4);
    const cpu = await selectAccelerator("cpu", { threads: 1 });
    const alone = await fit(tinyPayload(space, { execution: { outputDir: `${space.path}/alone` } }), {
      accelerator: cpu,
    });
    await selectAccelerator("webgpu");
    const meanwhile: string[] = [];
    const callback: Callback = { name: "backend", onBatchEnd: () => void meanwhile.push(tf.getBackend()) };
    const after = await fit(tinyPayload(space), { accelerator: cpu, callbacks: [callback] });
    assertEquals([...new Set(meanwhile)].includes("webgpu"), false);
    assertEquals(after.weights, alone.weights);
  },
});

Deno.test("fit() trains what the command line trains: one configuration, one fingerprint, one result", async () => {
  await using space = await workspace(6);
  const { path } = space;
  // A size that is not the default's, and photons that nobody sets.
  await writeScan(`${path}/scan.npz`, simulateScan({ patchSize: 128, patterns: 6, photons: 1e4, seed: 5 }));
  const outcome = async (): Promise<readonly string[]> => {
    const weights = await Deno.readFile(`${path}/run/checkpoints/last.safetensors`);
    const length = Number(new DataView(weights.buffer).getBigUint64(0, true));
    const { __metadata__: _, ...header } = JSON.parse(new TextDecoder().decode(weights.subarray(8, 8 + length)));
    const tensors = await crypto.subtle.digest("SHA-256", weights.slice(8 + length));
    return [
      await Deno.readTextFile(`${path}/run/payload.json`),
      JSON.stringify(header),
      new Uint8Array(tensors).toHex(),
    ];
  };
  await fit(createTrainingPayload(sectionsIn(path)));
  const library = await outcome();
  await Deno.writeTextFile(`${path}/sections.json`, JSON.stringify(sectionsIn(path)));
  const line = await exitwave(path, ["train", "--config", "sections.json", "--overwrite"]);
  assertEquals(line.code, 0, line.stderr);
  assertEquals(library, await outcome());
  const { data, overrides } = await payloadOn(path);
  assertEquals([data.patchSize, data.photons], [128, 1e4]);
  assertEquals(overrides.find(({ path }) => path === "data.photons")?.source, "dataset");
  // A script that exports the payload itself is the same training, too.
  const script = `import { createTrainingPayload } from ${
    JSON.stringify(new URL("../../mod.ts", import.meta.url).href)
  };
export default createTrainingPayload(${JSON.stringify(sectionsIn(path))});`;
  await Deno.writeTextFile(`${path}/payload.ts`, script);
  const dry = await exitwave(path, ["train", "--config", "payload.ts", "--dry-run", "--json"]);
  assertEquals(JSON.parse(dry.stdout).fingerprints, (await payloadOn(path)).fingerprints, dry.stderr);
});

Deno.test("fit() leaves what was set, and infers nothing for a payload that was read", async () => {
  await using space = await workspace(4);
  const sections = sectionsIn(space.path);
  const said = { photons: null, patchSize: 64, measurement: "amplitude" } as const;
  const explicit = createTrainingPayload({ ...sections, data: { ...sections.data, ...said } });
  await fit(explicit);
  assertEquals(await payloadOn(space.path), JSON.parse(JSON.stringify(explicit)));
  const read = parsePayload(JSON.parse(JSON.stringify(createTrainingPayload(sections)))) as TrainingPayload;
  await fit(read, { overwrite: true });
  assertEquals(await payloadOn(space.path), JSON.parse(JSON.stringify(read)));
});

Deno.test("fit() resumes by the script that began the run, with what the scan told then", async () => {
  await using space = await workspace(4);
  const sections = sectionsIn(space.path);
  const longer = (epochs: number): TrainingPayload =>
    createTrainingPayload({ ...sections, training: { ...sections.training, epochs } });
  await fit(longer(1));
  const { epochs } = await fit(longer(2), { resume: `${space.path}/run` });
  const { data, training } = await payloadOn(space.path);
  assertEquals([epochs, training.epochs, data.photons], [2, 2, 1e5]);
  // Of a run that took nothing from its scan, nothing is taken later either.
  const read = parsePayload(JSON.parse(JSON.stringify(longer(1)))) as TrainingPayload;
  await fit(read, { overwrite: true });
  assertEquals((await fit(longer(2), { resume: `${space.path}/run` })).epochs, 2);
  assertEquals((await payloadOn(space.path)).data.photons, null);
});

Deno.test("fit() refuses a scan of a size that no network takes, whatever is not set", async () => {
  await using space = await workspace(4);
  await writeScan(`${space.path}/scan.npz`, simulateScan({ patchSize: 32, patterns: 4, photons: 1e4 }));
  const message = "as networks take patterns of 64, 128 or 256 px a side: current value is 32";
  await assertRejects(() => fit(createTrainingPayload(sectionsIn(space.path))), RangeError, message);
});
