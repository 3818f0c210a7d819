import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { simulateScan } from "@exitwave/exitwave/data";
import { type Experiment, UNKNOWN_EXPERIMENT } from "../../../data/experiment.ts";
import type { NpyArray } from "../../../data/formats/npy.ts";
import { realArray } from "../../../data/formats/npy_encode.ts";
import { openArrays } from "../../../data/formats/open/open_arrays.ts";
import { readNpz } from "../../../data/formats/read_npz.ts";
import { streamedArray } from "../../../data/formats/streamed_array.ts";
import { loadScan } from "../../../data/load_scan.ts";
import type { ScanStream } from "../../../data/writing/scan_stream.ts";
import { requireScanName, writeScan, writeScanStream } from "../../../data/writing/write_scan.ts";
import { pythonWithH5py, runH5py } from "../formats/numpy.ts";
import { withTempDir } from "../temp_dir.ts";

const SCAN = simulateScan({ patchSize: 16, patterns: 5, photons: 1e4 });

/** The scan as a stream, a pattern at a time. */
function streamed(parts: Partial<ScanStream> = {}): ScanStream {
  const rows = async function* (): AsyncGenerator<NpyArray> {
    for (let i = 0; i < 5; i++) {
      yield await Promise.resolve(realArray(SCAN.amplitude.subarray(i * 256, (i + 1) * 256), [1, 16, 16]));
    }
  };
  const patterns = streamedArray({ dtype: "f4", shape: [5, 16, 16] }, rows());
  return { ...SCAN, mask: null, patterns, measurement: "amplitude", ...parts };
}

Deno.test("writeScanStream() writes the same bytes as writeScan() does of all patterns in memory", () =>
  withTempDir(async (directory) => {
    await writeScan(`${directory}/a.npz`, SCAN);
    await writeScanStream(`${directory}/b.npz`, streamed());
    assertEquals(await Deno.readFile(`${directory}/b.npz`), await Deno.readFile(`${directory}/a.npz`));
  }));

Deno.test("writeScanStream() writes the mask, of a pattern or of each, beside the patterns", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.npz`;
    const mask = realArray(new Uint8Array(256).fill(1).fill(0, 9, 12), [16, 16]);
    await writeScanStream(path, streamed({ mask }));
    assertEquals((await readNpz(path)).get("mask"), mask);
    const rows = async function* (): AsyncGenerator<NpyArray> {
      for (let i = 0; i < 5; i++) yield await Promise.resolve(realArray(new Uint8Array(256).fill(i % 2), [1, 16, 16]));
    };
    await writeScanStream(path, streamed({ mask: streamedArray({ dtype: "u1", shape: [5, 16, 16] }, rows()) }));
    const array = (await readNpz(path)).get("mask");
    assertEquals([array?.dtype, array?.shape], ["u1", [5, 16, 16]]);
    const scan = await loadScan(path);
    assertEquals(scan.mask, Uint8Array.from({ length: 5 * 256 }, (_, i) => Math.floor(i / 256) % 2));
    assertEquals(scan.amplitude.subarray(256, 512), SCAN.amplitude.subarray(256, 512));
  }));

Deno.test("writeScan() writes the probe that a scan has, in every format, where its modes are those of another", () =>
  withTempDir(async (directory) => {
    const made = simulateScan({ patterns: 3, seed: 2 });
    const probe = { ...made.probe, re: made.probe.re.map((value) => 3 * value) };
    for (const name of ["scan.npz", "scan.h5", "scan.cxi"]) {
      await writeScan(`${directory}/${name}`, { ...made, probe });
      const file = await openArrays(`${directory}/${name}`);
      const array = await file.read(name.endsWith("cxi") ? "entry_1/instrument_1/source_1/illumination" : "probeGuess");
      file.close();
      assert(array.kind === "complex");
      assertEquals(Math.max(...array.re), Math.max(...probe.re), name);
    }
  }));

Deno.test("writeScanStream() refuses arrays that do not fit each other and endings of no format, and writes nothing", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.npz`;
    const cases: readonly [Partial<ScanStream>, string][] = [
      [{ count: 4 }, "its patterns must be of shape (4,16,16): it is (5,16,16)"],
      [{ x: SCAN.x.slice(1) }, "it has 5 patterns: of x there are 4, of y 5 coordinates"],
      [
        { mask: realArray(new Uint8Array(4), [2, 2]) },
        "its mask must be of the shape of a pattern, or of all: it is (2,2)",
      ],
    ];
    for (const [parts, sentence] of cases) {
      const message = `Cannot write scan ${path} as ${sentence}`;
      await assertRejects(() => writeScanStream(path, streamed(parts)), RangeError, message);
    }
    for (
      const [name, ending] of [["scan.mat", ".mat"], ["scan.npz.tmp", ".tmp"]]
    ) {
      const place = `${directory}/${name}`;
      const error = await assertRejects(() => writeScanStream(place, streamed()), RangeError);
      assertEquals(error.message.endsWith(`: current value is ${ending}`), true, error.message);
      assertThrows(() => requireScanName(place), RangeError, error.message);
    }
    for (const name of ["SCAN.NPZ", "scan", "a.b/scan"]) requireScanName(name);
    assertEquals([...Deno.readDirSync(directory)], []);
  }));

Deno.test("writeScanStream() removes what a killed program left of this scan, and nothing else", () =>
  withTempDir(async (directory) => {
    const left = [".a.h5.0123abcd.tmp", ".b.h5.0123abcd.tmp", ".a.h5.tmp", "a.h5.0123abcd.tmp"];
    for (const name of left) await Deno.writeTextFile(`${directory}/${name}`, "the beginning of a scan");
    await writeScanStream(`${directory}/a.h5`, streamed());
    const names = [...Deno.readDirSync(directory)].map(({ name }) => name).sort();
    assertEquals(names, [...left.slice(1), "a.h5"].sort());
  }));

const EXPERIMENT: Experiment = {
  wavelength: 1.24e-10,
  distance: 2,
  detectorPixel: { height: 75e-6, width: 80e-6 },
  objectPixel: { height: 2.48e-10 / (16 * 75e-6), width: 2.48e-10 / (16 * 80e-6) },
};

Deno.test("loadScan() reads of HDF5 what it reads of NPZ: writeScan() writes both by the ending of the name", () =>
  withTempDir(async (directory) => {
    const scan = {
      ...SCAN,
      experiment: EXPERIMENT,
      provenance: '{"µ": 1}',
      frameIndices: Int32Array.of(4, 3, 2, 1, 9),
    };
    await writeScan(`${directory}/a.npz`, scan);
    const { path: _npz, digest: _digest, ...expected } = await loadScan(`${directory}/a.npz`);
    for (const name of ["a.h5", "a.HDF5"]) {
      await writeScan(`${directory}/${name}`, scan);
      const { path: _path, digest: _other, ...read } = await loadScan(`${directory}/${name}`);
      assertEquals(read, expected);
    }
    await using file = await openArrays(`${directory}/a.h5`);
    const { storage } = await file.header("diffraction");
    assertEquals(storage, { chunks: [1, 16, 16], filters: [], seekable: true, unwritten: false });
    assertEquals(await Deno.readFile(`${directory}/a.HDF5`), await Deno.readFile(`${directory}/a.h5`));
  }));

Deno.test("writeScan() as CXI writes intensities, positions in metres, and the geometry", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.cxi`;
    await writeScan(path, { ...SCAN, experiment: EXPERIMENT, provenance: "{}" });
    await using file = await openArrays(path);
    const numbers = async (key: string): Promise<number[]> => {
      const array = await file.read(`entry_1/${key}`);
      return array.kind === "real" ? [...array.data] : [];
    };
    assertEquals(await numbers("data_1/data"), [...SCAN.amplitude.map((amplitude) => amplitude * amplitude)]);
    const translation = Array.from(
      SCAN.x,
      (x, i) => [x * (2.48e-10 / (16 * 80e-6)), (SCAN.y[i] ?? NaN) * (2.48e-10 / (16 * 75e-6)), 0],
    ).flat();
    assertEquals(await numbers("data_1/translation"), translation);
    assertEquals(await numbers("sample_1/geometry_1/translation"), translation);
    assertEquals(await numbers("instrument_1/detector_1/x_pixel_size"), [80e-6]);
    assertEquals(await numbers("instrument_1/detector_1/y_pixel_size"), [75e-6]);
    assertEquals(await numbers("instrument_1/detector_1/distance"), [2]);
    const [energy = NaN] = await numbers("instrument_1/source_1/energy");
    assertAlmostEquals(energy, 1.6020e-15, 1e-18); // 9999 eV
    assertEquals((await file.header("entry_1/instrument_1/source_1/illumination")).dtype, "c8");
    assertEquals((await file.header("entry_1/image_1/data")).dtype, "c8");
    assertEquals((await file.header("entry_1/process_1/comment")).shape, []);
    assertEquals(file.has("entry_1/instrument_1/detector_1/mask"), false);
  }));

Deno.test("writeScanStream() as CXI turns the mask around, of a pattern or of each, and keeps counts", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.cxi`;
    const valid = Uint8Array.from({ length: 256 }, (_, i) => i % 3 === 0 ? 0 : 1);
    const bad = Uint32Array.from(valid, (value) => 1 - value);
    const counts = realArray(Uint16Array.from({ length: 1280 }, (_, i) => i), [5, 16, 16]);
    const each = async function* (): AsyncGenerator<NpyArray> {
      for (let i = 0; i < 5; i++) yield await Promise.resolve(realArray(valid, [1, 16, 16]));
    };
    for (
      const [mask, wanted] of [
        [realArray(valid, [16, 16]), realArray(bad, [16, 16])],
        [streamedArray({ dtype: "u1", shape: [5, 16, 16] }, each()), null],
      ] as const
    ) {
      const rows = async function* (): AsyncGenerator<NpyArray> {
        yield await Promise.resolve(counts);
      };
      const patterns = streamedArray(counts, rows());
      await writeScanStream(path, streamed({ mask, patterns, measurement: "intensity", experiment: EXPERIMENT }));
      await using file = await openArrays(path);
      const array = await file.read("entry_1/instrument_1/detector_1/mask");
      assertEquals(
        array,
        wanted ?? realArray(Uint32Array.from({ length: 1280 }, (_, i) => bad[i % 256] ?? 9), [5, 16, 16]),
      );
      assertEquals(await file.read("entry_1/data_1/data"), counts);
    }
  }));

Deno.test("writeScan() refuses CXI where the size of an object pixel is not known, with the remedy", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.cxi`;
    const { message } = await assertRejects(
      () => writeScan(path, { ...SCAN, experiment: UNKNOWN_EXPERIMENT }),
      RangeError,
    );
    assertEquals(
      message,
      `Cannot write scan ${path} as CXI, which wants metres, as the size of an object pixel is not known: current value ` +
        "is null; import the scan with --pixel-size, or with --energy, --distance and --detector-pixel, or write .npz or .h5",
    );
    assertEquals([...Deno.readDirSync(directory)], []);
  }));

const CHECK = `
import sys, h5py, numpy as np
with h5py.File(sys.argv[1]) as f:
    assert f["cxi_version"][()] == 160
    assert f["entry_1/data_1/data"].shape == (5, 16, 16) and f["entry_1/data_1/data"].chunks == (1, 16, 16)
    assert f["entry_1/data_1/translation"].shape == (5, 3) and f["entry_1/data_1/translation"].attrs["units"] == "m"
    assert abs(float(f["entry_1/instrument_1/source_1/energy"][()]) / 1.602176634e-19 - 9998.7) < 0.1
    assert f["entry_1/instrument_1/detector_1/distance"][()] == 2
print("read")
`;

Deno.test({
  name: "h5py reads the CXI files that writeScan() writes",
  ignore: pythonWithH5py === null,
  fn: () =>
    withTempDir(async (directory) => {
      await writeScan(`${directory}/a.cxi`, { ...SCAN, experiment: EXPERIMENT });
      assertEquals(await runH5py(CHECK, `${directory}/a.cxi`), "read\n");
    }),
});
