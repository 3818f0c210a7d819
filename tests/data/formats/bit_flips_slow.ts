import { assertEquals } from "@std/assert";
import { type ByteSource, openCheckpoint, sealCheckpoint } from "../../../data/formats/checkpoint_file.ts";
import { complexArray, encodeNpy, realArray, textScalar } from "../../../data/formats/npy_encode.ts";
import { readNpz } from "../../../data/formats/read_npz.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import { loadScan } from "../../../data/load_scan.ts";
import { withTempDir } from "../temp_dir.ts";
import { deflatedZip } from "./deflated_zip.ts";

const ARRAYS = {
  diffraction: realArray(Float32Array.from({ length: 8 }, (_, i) => 1 + i), [2, 2, 2]),
  probeGuess: complexArray({ re: Float32Array.of(1, 2, 3, 4), im: Float32Array.of(0, 1, 0, -1) }, [2, 2]),
  xcoords: realArray(Float64Array.of(1.5, 2.5)),
  ycoords: realArray(Float64Array.of(0.5, 7)),
  _metadata: textScalar('{"physics_parameters": {"nphotons": 1e6}}'),
};

function encoded(array: Parameters<typeof encodeNpy>[0]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...encodeNpy(array).chunks].flatMap((chunk) => [...chunk]));
}

/** Reads with one bit after the other turned over, and returns what came of it that was neither right nor an error. */
async function wrongReadings(
  good: Uint8Array,
  read: (bytes: Uint8Array<ArrayBuffer>) => unknown,
  step = 1,
): Promise<string[]> {
  const expected = JSON.stringify(await read(good.slice()));
  const wrong: string[] = [];
  for (let bit = 0; bit < 8 * good.length; bit += step) {
    const bytes = good.slice();
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    try {
      const found = JSON.stringify(await read(bytes));
      if (found !== expected) wrong.push(`byte ${bit >> 3}, bit ${bit & 7}: ${found.slice(0, 200)}`);
    } catch (error) {
      const { message } = error as Error;
      if (message.includes("\n") || message.length > 400) wrong.push(`byte ${bit >> 3}, bit ${bit & 7}: ${message}`);
    }
  }
  return wrong;
}

/** Arrays by name, in any order. */
async function everyArray(path: string): Promise<unknown> {
  const arrays = [...await readNpz(path)].toSorted(([a], [b]) => a < b ? -1 : 1);
  return arrays.map(([key, array]) => [key, Deno.inspect(array, { iterableLimit: Infinity, strAbbreviateSize: 1e9 })]);
}

// Each byte has its turn, with two or three of its bits. Nearly every bit of a deflated file is one of its data, which the
// CRC guards: fewer are enough.
for (const [kind, step] of [["stored", 3], ["deflated", 11]] as const) {
  Deno.test(`readNpz() and loadScan() read ${kind} arrays as they were, or fail, whichever bit of the file is turned over`, () =>
    withTempDir(async (directory) => {
      const path = `${directory}/a.npz`;
      await writeNpz(path, ARRAYS);
      if (kind === "deflated") {
        const members = Object.entries(ARRAYS).map(([key, array]) => [`${key}.npy`, encoded(array)] as const);
        await Deno.writeFile(path, await deflatedZip(Object.fromEntries(members)));
      }
      const wrong = await wrongReadings(await Deno.readFile(path), async (bytes) => {
        await Deno.writeFile(path, bytes);
        const { digest: _digest, ...scan } = await loadScan(path);
        return [Deno.inspect(scan), await everyArray(path)];
      }, step);
      assertEquals(wrong, []);
    }));
}

function inMemory(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, readAt: (offset, into) => into.set(bytes.subarray(offset, offset + into.length)) };
}

Deno.test("openCheckpoint() reads arrays and metadata as they were, or fails, whichever bit is turned over", async () => {
  const weights = new Map([["autoencoder.a", { shape: [3], data: Float32Array.of(1, 2, 3) }], [
    "autoencoder.b",
    { shape: [], data: Float32Array.of(-1) },
  ]]);
  const wrong = await wrongReadings(sealCheckpoint(weights, { payload: '{"a":1}', trainer: "{}" }), (bytes) => {
    const { arrays, metadata: { digest: _digest, payload, trainer } } = openCheckpoint(inMemory(bytes));
    return [[...arrays].map(([name, { shape, data }]) => [name, shape, [...data]]), payload, trainer];
  });
  assertEquals(wrong, []);
});
