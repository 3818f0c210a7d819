import { assertEquals, assertRejects } from "@std/assert";
import { crc32 } from "node:zlib";
import { openScan, type OpenScanOptions } from "../../data/load_scan.ts";
import { writeAll } from "../../data/formats/atomic_write.ts";
import { complexArray, encodeNpy, realArray, type WritableArray } from "../../data/formats/npy_encode.ts";
import { encodeNpyHeader } from "../../data/formats/npy_header.ts";
import { writeZip } from "../../data/formats/write_zip.ts";
import type { ZipMember } from "../../data/formats/zip/zip_directory.ts";
import { encodeDirectory, encodeLocalHeader } from "../../data/formats/zip/zip_encode.ts";
import { frameImage, readFrames } from "../../data/frames/frames.ts";
import { range } from "../../data/random/random.ts";
import { prepareSamples, type Samples } from "../../data/samples.ts";
import { scanCharacter } from "../../data/scan_character.ts";
import type { OpenScan } from "../../data/scan.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { good, writeOdd } from "./checks/odd_scan.ts";
import { deflatedZip } from "./formats/deflated_zip.ts";
import { pythonWithH5py, runH5py } from "./formats/numpy.ts";
import { sciencePayload } from "./science_payload.ts";
import { withTempDir } from "./temp_dir.ts";

const { count, patchSize } = good;
const pixels = patchSize * patchSize;
const counts = Uint16Array.from(good.amplitude, (value) => Math.round(value * value));

/** Opens a file with all images in memory, and with none. */
async function openBoth(
  path: string,
  options: Partial<OpenScanOptions>,
  look: (held: OpenScan, read: OpenScan) => void,
): Promise<void> {
  using held = await openScan(path, { ...options, frameCache: null });
  using read = await openScan(path, { ...options, frameCache: 0 });
  look(held, read);
}

function assertSameScan(held: OpenScan, read: OpenScan): void {
  assertEquals([held.frames.held?.length, read.frames.held], [count * pixels, null]);
  assertEquals([held.object, read.object], [null, null]);
  const { frames: _, [Symbol.dispose]: __, ...expected } = held;
  const { frames, [Symbol.dispose]: ___, ...found } = read;
  assertEquals(found, expected);
  assertEquals(readFrames(frames, range(count)), held.frames.held);
}

Deno.test("openScan() tells of images in a file, and gives of them, what it does of those in memory", async () => {
  const dark = counts.slice().fill(0, pixels, 2 * pixels);
  const contents: readonly [WritableArray, OpenScanOptions["measurement"]][] = [
    [realArray(good.amplitude, [count, patchSize, patchSize]), "amplitude"],
    [realArray(counts, [count, patchSize, patchSize]), "intensity"],
    [realArray(dark, [count, patchSize, patchSize]), "amplitude"],
    [realArray(Float64Array.from(good.amplitude, (x) => x / 3), [count, patchSize, patchSize]), "amplitude"],
  ];
  for (const [diffraction, measurement = "amplitude"] of contents) {
    await withTempDir(async (directory) => {
      const path = await writeOdd(`${directory}/scan.npz`, { diffraction });
      await openBoth(path, { measurement }, assertSameScan);
    });
  }
});

Deno.test("openScan() makes the same samples of images in a file as of those in memory, whatever they are scaled by", async () => {
  const science = [
    sciencePayload({ photons: 1e5, groups: 5 }),
    sciencePayload({ dataScaling: "max", normalize: "group", probeNormalize: "energy" }),
  ];
  await withTempDir(async (directory) => {
    const path = await writeOdd(`${directory}/scan.npz`, {});
    await openBoth(path, {}, (held, read) => {
      for (const payload of science) {
        const [expected, found] = [held, read].map((scan) => prepareSamples(scan, payload, { seed: 1 })) as [
          Samples,
          Samples,
        ];
        assertEquals({ ...found, patterns: { ...found.patterns, frames: null } }, {
          ...expected,
          patterns: { ...expected.patterns, frames: null },
        });
        assertEquals(scanCharacter(found), scanCharacter(expected));
      }
    });
  });
});

Deno.test("openScan() holds images that fit into frameCache, and else leaves them in the file", async () => {
  await withTempDir(async (directory) => {
    // Nine patterns of 64 × 64 in single precision are 0.14 MiB.
    const path = await writeOdd(`${directory}/scan.npz`, {});
    for (const [frameCache, inMemory] of [[null, true], [1, true], [0, false]] as const) {
      using scan = await openScan(path, { frameCache });
      assertEquals(scan.frames.held !== null, inMemory);
    }
  });
});

/** The good scan's arrays as the members of an archive, its patterns replaced. */
function membersWith(diffraction: Uint8Array<ArrayBuffer>): Record<string, Uint8Array<ArrayBuffer>> {
  return {
    "diffraction.npy": diffraction,
    "xcoords.npy": npyOf(realArray(good.x)),
    "ycoords.npy": npyOf(realArray(good.y)),
    "probeGuess.npy": npyOf(complexArray(good.probe, [patchSize, patchSize])),
  };
}

function npyOf(array: WritableArray): Uint8Array<ArrayBuffer> {
  const { size, chunks } = encodeNpy(array);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** The good patterns in Fortran order. */
function fortranNpy(): Uint8Array<ArrayBuffer> {
  const turned = good.amplitude.map((_, i) => {
    const [pattern, row, column] = [i % count, Math.floor(i / count) % patchSize, Math.floor(i / count / patchSize)];
    return good.amplitude[pattern * pixels + row * patchSize + column] ?? NaN;
  });
  const bytes = npyOf(realArray(turned, [count, patchSize, patchSize]));
  const header = new TextDecoder("latin1").decode(bytes.subarray(10, 128));
  bytes.set(new TextEncoder().encode(header.replace("False,", "True, ")), 10);
  return bytes;
}

Deno.test("openScan() holds images that cannot be read one by one: packed, of Fortran order, patterns last", async () => {
  const last = new Float32Array(good.amplitude.length);
  good.amplitude.forEach((value, i) => last[i % pixels * count + Math.floor(i / pixels)] = value);
  await withTempDir(async (directory) => {
    const packed = await deflatedZip(membersWith(npyOf(realArray(good.amplitude, [count, patchSize, patchSize]))));
    await Deno.writeFile(`${directory}/packed.npz`, packed);
    const fortran = Object.entries(membersWith(fortranNpy()));
    await writeZip(
      `${directory}/fortran.npz`,
      fortran.map(([name, bytes]) => ({ name, size: bytes.length, chunks: [bytes] })),
    );
    await writeOdd(`${directory}/last.npz`, { diffraction: realArray(last, [patchSize, patchSize, count]) });
    for (const name of ["packed", "fortran", "last"]) {
      using scan = await openScan(`${directory}/${name}.npz`, { frameCache: 0 });
      assertEquals(scan.frames.held, good.amplitude, name);
    }
  });
});

Deno.test("openScan() holds a cube, of which it is known at its end alone along which axis patterns lie", async () => {
  const cube = simulateScan({ patchSize: 16, patterns: 16, seed: 2 });
  await withTempDir(async (directory) => {
    const path = `${directory}/cube.npz`;
    await writeScan(path, cube);
    using scan = await openScan(path, { frameCache: 0 });
    assertEquals(scan.frames.held, cube.amplitude);
  });
});

/** A scan of 2 TiB of zeros, which take no room on the disk. */
async function writeHuge(path: string, shape: readonly number[]): Promise<void> {
  const axis = npyOf(realArray(new Float64Array(2 ** 21)));
  const probe = npyOf(
    complexArray({ re: new Float32Array(2 ** 18).fill(1), im: new Float32Array(2 ** 18) }, [512, 512]),
  );
  const header = encodeNpyHeader("<f4", shape);
  const size = header.length + 2 ** 41;
  const parts = [["xcoords", axis], ["ycoords", axis], ["probeGuess", probe], ["diffraction", header]] as const;
  using file = await Deno.open(path, { write: true, createNew: true });
  const members: ZipMember[] = [];
  let offset = 0;
  for (const [name, bytes] of parts) {
    const length = name === "diffraction" ? size : bytes.length;
    const sizes = { size: length, compressedSize: length, headerOffset: offset };
    const member = { name: `${name}.npy`, method: 0, flags: 0x800, crc: crc32(bytes), ...sizes };
    members.push(member);
    const local = encodeLocalHeader(member);
    file.seekSync(offset, Deno.SeekMode.Start);
    writeAll(file, local);
    writeAll(file, bytes);
    offset += local.length + length;
  }
  file.seekSync(offset, Deno.SeekMode.Start);
  writeAll(file, encodeDirectory(members, offset));
}

Deno.test("openScan() says what would do where all images must be held and there is not the memory", async () => {
  for (
    const [shape, frameCache, remedy] of [
      [
        [2 ** 21, 512, 512],
        null,
        "with a frameCache of fewer MiB (--frame-cache) they are read from the file as they are needed",
      ],
      [[512, 512, 2 ** 21], 0, "exitwave import writes a scan that is read as it is needed"],
    ] as const
  ) {
    await withTempDir(async (directory) => {
      const path = `${directory}/huge.npz`;
      await writeHuge(path, shape);
      const { message } = await assertRejects(() => openScan(path, { frameCache }), RangeError);
      assertEquals(
        message.replace(/[\d.]+ GiB free/, "F GiB free"),
        `Cannot use scan ${path} as 2097152 patterns of 512 × 512 px would take 2050 GiB of memory: ` +
          `current value is F GiB free; ${remedy}`,
      );
    });
  }
});

Deno.test({
  name: "openScan() reads images of chunked and packed HDF5 as it reads them from NPZ",
  ignore: pythonWithH5py === null,
  fn: () =>
    withTempDir(async (directory) => {
      const [npz, h5] = [`${directory}/scan.npz`, `${directory}/scan.h5`];
      await writeOdd(npz, { diffraction: realArray(counts, [count, patchSize, patchSize]) });
      await runH5py(
        `
import sys, h5py, numpy as np
with h5py.File(sys.argv[2], "w") as f:
    for key, a in np.load(sys.argv[1]).items():
        if a.ndim == 3: f.create_dataset(key, data=a, chunks=(4, 16, 64), compression="gzip", shuffle=True)
        else: f[key] = a
`,
        npz,
        h5,
      );
      using expected = await openScan(npz, { measurement: "intensity", frameCache: null });
      using found = await openScan(h5, { measurement: "intensity", frameCache: 0 });
      assertEquals([found.frames.held, found.statistics], [null, expected.statistics]);
      const numbers = Int32Array.of(8, 0, 3, 3, 5);
      assertEquals(readFrames(found.frames, numbers), readFrames(expected.frames, numbers));
      assertEquals(frameImage(found.frames, 7), frameImage(expected.frames, 7));
    }),
});
