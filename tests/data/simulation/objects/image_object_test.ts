import { assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { encode } from "fast-png";
import { complexArray, realArray } from "../../../../data/formats/npy_encode.ts";
import { writeNpz } from "../../../../data/formats/write_npz.ts";
import { readImageFile } from "../../../../data/simulation/objects/image_file.ts";
import { imageObject } from "../../../../data/simulation/objects/image_object.ts";
import { npyBytes } from "../../formats/npy_bytes.ts";
import { PLAIN, tiffBytes } from "../../formats/tiff/tiff_bytes.ts";
import { withTempDir } from "../../temp_dir.ts";

const image = { height: 2, width: 3, data: Float32Array.of(0, 50, 100, 150, 200, 250) };

Deno.test("imageObject() makes amplitudes and phases of grey levels, the phases of another image where there is one", () => {
  const { re, im } = imageObject({ image });
  re.forEach((value, i) => {
    assertAlmostEquals(Math.hypot(value, im[i] ?? NaN), 0.2 + 0.8 * i / 5, 1e-6);
    assertAlmostEquals(Math.atan2(im[i] ?? NaN, value), -1 + 2 * i / 5, 1e-6);
  });
  const phaseImage = { ...image, data: image.data.toReversed() };
  const other = imageObject({ image, phaseImage });
  other.re.forEach((value, i) => {
    assertAlmostEquals(Math.hypot(value, other.im[i] ?? NaN), 0.2 + 0.8 * i / 5, 1e-6);
    assertAlmostEquals(Math.atan2(other.im[i] ?? NaN, value), 1 - 2 * i / 5, 1e-6);
  });
});

Deno.test("imageObject() refuses images of two sizes, and levels that are no numbers", () => {
  const phaseImage = { height: 3, width: 2, data: image.data };
  assertThrows(
    () => imageObject({ image, phaseImage }),
    RangeError,
    "both images must be of one size: that of the phases is 3 × 2, that of the amplitudes 2 × 3",
  );
  const bad = { ...image, data: Float32Array.of(0, 1, 2, 3, NaN, 5) };
  assertThrows(() => imageObject({ image: bad }), RangeError, "its image is not finite: the value at [1, 1] is NaN");
});

Deno.test("readImageFile() reads grey levels of PNG, TIFF and NPY, and an object of complex numbers", () =>
  withTempDir(async (directory) => {
    const levels = Uint16Array.from(image.data);
    const files: Readonly<Record<string, Uint8Array>> = {
      "image.png": encode({ ...image, data: levels, channels: 1, depth: 16 }),
      "image.npy": npyBytes({ descr: "'<u2'", shape: "(2, 3)" }, levels),
      "image.tif": tiffBytes(realArray(levels, [1, 2, 3]), PLAIN),
    };
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.writeFile(`${directory}/${name}`, bytes);
      assertEquals(await readImageFile(`${directory}/${name}`), image, name);
    }
    const object = { re: image.data, im: image.data.toReversed() };
    const pairs = Float32Array.from({ length: 12 }, (_, i) => (i % 2 ? object.im : object.re)[i >> 1] ?? NaN);
    await Deno.writeFile(`${directory}/object.npy`, npyBytes({ descr: "'<c8'", shape: "(2, 3)" }, pairs));
    assertEquals(await readImageFile(`${directory}/object.npy`), { height: 2, width: 3, ...object });
    await writeNpz(`${directory}/scan.npz`, { objectGuess: complexArray(object, [2, 3]) });
    assertEquals(await readImageFile(`${directory}/scan.npz`), null);
    const series = `${directory}/series.npy`;
    await Deno.writeFile(series, npyBytes({ descr: "'<u2'", shape: "(3, 1, 2)" }, levels));
    const message = `Cannot make an object of ${series} as it must hold one image (H, W) of numbers: its shape is`;
    await assertRejects(() => readImageFile(series), TypeError, message);
  }));
