import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { complexArray, realArray, textScalar, type WritableArray } from "../../data/formats/npy_encode.ts";
import { readNpz } from "../../data/formats/read_npz.ts";
import { writeNpz } from "../../data/formats/write_npz.ts";
import { readReconstruction } from "../../recon/read_reconstruction.ts";
import { writeReconstruction } from "../../recon/write_reconstruction.ts";
import { sharedPath } from "../shared_data.ts";
import { sampled } from "./image/known_object.ts";
import { sharedTempDir } from "../data/temp_dir.ts";

const object = sampled(3, 5);
const mask = Uint8Array.from({ length: 15 }, (_, p) => p % 2);
const origin = { y: -4, x: 17 };

const space = sharedTempDir();

async function file(arrays: Record<string, WritableArray>): Promise<string> {
  const path = newPath();
  await writeNpz(path, arrays);
  return path;
}

function newPath(): string {
  return `${space.path}/${crypto.randomUUID()}.npz`;
}

Deno.test("writeReconstruction() writes object complex64, mask uint8 and origin float64 (y, x)", async () => {
  const path = newPath();
  await writeReconstruction(path, { object, mask, origin });
  const arrays = await readNpz(path);
  assertEquals([...arrays.keys()], ["object", "mask", "origin"]);
  assertEquals(arrays.get("object"), complexArray(object, [3, 5]));
  assertEquals(arrays.get("mask"), realArray(mask, [3, 5]));
  assertEquals(arrays.get("origin"), realArray(Float64Array.of(-4, 17)));
  assertEquals(await readReconstruction(path), { object, mask, origin });
});

Deno.test("writeReconstruction() writes a background float32 (N, N) where there is one", async () => {
  const path = newPath();
  const background = Float32Array.of(0, 1.5, 2, 3);
  await writeReconstruction(path, { object, mask, origin }, { background });
  assertEquals((await readNpz(path)).get("background"), realArray(background, [2, 2]));
});

Deno.test("writeReconstruction() writes how a probe differs from shot to shot", async () => {
  const path = newPath(), modes = [sampled(2, 2), sampled(2, 2)], coefficients = sampled(3, 2);
  await writeReconstruction(path, { object, mask, origin }, { variation: { eigenprobes: modes, coefficients } });
  const arrays = await readNpz(path);
  const joined = (part: "re" | "im"): Float32Array => Float32Array.from(modes.flatMap((mode) => [...mode[part]]));
  assertEquals(arrays.get("eigenprobes"), complexArray({ re: joined("re"), im: joined("im") }, [2, 2, 2]));
  assertEquals(arrays.get("probe_coefficients"), complexArray(coefficients, [3, 2]));
});

const python = await pythonWithNumpy();
Deno.test({
  name: "writeReconstruction() writes what NumPy reads",
  ignore: python === null,
  fn: async () => {
    const path = newPath();
    await writeReconstruction(path, { object, mask, origin });
    const script = "import numpy, sys; f = numpy.load(sys.argv[1]); o = f['object']; " +
      "print(o.dtype, o.shape, f['mask'].dtype, f['mask'].shape, f['origin'].dtype, f['origin'].tolist()); " +
      "print(float(o[1, 3].real), float(o[1, 3].imag), int(f['mask'][0, 1]))";
    const { stdout } = await new Deno.Command(python ?? "", { args: ["-c", script, path] }).output();
    const [types, values] = new TextDecoder().decode(stdout).trim().split("\n");
    assertEquals(types, "complex64 (3, 5) uint8 (3, 5) float64 [-4.0, 17.0]");
    assertEquals(values?.split(" ").map(Number), [object.re[8], object.im[8], 1]);
  },
});

Deno.test("readReconstruction() takes an object alone as known everywhere, with origin (0, 0)", async () => {
  const expected = { object, mask: new Uint8Array(15).fill(1), origin: { y: 0, x: 0 } };
  for (const key of ["object", "objectGuess"]) {
    assertEquals(await readReconstruction(await file({ [key]: complexArray(object, [3, 5]) })), expected);
  }
  assertEquals(await readReconstruction(await file({ objectGuess: complexArray(object, [1, 3, 5]) })), expected);
});

const star = sharedPath("data", "siemens_star_64.npz");
Deno.test({
  name: "readReconstruction() reads the object of a scan file",
  ignore: star === null,
  fn: async () => {
    const { object, origin, mask } = await readReconstruction(star ?? "");
    assertEquals(origin, { y: 0, x: 0 });
    assertEquals(mask.length, object.height * object.width);
    assertEquals(mask.every((value) => value === 1), true);
  },
});

Deno.test("readReconstruction() reads back the pixel size that writeReconstruction() writes", async () => {
  const path = newPath();
  const reconstruction = { object, mask, origin, pixelSize: { height: 8.1e-9, width: 7e-9 } };
  await writeReconstruction(path, reconstruction);
  assertEquals((await readNpz(path)).get("pixel_size_m"), realArray(Float64Array.of(8.1e-9, 7e-9)));
  assertEquals(await readReconstruction(path), reconstruction);
});

Deno.test("readReconstruction() knows the pixels of a scan by what it says of them or of the experiment", async () => {
  const number = (...values: number[]): WritableArray => realArray(Float64Array.from(values));
  const objectGuess = complexArray(object, [3, 5]);
  const geometry = {
    ...{ wavelength_m: number(1e-10), detector_distance_m: number(2), detector_pixel_size_m: number(1e-4, 2e-4) },
    probeGuess: complexArray(sampled(100, 100), [100, 100]),
  };
  const pixelOf = async (arrays: Record<string, WritableArray>): Promise<unknown> =>
    (await readReconstruction(await file({ objectGuess, ...arrays }))).pixelSize;
  assertEquals(await pixelOf({ object_pixel_size_m: number(8e-9) }), { height: 8e-9, width: 8e-9 });
  const { height, width } = await pixelOf(geometry) as { height: number; width: number };
  assertAlmostEquals(height, 2e-8, 1e-20);
  assertAlmostEquals(width, 1e-8, 1e-20);
  assertEquals(await pixelOf({ ...geometry, object_pixel_size_m: number(8e-9) }), { height: 8e-9, width: 8e-9 });
  assertEquals(await pixelOf({ wavelength_m: number(1e-10) }), undefined);
  // What another program wrote, as ptychodus names it in an NPZ file; a pixel of 1 m is none.
  const named = { object_pixel_height_m: number(3e-9), object_pixel_width_m: number(4e-9) };
  assertEquals(await pixelOf(named), { height: 3e-9, width: 4e-9 });
  assertEquals(await pixelOf({ object_pixel_height_m: number(1), object_pixel_width_m: number(1) }), undefined);
});

Deno.test("readReconstruction() takes zeros of an object for not covered, those of a known object for opaque", async () => {
  const [re, im] = [object.re.slice().fill(0, 0, 2), object.im.slice().fill(0, 1, 3)];
  const masks = await Promise.all(
    ["object", "objectGuess"].map(async (
      key,
    ) => [...(await readReconstruction(await file({ [key]: complexArray({ re, im }, [3, 5]) }))).mask]),
  );
  assertEquals(masks, [[im[0] === 0 ? 0 : 1, 0, ...Array(13).fill(1)], Array(15).fill(1)]);
  const dark = complexArray({ re: new Float32Array(15), im: new Float32Array(15) }, [3, 5]);
  assertEquals((await readReconstruction(await file({ object: dark }))).mask, new Uint8Array(15).fill(1));
});

Deno.test("readReconstruction() takes the mask of a scan's patterns for what it is", async () => {
  const read = await readReconstruction(
    await file({ objectGuess: complexArray(object, [3, 5]), mask: realArray(new Uint8Array(16), [4, 4]) }),
  );
  assertEquals(read.mask, new Uint8Array(15).fill(1));
});

Deno.test("readReconstruction() takes the product of slices, in double precision too, and tike's psi", async () => {
  const re = Float64Array.of(...object.re, ...object.re.map(() => 0));
  const im = Float64Array.of(...object.im, ...object.im.map(() => 2));
  // By 2i: (a + ib) · 2i = −2b + 2ia.
  const { object: read } = await readReconstruction(await file({ psi: complexArray({ re, im }, [1, 2, 3, 5]) }));
  assertEquals(read.re, object.im.map((value) => -2 * value + 0));
  assertEquals(read.im, object.re.map((value) => 2 * value));
});

const product = sharedPath("data", "formats", "ptychi_metadata_250_truePos.hdf5");
Deno.test({
  name: "readReconstruction() reads a product of ptychodus, with its pixels of 8 nm",
  ignore: product === null,
  fn: async () => {
    const { object, pixelSize } = await readReconstruction(product ?? "");
    assertEquals([object.height, object.width], [415, 415]);
    assertAlmostEquals(pixelSize?.height ?? NaN, 8e-9, 1e-10);
  },
});

Deno.test("readReconstruction() takes what is not finite as not covered", async () => {
  const [re, im] = [object.re.slice(), object.im.slice()];
  re[0] = NaN;
  im[7] = Infinity;
  const read = await readReconstruction(await file({ objectGuess: complexArray({ re, im }, [3, 5]) }));
  assertEquals([...read.mask], [0, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1]);
  assertEquals([read.object.re[0], read.object.im[0], read.object.re[7], read.object.im[7]], [0, 0, 0, 0]);
  assertEquals(read.object.re[1], object.re[1]);
});

Deno.test("readReconstruction() names the file and the array that is not as it should be", async () => {
  const image = complexArray(object, [3, 5]);
  const cases: [Record<string, WritableArray>, typeof Error, string][] = [
    [{ probe: image }, Error, "has neither object nor objectGuess nor psi: current value is probe"],
    [{ object: complexArray(object, [15]) }, TypeError, "current value is c8 of shape (15)"],
    [{ object: complexArray(object, [3, 5, 1, 1]) }, TypeError, "current value is c8 of shape (3, 5, 1, 1)"],
    [{ object: textScalar("star") }, TypeError, "current value is U of shape ()"],
    [{ object: realArray(Float32Array.of(Infinity, NaN), [1, 2]) }, RangeError, "as none of its values is finite"],
    [
      { object: image, mask: realArray(mask, [5, 3]) },
      TypeError,
      "the shape of the object, (3, 5): current value is u1",
    ],
    [
      { object: image, pixel_size_m: realArray(Float64Array.of(1e-9)) },
      TypeError,
      "as two numbers, height and width in metres, are wanted: current value is f8 of shape (1)",
    ],
    [
      { object: image, pixel_size_m: realArray(Float64Array.of(1e-9, -1)) },
      RangeError,
      "are wanted, above 0 and finite: current value is 1e-9, -1; leave it out",
    ],
    [
      { objectGuess: image, object_pixel_size_m: textScalar("8 nm") },
      TypeError,
      "object_pixel_size_m must be one number, or two (height, width): its element type is U",
    ],
    [{ object: image, origin: realArray(Float64Array.of(1)) }, TypeError, "two finite numbers y, x are wanted"],
  ];
  for (const [arrays, type, problem] of cases) {
    const path = await file(arrays);
    await assertRejects(() => readReconstruction(path), type, path);
    await assertRejects(() => readReconstruction(path), type, problem);
  }
});

async function pythonWithNumpy(): Promise<string | null> {
  try {
    const { success } = await new Deno.Command("python3", { args: ["-c", "import numpy"], stderr: "null" }).output();
    return success ? "python3" : null;
  } catch {
    return null;
  }
}
