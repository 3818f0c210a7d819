import { assert, assertEquals, assertRejects } from "@std/assert";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { encodeSafetensors, type NamedArray } from "../../data/formats/safetensors.ts";
import { initialWeights } from "../../model/parameters/initial_weights.ts";
import { networkOf } from "../../model/networks.ts";
import { loadTrained } from "../../recon/load_trained.ts";
import { exportWeights, importWeights } from "../../recon/weights_file.ts";
import { withTempDir } from "../data/temp_dir.ts";
import { pythonWithTorch, runTorch } from "../pytorch.ts";
import { printedBlocks } from "../walk/printed_blocks.ts";

const payload = createTrainingPayload({ model: { filterScale: 0.125 } });

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
    await attempt(new TextEncoder().encode("PK\x03\x04 a file of torch.save"), "it is a ZIP archive");
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
      const guide = await Deno.readTextFile(new URL("../../docs/guide.md", import.meta.url));
      const blocks = printedBlocks(guide).filter(({ language, text }) => language === "python" && /torch/.test(text));
      assertEquals(blocks.length, 2);
      for (const { text } of blocks) await runTorch(`import os, sys; os.chdir(sys.argv[1])\n${text}`, directory);
      const path = `${directory}/net.safetensors`;
      await importWeights(`${directory}/runs/back.safetensors`, path, { payload });
      assertEquals((await loadTrained(path)).weights, weightsOf(1));
      assert((await Deno.stat(`${directory}/runs/first.pt`)).size > 0);
    }),
});
