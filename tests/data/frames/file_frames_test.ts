import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { fileVersion } from "../../../data/files/file_version.ts";
import type { RealData } from "../../../data/formats/npy.ts";
import { realArray } from "../../../data/formats/npy_encode.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import { toAmplitudes } from "../../../data/frames/amplitudes.ts";
import { FileFrames } from "../../../data/frames/file_frames.ts";
import { fillImages } from "../../../data/frames/fill_masked.ts";
import { isMasked, masksOf } from "../../../data/frames/masks.ts";
import { type FrameFile, heldFrames, readFrames } from "../../../data/frames/frames.ts";
import { withTempDir } from "../temp_dir.ts";

const COUNT = 11;
const SIDE = 4;
const PIXELS = SIDE * SIDE;

const TYPES = { Float32Array, Float64Array, Uint8Array, Uint16Array, Int32Array, Uint32Array };

/** Numbers that single precision rounds. */
function numbersOf(type: keyof typeof TYPES): RealData {
  const fraction = type.startsWith("Float") ? 1 / 3 : 1;
  return new TYPES[type](Array.from({ length: COUNT * PIXELS }, (_, i) => (i * 7919 % 99991) * fraction));
}

async function writeFrames(directory: string, type: keyof typeof TYPES = "Float64Array"): Promise<FrameFile> {
  const path = `${directory}/frames.npz`;
  await writeNpz(path, { other: realArray(new Uint8Array(3)), diffraction: realArray(numbersOf(type), [COUNT, 4, 4]) });
  const layout = { key: "diffraction", count: COUNT, patchSize: SIDE };
  return { path, version: fileVersion(path), ...layout, measurement: "amplitude", cacheBytes: 0 };
}

Deno.test("FileFrames reads the bits of images in memory, in any order, whatever is kept of them", async () => {
  await fc.assert(fc.asyncProperty(
    fc.constantFrom(...Object.keys(TYPES) as (keyof typeof TYPES)[]),
    fc.constantFrom("amplitude" as const, "intensity" as const),
    fc.integer({ min: 0, max: COUNT + 1 }),
    fc.array(fc.array(fc.integer({ min: 0, max: COUNT - 1 }), { maxLength: 20 }), { maxLength: 4 }),
    (type, measurement, kept, requests) =>
      withTempDir(async (directory) => {
        const held = new Float32Array(COUNT * PIXELS);
        toAmplitudes(numbersOf(type), measurement, held);
        const file = await writeFrames(directory, type);
        using frames = await FileFrames.open({ ...file, measurement, cacheBytes: kept * PIXELS * 4 }, null);
        for (const request of requests) {
          const numbers = Int32Array.from(request);
          assertEquals(readFrames(frames, numbers), readFrames(heldFrames(held, SIDE), numbers));
        }
      }),
  ));
});

Deno.test("FileFrames keeps images that are asked for again, as many as there is room for", async () => {
  await withTempDir(async (directory) => {
    const file = await writeFrames(directory);
    using frames = await FileFrames.open({ ...file, cacheBytes: 3 * PIXELS * 4 }, null);
    const first = readFrames(frames, Int32Array.of(5, 2, 9, 1, 7));
    assertEquals(readFrames(frames, Int32Array.of(5, 2, 9, 1)), first.slice(0, 4 * PIXELS));
    await Deno.remove(file.path);
    assertEquals(readFrames(frames, Int32Array.of(5, 2)), first.slice(0, 2 * PIXELS));
    // Images are read in the order of the file: there was no room for the last of four. The fifth was asked for once.
    for (const number of [9, 7]) {
      assertThrows(() => readFrames(frames, Int32Array.of(number)), Error, "the file is gone: put it back");
    }
  });
});

Deno.test("FileFrames.lend() leaves its room to other threads, and keeps nothing from then on", async () => {
  await withTempDir(async (directory) => {
    const file = await writeFrames(directory);
    using frames = await FileFrames.open({ ...file, cacheBytes: 1 << 20 }, null);
    for (let times = 0; times < 2; times++) readFrames(frames, Int32Array.of(1));
    const lent = frames.lend(4);
    assertEquals(lent, { ...file, cacheBytes: 1 << 18 });
    using other = await FileFrames.open(lent, null);
    for (let times = 0; times < 2; times++) {
      assertEquals(readFrames(other, Int32Array.of(1, 3)), readFrames(frames, Int32Array.of(1, 3)));
    }
    await Deno.remove(file.path);
    assertThrows(() => readFrames(frames, Int32Array.of(1)), Error, "is gone");
    assertEquals(readFrames(other, Int32Array.of(1)).length, PIXELS);
  });
  assertStrictEquals(heldFrames(new Float32Array(PIXELS), SIDE).lend(2), null);
});

Deno.test("FileFrames refuses a file that was changed, cut or written again, in one line that names it", async () => {
  const changes: readonly [string, RegExp, (path: string) => Promise<void>][] = [
    ["cut", /it had \d+ bytes, it has 700; put back/, (path) => Deno.truncate(path, 700)],
    ["emptied", /it has 0; put back/, (path) => Deno.truncate(path, 0)],
    ["touched", /it was written again; put back/, (path) => Deno.utime(path, 1, 1)],
    ["replaced", /the file has changed since it was opened/, async (path) => {
      await Deno.writeFile(`${path}~`, await Deno.readFile(path));
      await Deno.rename(`${path}~`, path);
    }],
    ["removed", /the file is gone: put it back/, (path) => Deno.remove(path)],
  ];
  for (const [what, message, change] of changes) {
    await withTempDir(async (directory) => {
      const file = await writeFrames(directory);
      using frames = await FileFrames.open(file, null);
      readFrames(frames, Int32Array.of(1));
      await change(file.path);
      const errors = [
        assertThrows(() => readFrames(frames, Int32Array.of(1)), Error),
        await assertRejects(() => FileFrames.open(file, null), Error),
      ];
      for (const error of errors) {
        assert(error.message.startsWith(`Cannot read patterns of ${file.path} as `), `${what}: ${error.message}`);
        assert(message.test(error.message) && !error.message.includes("\n"), `${what}: ${error.message}`);
      }
    });
  }
});

Deno.test("FileFrames fills masked pixels as images in memory are filled, whatever the file has there", async () => {
  await withTempDir(async (directory) => {
    const masks = [PIXELS, COUNT * PIXELS].map((length) =>
      masksOf(Uint8Array.from({ length }, (_, i) => Number(i * 7 % 5 > 0)), SIDE)
    );
    for (const each of masks) {
      const held = new Float32Array(COUNT * PIXELS);
      toAmplitudes(numbersOf("Float32Array"), "intensity", held);
      fillImages(held, each);
      const marked = Float32Array.from(
        numbersOf("Float32Array"),
        (value, i) => isMasked(each, Math.floor(i / PIXELS), i % PIXELS) ? -1 : value,
      );
      const path = `${directory}/frames.npz`;
      await writeNpz(path, { diffraction: realArray(marked, [COUNT, SIDE, SIDE]) });
      const source = { path, version: fileVersion(path), key: "diffraction", count: COUNT, patchSize: SIDE };
      using frames = await FileFrames.open({ ...source, measurement: "intensity", cacheBytes: 2 * PIXELS * 4 }, each);
      for (const numbers of [Int32Array.of(3, 0, 3, 7), Int32Array.of(9, 8)]) {
        assertEquals(readFrames(frames, numbers), readFrames(heldFrames(held, SIDE), numbers));
      }
    }
  });
});
