import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { selectAccelerator } from "../../backend/accelerator.ts";
import type { SectionsInput } from "../../config/fields/sections.ts";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { readCheckpointFile } from "../../data/formats/checkpoint_file.ts";
import { encodeSafetensors, type NamedArray } from "../../data/formats/safetensors.ts";
import { createModel } from "../../model/create_model.ts";
import { loadWeights, readWeights } from "../../model/weights.ts";
import { initialWeights } from "../../model/parameters/initial_weights.ts";
import { networkOf } from "../../model/networks.ts";
import { loadTrained } from "../../recon/load_trained.ts";
import { exportWeights, importWeights } from "../../recon/weights_file.ts";
import { TempDir, withTempDir } from "../data/temp_dir.ts";
import { readFixture } from "../model/parity_fixture.ts";
import { pythonWithTorch, runTorch } from "../pytorch.ts";
import { sharedPath } from "../shared_data.ts";
import { printedBlocks } from "../walk/printed_blocks.ts";

const payload = createTrainingPayload({ model: { filterScale: 0.125 } });

const parity = sharedPath("parity");

const LEARNED: NamedArray = { shape: [1], data: Float32Array.of(3) };

function weightsOf(seed: number): Map<string, NamedArray> {
  return initialWeights(networkOf(payload).parameters, seed);
}

/** A checkpoint as a training leaves it, with something that it learned of the physics. */
async function writeCheckpoint(path: string): Promise<void> {
  const arrays = new Map([...weightsOf(1), ["physics.intensity_scale", LEARNED], ["optimizer.exp_avg.a", LEARNED]]);
  await Deno.writeFile(path, encodeSafetensors(arrays, { payload: JSON.stringify(payload) }));
}

Deno.test("importWeights() takes what exportWeights() wrote, to the bit, and knows the network by the file", async () => {
  await withTempDir(async (directory) => {
    const [begun, state, back] = ["last", "state", "back"].map((name) => `${directory}/${name}.safetensors`) as [
      string,
      string,
      string,
    ];
    await writeCheckpoint(begun);
    const written = await exportWeights(begun, state);
    assertEquals(written.ignored, ["physics.intensity_scale"]);
    assertEquals(written.tensors, weightsOf(1).size);
    await importWeights(state, back);
    const trained = await loadTrained(back);
    assertEquals(trained.weights, weightsOf(1));
    assertEquals([trained.payload, trained.scales], [payload, null]);
  });
});

const [S1, S2] = ["forward_model.rect_scaler.s1", "forward_model.rect_scaler.s2"] as const;
const PHYSICS = { "physics.scale.s1": 1.5, "physics.scale.s2": 0.25, "physics.intensity_scale": 3 };

/** What becomes of the physics of a model: as exported under the original's names, not exported, and as it comes back. */
const FORWARD = [
  [{ forwardMode: "rectangular_scaled" }, { scales: [1.5, 0.25], lost: [], back: [1.5, 0.25, undefined] }],
  [{ intensityScaleTrainable: true }, {
    ...{ scales: [1, 1], lost: ["physics.intensity_scale"], back: [undefined, undefined, 0] },
  }],
  [{}, { scales: [1, 1], lost: [], back: [undefined, undefined, undefined] }],
] as const;

for (const [fields, { scales, lost, back }] of FORWARD) {
  Deno.test(`exportWeights() and importWeights() keep what makes the image, with ${JSON.stringify(fields)}`, async () => {
    await selectAccelerator("cpu", { threads: 1 });
    using space = new TempDir();
    const [begun, state, net] = ["begun", "state", "net"].map((name) => `${space.path}/${name}.safetensors`) as [
      ...[string, string, string],
    ];
    const own = createTrainingPayload({ model: { filterScale: 0.125, ...fields } });
    const model = createModel(own, { seed: 1 });
    const arrays = new Map<string, NamedArray>([...await readWeights(model), ["physics.probe.re", LEARNED]]);
    for (const [name, value] of Object.entries(PHYSICS)) {
      if (arrays.has(name)) arrays.set(name, { shape: [1], data: Float32Array.of(value) });
    }
    const metadata = { payload: JSON.stringify(own) };
    await Deno.writeFile(begun, encodeSafetensors(arrays, metadata));
    assertEquals(new Set((await exportWeights(begun, state)).ignored), new Set([...lost, "physics.probe.re"]));
    const { arrays: written } = await readCheckpointFile(state, () => true, "stateDict");
    assertEquals([S1, S2].map((name) => written.get(name)?.data[0]), [...scales]);
    const { ignored } = await importWeights(state, net);
    assertEquals(ignored.includes(S1), back[0] === undefined);
    const { weights } = await loadTrained(net);
    assertEquals(Object.keys(PHYSICS).map((name) => weights.get(name)?.data[0]), [...back]);
    loadWeights(model, weights); // nothing is missing
    model.dispose();
  });
}

Deno.test("importWeights() misses the scales of the parts where the object is multiplied by them", async () => {
  using space = new TempDir();
  const [from, to] = [`${space.path}/w.safetensors`, `${space.path}/net.safetensors`];
  const scaled = createTrainingPayload({ model: { filterScale: 0.125, forwardMode: "rectangular_scaled" } });
  await Deno.writeFile(from, encodeSafetensors(new Map([...weightsOf(1), [S1, LEARNED]]), {}));
  await assertRejects(() => importWeights(from, to, { payload: scaled }), Error, `${from} as 1 missing (${S2})`);
});

Deno.test("importWeights() names file and remedy where it cannot, and writes nothing", async () => {
  await withTempDir(async (directory) => {
    const [from, to] = [`${directory}/w.safetensors`, `${directory}/net.safetensors`];
    const attempt = async (bytes: Uint8Array, message: string): Promise<void> => {
      await Deno.writeFile(from, bytes);
      await assertRejects(
        () => importWeights(from, to, { payload }),
        Error,
        `Cannot import weights from ${from} as ${message}`,
      );
      await assertRejects(() => Deno.stat(to), Deno.errors.NotFound);
    };
    await attempt(new Uint8Array(), "it is empty: copy it again");
    await attempt(Uint8Array.of(1), "the file is truncated: current value is 1 bytes");
    await attempt(
      new TextEncoder().encode("PK\x03\x04 a file of torch.save"),
      "it is a ZIP archive: save the state_dict as safetensors",
    );
    await attempt(encodeSafetensors(new Map(), {}), `${weightsOf(1).size} missing (`);
    const infinite = weightsOf(1);
    infinite.get("autoencoder.encoder.blocks.0.conv1.bias")?.data.fill(Infinity, 1, 2);
    await attempt(
      encodeSafetensors(infinite, {}),
      "its weight autoencoder.encoder.blocks.0.conv1.bias is not finite: current value at 1 is Infinity",
    );
    await Deno.writeFile(from, encodeSafetensors(weightsOf(1), {}));
    await assertRejects(() => importWeights(from, to), Error, 'its metadata has no "payload"');
    const nowhere = `${directory}/nowhere/net.safetensors`;
    await assertRejects(() => importWeights(from, nowhere, { payload }), Error, `Cannot write ${nowhere}`);
  });
});

Deno.test({
  name: "importWeights() gets back what the guide's lines of Python read and write with PyTorch",
  ignore: pythonWithTorch === null,
  fn: () =>
    withTempDir(async (directory) => {
      await writeCheckpoint(`${directory}/last.safetensors`);
      await Deno.mkdir(`${directory}/runs`);
      await exportWeights(`${directory}/last.safetensors`, `${directory}/runs/first.safetensors`);
      const blocks = await pythonBlocks();
      assertEquals(blocks.length, 2);
      for (const text of blocks) await runTorch(`import os, sys; os.chdir(sys.argv[1])\n${text}`, directory);
      const path = `${directory}/net.safetensors`;
      await importWeights(`${directory}/runs/back.safetensors`, path, { payload });
      assertEquals((await loadTrained(path)).weights, weightsOf(1));
      assert((await Deno.stat(`${directory}/runs/first.pt`)).size > 0);
    }),
});

Deno.test({
  name: "importWeights() of the original's weights, through PyTorch and back, paints what the original does",
  ignore: pythonWithTorch === null || parity === null,
  fn: () =>
    withTempDir(async (directory) => {
      const fixture = await readFixture(`${parity}/pinn_gs1_n64.npz`);
      assert(fixture);
      const original = createTrainingPayload(fixture.payload as SectionsInput);
      const [begun, state, net] = ["begun", "state", "net"].map((name) => `${directory}/${name}.safetensors`) as [
        string,
        string,
        string,
      ];
      await Deno.writeFile(begun, encodeSafetensors(fixture.parameters(), { payload: JSON.stringify(original) }));
      await exportWeights(begun, state);
      await throughPytorch(directory, state);
      const { ignored } = await importWeights(state, net, { payload: original });
      assertEquals(ignored.map((name) => name.split(".").at(-1)), ["alpha", "beta", "s1", "s2"]);
      await selectAccelerator("cpu", { threads: 1 });
      const model = createModel(original, { seed: 1 });
      loadWeights(model, (await loadTrained(net)).weights);
      const batch = fixture.batch();
      const { amp, phase } = model.patches(batch);
      for (const [head, tensor] of Object.entries({ amp, phase })) {
        const [values, expected] = [await tensor.data(), fixture.array(head).data];
        const greatest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        assert(values.every((value, k) => Math.abs(value - (expected[k] ?? NaN)) <= 1e-4 * greatest), head);
      }
      tf.dispose([amp, phase, batch]);
      model.dispose();
    }),
});

/** Reads a file as the guide does, and writes it again, under the prefix of a wrapper and in double precision. */
async function throughPytorch(directory: string, path: string): Promise<void> {
  const [read = "", write = ""] = await pythonBlocks();
  const change = "state = {'model.' + name: tensor.double() for name, tensor in state.items()}";
  const doubles = write.replace(".float()", "").replace('"F32"', '"F64"').replace(/^state = .*$/m, "");
  await Deno.mkdir(`${directory}/runs`);
  await Deno.copyFile(path, `${directory}/runs/first.safetensors`);
  await runTorch(`import os, sys; os.chdir(sys.argv[1])\n${read}\n${change}\n${doubles}`, directory);
  await Deno.copyFile(`${directory}/runs/back.safetensors`, path);
}

/** What the guide prints of PyTorch: the way there, and the way back. */
async function pythonBlocks(): Promise<string[]> {
  const guide = await Deno.readTextFile(new URL("../../docs/guide.md", import.meta.url));
  const blocks = printedBlocks(guide).filter(({ language, text }) => language === "python" && /torch/.test(text));
  return blocks.map(({ text }) => text);
}
