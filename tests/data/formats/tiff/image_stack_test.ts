import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { arraysDigest } from "../../../../data/formats/file_digest.ts";
import { realArray } from "../../../../data/formats/npy_encode.ts";
import type { RealArray } from "../../../../data/formats/npy.ts";
import { openFiles } from "../../../../data/formats/open/open_files.ts";
import { withTempDir } from "../../temp_dir.ts";
import { npyBytes } from "../npy_bytes.ts";
import { PLAIN, tiffBytes } from "./tiff_bytes.ts";

/** Pages whose pixels are all the number of the page. */
function pages(...numbers: readonly number[]): RealArray {
  return realArray(Uint16Array.from(numbers.flatMap((number) => Array(6).fill(number))), [numbers.length, 2, 3]);
}

async function write(directory: string, files: Readonly<Record<string, RealArray>>): Promise<string[]> {
  const paths = Object.keys(files).map((name) => `${directory}/${name}`);
  for (const [i, array] of Object.values(files).entries()) {
    await Deno.writeFile(paths[i] ?? "", tiffBytes(array, { ...PLAIN, compression: i % 2 === 0 ? 1 : 5 }));
  }
  return paths;
}

Deno.test("openFiles() joins TIFF files whose names differ in digits, in natural order, and leaves others as they are", () =>
  withTempDir(async (directory) => {
    const paths = await write(directory, {
      "a_10.tif": pages(4, 5),
      "a_2.tif": pages(1, 2, 3),
      "a_1.tif": pages(0),
      "mask.tif": pages(9),
    });
    await Deno.writeFile(`${directory}/a_3.npy`, npyBytes({ descr: "'<f8'", shape: "(1,)" }, Float64Array.of(7)));
    const [stack, mask, npy, ...rest] = await openFiles([...paths, `${directory}/a_3.npy`]);
    if (!stack || !mask || !npy) throw new Error("files are missing");
    assertEquals([stack.path, stack.keys, mask.keys, npy.keys], [`${directory}/a_1.tif`, ["pages"], ["pages"], [
      "a_3",
    ]]);
    assertEquals([rest, (await stack.header("pages")).shape], [[], [6, 2, 3]]);
    assertEquals(await stack.read("pages"), pages(0, 1, 2, 3, 4, 5));
    assertEquals(await Array.fromAsync(stack.rows("pages")), [pages(0), pages(1, 2, 3), pages(4, 5)]);
    for (let from = 0; from < 6; from++) {
      for (let to = from + 1; to <= 6; to++) {
        const numbers = Array.from({ length: to - from }, (_, i) => from + i);
        assertEquals(stack.slab("pages", from, to), pages(...numbers));
      }
    }
    const ordered = ["a_1.tif", "a_2.tif", "a_10.tif"].map((name) => Deno.readFileSync(`${directory}/${name}`));
    const lines = ordered.map((bytes) => `${arraysDigest([bytes])}\n`).join("");
    assertEquals(stack.digest(), arraysDigest([new TextEncoder().encode(lines)]));
    assertThrows(
      () => stack.slab("pages", 5, 7),
      RangeError,
      `rows 5 to 7 of pages in ${directory}/a_1.tif as it has 6 rows`,
    );
    await assertRejects(() => stack.read("pages", 10), RangeError, "more elements than are plausible, 10");
    await assertRejects(() => stack.header("images"), Error, "it has no array images: found pages");
    for (const file of [stack, mask, npy]) file.close();
  }));

Deno.test("openFiles() names the file whose pages are not as those of the others, or that is gone or damaged", () =>
  withTempDir(async (directory) => {
    const [first = "", second = ""] = await write(directory, { "a_1.tif": pages(0), "a_2.tif": pages(1) });
    await Deno.writeFile(second, tiffBytes(realArray(new Uint8Array(6), [1, 2, 3]), PLAIN));
    await assertRejects(
      () => openFiles([first, second]),
      TypeError,
      `Cannot read ${second} as an image of a stack as its pages are 2 × 3 of type u1: those of ${first} are 2 × 3 of type u2; ` +
        "name only the files of one scan",
    );
    await Deno.writeFile(second, (await Deno.readFile(first)).slice(0, 40));
    await assertRejects(() => openFiles([first, second]), SyntaxError, `Cannot read ${second} as it is truncated`);
    await assertRejects(() => openFiles([first, `${directory}/a_3.tif`]), Error, "a_3.tif as there is no such file");
    await write(directory, { "a_1.tif": pages(0), "a_2.tif": pages(1) });
    const [stack] = await openFiles([first, second]);
    await Deno.remove(second);
    assertThrows(() => stack?.slab("pages", 1, 2), Error, `Cannot read ${second} as there is no such file`);
    assertEquals(stack?.slab("pages", 0, 1), pages(0));
    stack?.close();
  }));
