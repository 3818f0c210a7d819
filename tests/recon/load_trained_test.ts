import { assert, assertEquals, assertRejects } from "@std/assert";
import { createInferencePayload } from "../../config/inference_payload.ts";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { encodeSafetensors, type NamedArray } from "../../data/formats/safetensors.ts";
import { chooseCheckpoint } from "../../recon/choose_checkpoint.ts";
import { loadTrained } from "../../recon/load_trained.ts";
import { sharedTempDir } from "../data/temp_dir.ts";

const payload = createTrainingPayload({ model: { filterScale: 0.125 } });
const weight: NamedArray = { shape: [2], data: Float32Array.of(1, 2) };

function checkpoint(metadata: Record<string, string> = { payload: JSON.stringify(payload) }): Uint8Array {
  return encodeSafetensors(new Map([["layer.weight", weight], ["optimizer.exp_avg.layer.weight", weight]]), metadata);
}

const space = sharedTempDir();

async function run(files: Record<string, Uint8Array | string>): Promise<string> {
  const directory = `${space.path}/${crypto.randomUUID()}`;
  await Deno.mkdir(directory);
  for (const [name, content] of Object.entries(files)) {
    const path = `${directory}/${name}`;
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    await Deno.writeFile(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
  }
  return directory;
}

Deno.test("loadTrained() gives weights without moments, the payload, and the scales of a file", async () => {
  const trainer = JSON.stringify({ epoch: 3, scales: { inputScale: 0.5, physicsScale: 2 } });
  const directory = await run({ "model.safetensors": checkpoint({ payload: JSON.stringify(payload), trainer }) });
  const trained = await loadTrained(`${directory}/model.safetensors`);
  assertEquals([...trained.weights], [["layer.weight", weight]]);
  assertEquals(trained.payload, payload);
  assertEquals(trained.scales, { inputScale: 0.5, physicsScale: 2 });
  assertEquals(trained.path, `${directory}/model.safetensors`);
});

Deno.test("loadTrained() has no scales where the file has none", async () => {
  const directory = await run({ "a.safetensors": checkpoint() });
  assertEquals((await loadTrained(`${directory}/a.safetensors`)).scales, null);
});

Deno.test("loadTrained() takes the best checkpoint of a run directory", async () => {
  const best = "checkpoints/epoch=01-poisson_val=0.5000.safetensors";
  const directory = await run({ [best]: checkpoint(), "checkpoints/last.safetensors": "broken" });
  assertEquals((await loadTrained(`${directory}/`)).path, `${directory}/${best}`);
});

Deno.test("chooseCheckpoint() prefers what run.json names, then the metric in the name, then the last", async () => {
  const names = [
    "epoch=00-poisson_val=0.9000",
    "epoch=02-poisson_val=0.1000",
    "epoch=04-poisson_val=0.1000",
    "epoch=03-poisson_val=NaN",
    "last",
  ].map((name) => `checkpoints/${name}.safetensors`);
  const files = Object.fromEntries(names.map((name) => [name, ""]));
  const chosen = async (extra: Record<string, string>): Promise<string> => {
    const directory = await run({ ...files, ...extra });
    return (await chooseCheckpoint(directory)).path.slice(directory.length + 1);
  };
  assertEquals(await chosen({ "run.json": '{"bestCheckpoint":"epoch=04-poisson_val=0.1000.safetensors"}' }), names[2]);
  assertEquals(await chosen({ "run.json": '{"bestCheckpoint":"gone.safetensors"}' }), names[1]);
  assertEquals(await chosen({}), names[1]);
  assertEquals(await chosen({ "payload.json": '{"execution":{"checkpointMode":"max"}}' }), names[0]);
  const directory = await run({ "checkpoints/last.safetensors": "", "checkpoints/other.safetensors": "" });
  assertEquals((await chooseCheckpoint(directory)).path, `${directory}/checkpoints/last.safetensors`);
});

Deno.test("chooseCheckpoint() goes without records that cannot be read, and says so", async () => {
  const ranked = ["epoch=00-poisson_val=0.9000", "epoch=02-poisson_val=0.1000"].map((name) => `${name}.safetensors`);
  const maximised = createTrainingPayload({ execution: { checkpointMode: "max" } });
  const whole = checkpoint({ payload: JSON.stringify(maximised) });
  const files = Object.fromEntries(ranked.map((name) => [`checkpoints/${name}`, whole]));
  for (const records of [{}, { "run.json": "{" }, { "run.json": "[]", "payload.json": "" }, { "payload.json": "{}" }]) {
    const directory = await run({ ...files, ...records });
    const { path, warnings } = await chooseCheckpoint(directory);
    // The checkpoints know that a greater value is better.
    assertEquals(path, `${directory}/checkpoints/${ranked[0]}`);
    const unreadable = Object.entries(records).filter(([, text]) => text !== "{}").map(([name]) => name);
    assertEquals(warnings.length, unreadable.length);
    unreadable.forEach((name, i) => {
      assert(warnings[i]?.startsWith(`Cannot read ${directory}/${name} as `), warnings[i]);
      assert(warnings[i]?.endsWith(": the checkpoint is chosen without it"), warnings[i]);
    });
    assertEquals((await loadTrained(directory)).warnings, warnings);
  }
});

Deno.test("chooseCheckpoint() orders metrics as numbers, negative and in scientific notation too", async () => {
  const directory = await run({
    "checkpoints/epoch=09-mae_val=-1.5000.safetensors": "",
    "checkpoints/epoch=10-mae_val=-12.2500.safetensors": "",
    "checkpoints/epoch=11-mae_val=1e+21.safetensors": "",
  });
  assertEquals((await chooseCheckpoint(directory)).path.split("/").at(-1), "epoch=10-mae_val=-12.2500.safetensors");
});

Deno.test("loadTrained() names the directory and what it lacks", async () => {
  const empty = await run({ "notes.txt": "" });
  await assertRejects(
    () => loadTrained(empty),
    Error,
    `${empty} as it is not a run directory: no ${empty}/checkpoints`,
  );
  const untrained = await run({ "checkpoints/.partial.safetensors": "" });
  await assertRejects(() => loadTrained(untrained), Error, "has no checkpoints (*.safetensors)");
  const foreign = await run({ "checkpoints/model.safetensors": "" });
  await assertRejects(() => loadTrained(foreign), Error, "none is named last or by a metric: current value is model");
  await assertRejects(() => loadTrained("nowhere"), Error, "trained network from nowhere as it does not exist");
});

Deno.test("loadTrained() names the file and what is wrong with it", async () => {
  const bytes = checkpoint();
  const inference = JSON.stringify(createInferencePayload({}));
  const edited = JSON.stringify({ ...payload, model: { ...payload.model, filterScale: 1 } });
  const cases: [Uint8Array | string, string][] = [
    ["", "it is empty: copy it again"],
    [bytes.slice(0, bytes.length - 3), "is truncated"],
    ["PK\x03\x04 something else entirely", "it is a ZIP archive: name a checkpoint of a training"],
    [checkpoint({}), 'its metadata has no "payload": it is not a checkpoint of a training'],
    [checkpoint({ payload: "{" }), 'the "payload" in its metadata is not JSON'],
    [checkpoint({ payload: "{}" }), "this JSON is not a payload"],
    [checkpoint({ payload: edited }), "the payload was edited"],
    [checkpoint({ payload: inference }), "its payload must be of a training: it is of inference"],
    [checkpoint({ payload: JSON.stringify(payload), trainer: '{"scales":{"inputScale":"1"}}' }), "are not numbers"],
  ];
  for (const [content, problem] of cases) {
    const path = `${await run({ "w.safetensors": content })}/w.safetensors`;
    const error = await assertRejects(() => loadTrained(path), Error, problem);
    assert(error.message.startsWith(`Cannot load a trained network from ${path} as `), error.message);
    assert(!error.message.includes("\n"));
  }
});

Deno.test("loadTrained() chooses again where a training has removed the checkpoint that was the best", async () => {
  const directory = await run({ "checkpoints/last.safetensors": checkpoint() });
  const folder = `${directory}/checkpoints`;
  const name = (epoch: number): string =>
    `${folder}/epoch=${String(epoch).padStart(2, "0")}-a=${9000 - epoch}.safetensors`;
  await Deno.writeFile(name(1), checkpoint());
  let loaded = 0;
  let epoch = 1;
  // Every epoch is the best so far and takes the place of the one before, as fast as can be.
  const training = (async () => {
    for (; loaded < 15; epoch++) {
      await Deno.writeFile(`${folder}/.new`, checkpoint());
      await Deno.rename(`${folder}/.new`, name(epoch + 1));
      await Deno.remove(name(epoch));
    }
  })();
  for (; loaded < 15; loaded++) assert((await loadTrained(directory)).path.startsWith(`${folder}/`));
  await training;
});
