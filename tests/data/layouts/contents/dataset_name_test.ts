import { assertEquals, assertThrows } from "@std/assert";
import type { ArrayFile } from "../../../../data/formats/array_file.ts";
import { realArray } from "../../../../data/formats/npy_encode.ts";
import { openArrays } from "../../../../data/formats/open/open_arrays.ts";
import { writeNpz } from "../../../../data/formats/write_npz.ts";
import { datasetName, datasetOf, datasetsOf } from "../../../../data/layouts/contents/dataset_name.ts";
import { withTempDir } from "../../temp_dir.ts";

/** Opens NPZ files with arrays of these names. */
async function withFiles(
  keys: Readonly<Record<string, readonly string[]>>,
  body: (files: readonly ArrayFile[], directory: string) => void,
): Promise<void> {
  await withTempDir(async (directory) => {
    const files: ArrayFile[] = [];
    try {
      for (const [name, names] of Object.entries(keys)) {
        await Deno.mkdir(`${directory}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
        await writeNpz(
          `${directory}/${name}`,
          Object.fromEntries(names.map((key) => [key, realArray(new Uint8Array(1))])),
        );
        files.push(await openArrays(`${directory}/${name}`));
      }
      body(files, directory);
    } finally {
      for (const file of files) file.close();
    }
  });
}

Deno.test("datasetOf() looks in all files, in their order, with or without a slash in front", () =>
  withFiles({ "a.npz": ["x", "entry/data"], "b.npz": ["x", "y"] }, (files) => {
    const [a, b] = files;
    assertEquals(datasetOf(files, "x"), { file: a, key: "x" } as never);
    assertEquals(datasetOf(files, "y"), { file: b, key: "y" } as never);
    assertEquals(datasetOf(files, "/entry/data"), { file: a, key: "entry/data" } as never);
    assertEquals(datasetOf(files, "b.npz:x"), { file: b, key: "x" } as never);
    assertEquals(datasetOf(files, `${b?.path}:/x`), { file: b, key: "x" } as never);
  }));

Deno.test("datasetOf() reads paths and names with colons", () =>
  withFiles({ "12:30 scan.npz": ["x", "p:x"], "d:/late.npz": ["x", "z"] }, (files) => {
    const [a, b] = files;
    assertEquals(datasetOf(files, "p:x"), { file: a, key: "p:x" } as never);
    assertEquals(datasetOf(files, "12:30 scan.npz:p:x"), { file: a, key: "p:x" } as never);
    assertEquals(datasetOf(files, "late.npz:x"), { file: b, key: "x" } as never);
    assertEquals(datasetOf(files, `${b?.path}:z`), { file: b, key: "z" } as never);
  }));

Deno.test("datasetsOf() reads a * as any part of a name, in the order of numbers", () =>
  withFiles(
    { "a_1.npz": ["e/d_10", "e/d_2", "e/d_x/y", "s*r", "sor"], "a_2.npz": ["e/d_1"], "b.npz": ["e/d_1"] },
    (files) => {
      const keys = (name: string): string[] => datasetsOf(files, name).map(({ key }) => key);
      assertEquals(keys("e/d_*"), ["e/d_2", "e/d_10"]);
      assertEquals(keys("/e/*/y"), ["e/d_x/y"]);
      assertEquals(keys("s*r"), ["s*r"]);
      assertEquals(datasetsOf(files, "a_*.npz:e/d_*").map(({ file, key }) => [files.indexOf(file), key]), [
        ...[[0, "e/d_2"], [0, "e/d_10"], [1, "e/d_1"]],
      ]);
      assertThrows(
        () => datasetOf(files, "e/d_*"),
        RangeError,
        "Cannot use e/d_* as a dataset as it must be one: it is 2",
      );
    },
  ));

Deno.test("datasetOf() says what is near where there is no such dataset", () =>
  withFiles({ "a.npz": ["diffraction", "entry/instrument/detector/data"], "b.npz": ["other"] }, (files) => {
    const hint = (name: string, words: string): void => {
      assertThrows(() => datasetOf(files, name), RangeError, words);
    };
    hint("difraction", "did you mean diffraction?");
    hint("entry/data/data", "did you mean entry/instrument/detector/data?");
    hint("/entry/instrument", "entry/instrument is a group that holds entry/instrument/detector/data");
    hint("b.npz:diffraction", "b.npz has none of that name: found other");
    hint("c.npz:x", "Cannot find a dataset c.npz:x");
    hint("", "Cannot find a dataset");
  }));

Deno.test("datasetName() names a dataset so that datasetOf() finds it, two files of one name by their paths", () =>
  withFiles({ "a.npz": ["x"], "one/s.npz": ["x"], "two/s.npz": ["x"], "c.npz": ["x"] }, (files, directory) => {
    const names = files.map((file) => datasetName(files, { file, key: "x" }));
    assertEquals(names, ["x", `${directory}/one/s.npz:x`, `${directory}/two/s.npz:x`, "c.npz:x"]);
    names.forEach((name, i) => assertEquals(datasetOf(files, name).file, files[i]));
  }));
