import { assertEquals, assertRejects } from "@std/assert";
import { complexArray, realArray, textScalar, type WritableArray } from "../../data/formats/npy_encode.ts";
import { readNpz } from "../../data/formats/read_npz.ts";
import { writeNpz } from "../../data/formats/write_npz.ts";
import { readReconstruction } from "../../recon/read_reconstruction.ts";
import { writeReconstruction } from "../../recon/write_reconstruction.ts";
import { sharedPath } from "../shared_data.ts";
import { sampled } from "./image/known_object.ts";

const object = sampled(3, 5);
const mask = Uint8Array.from({ length: 15 }, (_, p) => p % 2);
const origin = { y: -4, x: 17 };

async function file(arrays: Record<string, WritableArray>): Promise<string> {
  const path = await Deno.makeTempFile({ suffix: ".npz" });
  await writeNpz(path, arrays);
  return path;
}

Deno.test("writeReconstruction() writes object complex64, mask uint8 and origin float64 (y, x)", async () => {
  const path = await Deno.makeTempFile({ suffix: ".npz" });
  await writeReconstruction(path, { object, mask, origin });
  const arrays = await readNpz(path);
  assertEquals([...arrays.keys()], ["object", "mask", "origin"]);
  assertEquals(arrays.get("object"), complexArray(object, [3, 5]));
  assertEquals(arrays.get("mask"), realArray(mask, [3, 5]));
  assertEquals(arrays.get("origin"), realArray(Float64Array.of(-4, 17)));
  assertEquals(await readReconstruction(path), { object, mask, origin });
});

const python = await pythonWithNumpy();
Deno.test({
  name: "writeReconstruction() writes what NumPy reads",
  ignore: python === null,
  fn: async () => {
    const path = await Deno.makeTempFile({ suffix: ".npz" });
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
    [{ probe: image }, Error, "has neither object nor objectGuess: current value is probe"],
    [{ object: complexArray(object, [15]) }, TypeError, "current value is c8 of shape (15)"],
    [{ object: complexArray(object, [3, 5, 1]) }, TypeError, "current value is c8 of shape (3, 5, 1)"],
    [{ object: textScalar("star") }, TypeError, "current value is U of shape ()"],
    [{ object: realArray(Float32Array.of(Infinity, NaN), [1, 2]) }, RangeError, "as none of its values is finite"],
    [
      { object: image, mask: realArray(mask, [5, 3]) },
      TypeError,
      "the shape of the object, (3, 5): current value is u1",
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
