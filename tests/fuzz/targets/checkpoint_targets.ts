/**
 * Readers of checkpoints: of inference and of a training that goes on; and safetensors of other origins.
 *
 * @module
 */
import { arraysDigest } from "../../../data/formats/file_digest.ts";
import { sealCheckpoint } from "../../../data/formats/checkpoint_file.ts";
import { decodeSafetensors, encodeSafetensors, type SafetensorsContent } from "../../../data/formats/safetensors.ts";
import type { Random } from "../../../data/random/random.ts";
import { loadTrained } from "../../../recon/load_trained.ts";
import { readCheckpoint } from "../../../train/checkpoints/checkpoint.ts";
import { mutate, one } from "../mutate.ts";
import { oddJson } from "../odd_json.ts";
import type { FuzzTarget } from "../target.ts";

/** All of them, of the files of a real run. */
export async function checkpointTargets(run: string): Promise<FuzzTarget[]> {
  const path = `${run}/run/checkpoints/last.safetensors`;
  const bytes = await Deno.readFile(path);
  const file = "last.safetensors";
  return [
    { name: "network", file, make: (random) => mutate(bytes, random), read: network, expected: await network(path) },
    { name: "checkpoint", file, make: (random) => mutate(bytes, random), read: state, expected: await state(path) },
    { name: "foreign-network", file, make: (random) => foreign(bytes, random), read: network, expected: null },
    { name: "edited-checkpoint", file, make: (random) => edited(bytes, random), read: state, expected: null },
    { name: "safetensors", file, make: (random) => odd(random), read: network, expected: null },
  ];
}

// --- internal ---

function values(result: unknown): string {
  return JSON.stringify(result, (key, value) => {
    if (ArrayBuffer.isView(value)) return arraysDigest([value]);
    if (value instanceof Map) return [...value];
    return key === "path" ? undefined : value;
  });
}

async function network(path: string): Promise<string> {
  return values(await loadTrained(path));
}

async function state(path: string): Promise<string> {
  return values(await readCheckpoint(path));
}

/** The same network without a digest, its metadata changed. */
function foreign(good: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  const { arrays, metadata } = changed(good, random);
  return encodeSafetensors(arrays, metadata);
}

/** A checkpoint whose metadata somebody has changed, with the digest that belongs to it. */
function edited(good: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  const { arrays, metadata } = changed(good, random);
  return sealCheckpoint(arrays, metadata);
}

function changed(good: Uint8Array, random: Random): SafetensorsContent {
  const { arrays, metadata: { digest: _digest, ...metadata } } = decodeSafetensors(good);
  const key = one(["payload", "trainer", "format"], random);
  const text = metadata[key] ?? "";
  const odd = random.integer(2) === 0
    ? oddJson(text, random)
    : new TextDecoder().decode(mutate(new TextEncoder().encode(text), random));
  return { arrays, metadata: { ...metadata, [key]: odd } };
}

/** A header of any kind, and some bytes. */
function odd(random: Random): Uint8Array<ArrayBuffer> {
  const good = { w: { dtype: "F32", shape: [2, 2], data_offsets: [0, 16] }, __metadata__: { payload: "{}" } };
  const header = new TextEncoder().encode(oddJson(JSON.stringify(good), random));
  const bytes = new Uint8Array(8 + header.length + 16);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  return random.integer(2) === 0 ? bytes : mutate(bytes, random);
}
