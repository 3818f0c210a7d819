import { assert, assertEquals, assertRejects } from "@std/assert";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { decodeSafetensors, encodeSafetensors, type NamedArray } from "../../../data/formats/safetensors.ts";
import { sealCheckpoint } from "../../../data/formats/checkpoint_file.ts";
import { type Checkpoint, encodeCheckpoint, readCheckpoint } from "../../../train/checkpoints/checkpoint.ts";
import { writeRunFile } from "../../../run/run_file.ts";
import { TempDir } from "../../data/temp_dir.ts";

function array(...values: number[]): NamedArray {
  return { shape: [values.length], data: Float32Array.from(values) };
}

function checkpoint(): Checkpoint {
  return {
    payload: createTrainingPayload({ training: { epochs: 3 } }),
    weights: new Map([["encoder.weight", array(1, 2)]]),
    trained: null,
    optimizer: new Map([
      ["exp_avg", new Map([["encoder.weight", array(0.1, 0.2)]])],
      ["exp_avg_sq", new Map([["encoder.weight", array(0.01, 0.04)]])],
    ]),
    gradients: new Map([["encoder.weight", array(5, 6)]]),
    best: new Map([["encoder.weight", array(7, 8)]]),
    state: {
      version: "0.1.0",
      startedAt: "2026-01-01T00:00:00.000Z",
      epoch: 1,
      batchInEpoch: 2,
      microStep: 16,
      optimizerStep: 7,
      stepCounts: { "encoder.weight": 7 },
      partial: { lossSum: 0.1 + 0.2, samples: 8, normBefore: 3, normAfter: 1, norms: 2, seconds: 1.5 },
      window: { samples: 4, lossSum: 0.1 },
      superseded: ["epoch=01-poisson_val=0.5000.safetensors"],
      best: [{ name: "epoch=00-poisson_val=1.0000.safetensors", value: 1, epoch: 0 }],
      bestWeights: { epoch: 0, value: 1 },
      earlyStop: { best: 1, epoch: 0, waited: 1, value: 2 },
      fineTuneFrom: null,
      history: [1],
      digests: { scan: "sha256:00", testScan: null },
      scales: { inputScale: 0.25, physicsScale: 1 },
      character: { energy: 1e5, patternRadius: 6, probeRadius: 11.5 },
    },
  };
}

async function withFile(test: (path: string) => Promise<void>): Promise<void> {
  using space = new TempDir();
  await test(`${space.path}/last.safetensors`);
}

Deno.test("readCheckpoint() gives back what encodeCheckpoint() made, bit for bit", async () => {
  await withFile(async (path) => {
    await writeRunFile(path, encodeCheckpoint(checkpoint()));
    assertEquals(await readCheckpoint(path), checkpoint());
  });
});

Deno.test("encodeCheckpoint() makes a safetensors file with the names and metadata of the format", async () => {
  await withFile(async (path) => {
    await writeRunFile(path, encodeCheckpoint(checkpoint()));
    const { arrays, metadata } = decodeSafetensors(await Deno.readFile(path));
    assertEquals([...arrays.keys()].sort(), [
      "encoder.weight",
      "optimizer.best_weights.encoder.weight",
      "optimizer.exp_avg.encoder.weight",
      "optimizer.exp_avg_sq.encoder.weight",
      "optimizer.gradient_sum.encoder.weight",
    ]);
    assertEquals(metadata["format"], "pt");
    assertEquals(JSON.parse(metadata["payload"] ?? "").training.epochs, 3);
    assertEquals(JSON.parse(metadata["trainer"] ?? "").optimizerStep, 7);
  });
});

Deno.test("readCheckpoint() names the file and the problem", async () => {
  await withFile(async (path) => {
    const refused = (reason: string): Promise<Error> =>
      assertRejects(() => readCheckpoint(path), Error, `Cannot read the checkpoint ${path} as ${reason}`);
    await refused("it does not exist");

    await Deno.writeFile(path, encodeSafetensors(new Map([["a", array(1)]]), {}));
    await refused('its metadata has no "payload": it is not a checkpoint of a training');

    const payload = JSON.stringify(checkpoint().payload);
    await Deno.writeFile(path, sealCheckpoint(new Map(), { payload, trainer: "{" }));
    await refused('the "trainer" in its metadata is not JSON');

    const trainer = JSON.stringify({ ...checkpoint().state, epoch: -1 });
    await Deno.writeFile(path, sealCheckpoint(new Map(), { payload, trainer }));
    const error = await refused("its training state is not valid (epoch: ");
    assert(!error.message.includes("\n"));
  });
});

Deno.test("readCheckpoint() says what is wrong with a truncated file", async () => {
  await withFile(async (path) => {
    await writeRunFile(path, encodeCheckpoint(checkpoint()));
    await Deno.truncate(path, 100);
    await assertRejects(() => readCheckpoint(path), Error, `Cannot read the checkpoint ${path} as`);
  });
});

Deno.test("readCheckpoint() refuses a file of which any byte was altered, by its digest", async () => {
  await withFile(async (path) => {
    await writeRunFile(path, encodeCheckpoint(checkpoint()));
    const written = await Deno.readFile(path);
    // Byte by byte: what TextDecoder calls latin1 has other characters at 0x80 to 0x9f.
    const text = Array.from(written, (byte) => String.fromCharCode(byte)).join("");
    const places = {
      weight: written.length - 1,
      state: text.indexOf("2026-01-01") + 3,
      digest: text.indexOf("sha256:") + 20,
    };
    for (const place of Object.values(places)) {
      const altered = written.slice();
      altered[place] = (altered[place] ?? 0) === 0x31 ? 0x32 : 0x31;
      await Deno.writeFile(path, altered);
      await assertRejects(
        () => readCheckpoint(path),
        Error,
        `Cannot read the checkpoint ${path} as it is not what was written: its digest must be sha256:`,
      );
    }
    const bare = text.replace('"digest":', '"digesT":');
    await Deno.writeFile(path, Uint8Array.from(bare, (letter) => letter.charCodeAt(0)));
    await assertRejects(() => readCheckpoint(path), Error, "as it has no digest");
  });
});
