import { assert, assertEquals, assertRejects } from "@std/assert";
import type { NpyArray } from "../../../../data/formats/npy.ts";
import { openHdf5 } from "../../../../data/formats/hdf5/open_hdf5.ts";
import { openArrays } from "../../../../data/formats/open/open_arrays.ts";
import { sharedPath } from "../../../shared_data.ts";

const folder = sharedPath("data", "formats", "hdf5");
const measured = sharedPath("data", "formats");

/** All numbers of an array, real parts before imaginary parts. */
function numbers(array: NpyArray): number[] {
  if (array.kind === "complex") return [...array.re, ...array.im];
  if (array.kind === "text") return array.data.map(Number);
  return array.kind === "real" ? [...array.data] : [];
}

function shared(name: string, fn: (path: string) => Promise<void>): void {
  Deno.test({
    name: `Hdf5File reads ${name} as formats.md says`,
    ignore: folder === null,
    fn: () => fn(`${folder}/${name}`),
  });
}

/** Files all of whose datasets count up from 0. */
const COUNTING = [
  "jhdf_chunked_v4.hdf5",
  "jhdf_bitshuffle.hdf5",
  "jhdf_lz4.hdf5",
  "jhdf_fixed_array_paged.hdf5",
  "jhdf_fletcher32_latest.hdf5",
  "jhdf_implicit_index.hdf5",
  "jhdf_fill_value.hdf5",
  "purehdf_bitshuffle.h5",
  "purehdf_bzip2.h5",
  "purehdf_lzf.h5",
  "hdf5plugin_blosc.h5",
];

for (const name of COUNTING) {
  shared(name, async (path) => {
    await using file = await openHdf5(path);
    assert(file.keys.length > 0);
    for (const key of file.keys) {
      const found = numbers(await file.read(key));
      assert(found.every((value, i) => value === i), key);
      const { shape, storage } = await file.header(key);
      assert(found.length === shape.reduce((product, length) => product * length, 1) && storage.seekable, key);
    }
  });
}

shared("hdf5_be_data.h5", async (path) => {
  await using file = await openHdf5(path);
  const plain = numbers(await file.read("Array_le"));
  assertEquals([Math.min(...plain), Math.max(...plain)].map((value) => Math.round(value * 1e3) / 1e3), [-2.2, 3.667]);
  for (const key of file.keys.filter((key) => /float|Array/.test(key) && !/Nbit|Szip|Scale/.test(key))) {
    assertEquals(numbers(await file.read(key)), plain, key);
  }
  for (const key of file.keys.filter((key) => /Scale_offset.*_le$/.test(key))) {
    const little = numbers(await file.read(key));
    assertEquals(numbers(await file.read(key.replace("_le", "_be"))), little, key);
    little.forEach((value, i) =>
      assert(Math.abs(value - (plain[i] ?? 0)) < (/float|double/.test(key) ? 1e-3 : 9), key)
    );
  }
  await assertRejects(
    () => file.read("Nbit_float_data_be"),
    TypeError,
    "as its floating point numbers are of a kind of their own, 20 of 32 bits: save it as float32 or float64",
  );
  await assertRejects(
    () => file.read("Szip_float_data_le"),
    TypeError,
    `Cannot read Szip_float_data_le in ${path} as it needs the filter szip (4), which is not here: h5repack -f GZIP=1`,
  );
});

shared("bitshuffle_regression_0.1.3.h5", async (path) => {
  await using file = await openHdf5(path);
  const packed = file.keys.filter((key) => key.startsWith("compressed/"));
  assert(packed.length > 10);
  for (const key of packed) {
    const [found, original] = await Promise.all([file.read(key), file.read(key.replace("compressed", "origional"))]);
    assertEquals(found, original, key);
  }
});

shared("purehdf_blosc.h5", async (path) => {
  await using file = await openHdf5(path);
  for (const key of ["blosclz", "lz4", "lz4hc", "zstd"]) {
    assertEquals(numbers(await file.read(key)), Array.from({ length: 1000 }, (_, i) => i), key);
  }
  for (const key of ["zlib", "snappy"]) {
    const problem = `as it is packed by blosc with ${key} inside, which is not read: h5repack -f GZIP=1`;
    await assertRejects(() => file.read(key), TypeError, `Cannot read ${key} in ${path} ${problem}`);
  }
});

shared("jhdf_external_link.hdf5", async (path) => {
  await using file = await openHdf5(path);
  const place = (await Deno.realPath(path)).replace(/[^/]*$/, "test_file.hdf5");
  assertEquals(file.keys, ["root_dot", "root_slash"]);
  for (const key of file.keys) {
    const problem = `part of it lies in another file, which is not there: put ${place} in its place`;
    await assertRejects(() => file.read(key), Error, `Cannot read ${key} in ${path} as ${problem}`);
    await assertRejects(() => file.header(key), Error, problem);
    assert(file.has(key));
  }
});

shared("jhdf_shuffle_gzip_latest.hdf5", async (path) => {
  await assertRejects(
    () => openHdf5(path),
    Error,
    `Cannot read ${path} as the program that wrote it has not closed it: wait for it to end, or h5clear -s FILE makes it`,
  );
});

Deno.test({
  name: "openArrays() reads the CXI file, the product and MATLAB 7.3, with their attributes",
  ignore: measured === null,
  async fn(): Promise<void> {
    await using cxi = await openArrays(`${measured}/cdtools_PETRAIII_P25_Near_Field_Ptycho.cxi`);
    const data = await cxi.read("entry_1/data_1/data");
    const counts = numbers(data);
    assertEquals([data.shape, Math.min(...counts.slice(0, 1e5))], [[200, 100, 100], 0]);
    assertEquals(counts.reduce((most, count) => Math.max(most, count), 0), 29_176);
    assertEquals(counts.slice(110 * 10_000, 111 * 10_000), numbers(cxi.slab("entry_1/data_1/data", 110, 111)));
    const mask = numbers(await cxi.read("/entry_1/instrument_1/detector_1/mask"));
    const bad = mask.flatMap((value, i) => value === 0 ? [] : [[Math.floor(i / 100), i % 100]]);
    assertEquals(bad, [[17, 39], [21, 76], [62, 9], [76, 23], [85, 81]]);
    await using product = await openArrays(`${measured}/ptychi_metadata_250_truePos.hdf5`);
    assertEquals((await product.header("probe")).dtype, "c8");
    assertEquals((await product.attributes("object")).pixel_width_m, 8e-9);
    assertEquals(numbers(await product.read("costs")), []);
    assertEquals(numbers(await product.read("object_layer_distance_m")), [Infinity]);
    await using matlab = await openArrays(`${measured}/ptychojl_dp_4_v73.mat`);
    assertEquals([(await matlab.header("dp")).shape, await matlab.attributes("dp")], [[256, 256], {
      MATLAB_class: "uint8",
    }]);
    await using probe = await openArrays(`${measured}/ptychojl_probe_v73.mat`);
    assertEquals((await probe.header("probe")).dtype, "c16");
  },
});
