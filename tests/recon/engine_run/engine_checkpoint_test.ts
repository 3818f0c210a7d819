import { assertEquals, assertRejects } from "@std/assert";
import { createReconstructionPayload, createTrainingPayload } from "@exitwave/exitwave/config";
import { sealCheckpoint } from "../../../data/formats/checkpoint_file.ts";
import {
  encodeEngineCheckpoint,
  type EngineCheckpoint,
  readEngineCheckpoint,
  stateTooLarge,
} from "../../../recon/engine_run/engine_checkpoint.ts";
import { withTempDir } from "../../data/temp_dir.ts";

function image(height: number, width: number, first: number): EngineCheckpoint["state"]["object"] {
  const part = (sign: number): Float32Array =>
    Float32Array.from({ length: height * width }, (_, p) => sign * (first + p / 3));
  return { height, width, re: part(1), im: part(-1) };
}

/** Doubles that no float32 has, and those that are no numbers. */
const AWKWARD = [Math.PI, 1e300, -5e-324, 0.1, NaN, Infinity, -0, 2 ** 53 - 1];

const CHECKPOINT: EngineCheckpoint = {
  payload: createReconstructionPayload({ engine: { iterations: 7 } }),
  state: {
    iterations: [{ rFactor: 1 / 3, poissonDeviance: 1e-300 }, { rFactor: 0.1, poissonDeviance: 7 }],
    ...{ batch: 3, gathered: Float64Array.from(AWKWARD), object: image(3, 5, 1) },
    ...{
      probe: [image(2, 2, 7), image(2, 2, 9)],
      positions: { x: Float64Array.of(1 / 7), y: Float64Array.of(-1e9 / 7) },
    },
    kept: new Map([["momentum.re", { shape: [2, 1], data: Float32Array.of(1, 2) }]]),
  },
  iterations: [
    { iteration: 0, rFactor: 1 / 3, poissonDeviance: 1e-300, heldOut: null, seconds: 0.25 },
    {
      iteration: 1,
      rFactor: 0.1,
      poissonDeviance: 7,
      heldOut: { rFactor: 1 / 7, poissonDeviance: 1e-9 },
      seconds: 1 / 3,
    },
  ],
  ...{ version: "0.0.0", startedAt: "2026-01-01T00:00:00.000Z", digest: "sha256:00" },
};

Deno.test("readEngineCheckpoint() reads what encodeEngineCheckpoint() wrote, doubles to the bit", async () => {
  await withTempDir(async (directory) => {
    const path = `${directory}/last.safetensors`;
    await Deno.writeFile(path, encodeEngineCheckpoint(CHECKPOINT));
    const read = await readEngineCheckpoint(path);
    assertEquals(read, CHECKPOINT);
    assertEquals(new Uint8Array(read.state.gathered.buffer), new Uint8Array(Float64Array.from(AWKWARD).buffer));
    const none = { ...CHECKPOINT, iterations: [], state: { ...CHECKPOINT.state, iterations: [], kept: new Map() } };
    await Deno.writeFile(path, encodeEngineCheckpoint(none));
    assertEquals(await readEngineCheckpoint(path), none);
  });
});

Deno.test("stateTooLarge() says so of a state that a checkpoint has no room for", () => {
  const { state } = CHECKPOINT;
  assertEquals(stateTooLarge(state), null);
  // Object 15, probe 8 complex numbers, kept 2 numbers.
  assertEquals(stateTooLarge(state, 192), null);
  assertEquals(
    stateTooLarge(state, 191),
    "no checkpoint is written as the engine's state of 1.92e-7 GB exceeds 1.91e-7 GB: the run cannot be resumed",
  );
});

Deno.test("readEngineCheckpoint() refuses what no engine wrote in one line that names the file", async () => {
  await withTempDir(async (directory) => {
    const path = `${directory}/last.safetensors`;
    const refused = async (bytes: Uint8Array, message: string): Promise<void> => {
      await Deno.writeFile(path, bytes);
      const error = await assertRejects(
        () => readEngineCheckpoint(path),
        Error,
        `Cannot read the checkpoint ${path} as`,
      );
      assertEquals([error.message.includes(message), error.message.split("\n").length], [true, 1], error.message);
    };
    const bytes = encodeEngineCheckpoint(CHECKPOINT);
    await refused(bytes.slice(0, -4), "truncated");
    await refused(bytes.map((byte, k) => k === bytes.length - 1 ? byte ^ 1 : byte), "it is not what was written");
    const payload = JSON.stringify(CHECKPOINT.payload);
    await refused(
      sealCheckpoint(new Map(), { payload }),
      'its metadata has no "engine": it is not a checkpoint of an engine',
    );
    await refused(
      sealCheckpoint(new Map(), { payload: JSON.stringify(createTrainingPayload({})) }),
      'kind must be "reconstruction"',
    );
    const engine = JSON.stringify({ version: "", startedAt: "", digest: "", batch: 0 });
    await refused(sealCheckpoint(new Map(), { payload, engine }), "it has no array iterations");
  });
});
