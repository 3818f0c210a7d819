import { assertEquals, assertRejects } from "@std/assert";
import type { ArrayFile } from "../../../../data/formats/array_file.ts";
import { realArray, type WritableArray } from "../../../../data/formats/npy_encode.ts";
import { openArrays } from "../../../../data/formats/open/open_arrays.ts";
import { writeNpz } from "../../../../data/formats/write_npz.ts";
import { readPositions } from "../../../../data/study/positions/scan_positions.ts";
import { withTempDir } from "../../temp_dir.ts";

async function withFile(
  arrays: Record<string, WritableArray>,
  body: (files: ArrayFile[]) => Promise<void>,
): Promise<void> {
  await withTempDir(async (directory) => {
    await writeNpz(`${directory}/a.npz`, arrays);
    await using file = await openArrays(`${directory}/a.npz`);
    await body([file]);
  });
}

const FRAMES = { name: "patterns of scan.h5", count: 3, raster: null };

Deno.test("readPositions() joins the tables of several chunks in the order of their numbers", () =>
  withFile({
    "chunks/10/positions": realArray(Float64Array.of(5, 6), [1, 2]),
    "chunks/9/positions": realArray(Float64Array.of(1, 2, 3, 4), [2, 2]),
  }, async (files) => {
    const found = await readPositions(files, { positions: "chunks/*/positions", xColumn: 1, yColumn: 0 }, FRAMES);
    assertEquals([found?.x, found?.y], [Float64Array.of(2, 4, 6), Float64Array.of(1, 3, 5)]);
  }));

Deno.test("readPositions() joins x of several chunks, and y of as many", () =>
  withFile({
    ...{ x_1: realArray(Float64Array.of(1, 2)), x_2: realArray(Float64Array.of(3)) },
    ...{ y_1: realArray(Float64Array.of(4, 5)), y_2: realArray(Float64Array.of(6)) },
  }, async (files) => {
    const found = await readPositions(files, { xPositions: "x_*", yPositions: "y_*" }, FRAMES);
    assertEquals([found?.x, found?.y], [Float64Array.of(1, 2, 3), Float64Array.of(4, 5, 6)]);
  }));

Deno.test("readPositions() refuses to join tables of unequal columns", () =>
  withFile(
    { p_1: realArray(new Float64Array(4), [2, 2]), p_2: realArray(new Float64Array(3), [1, 3]) },
    async (files) => {
      await assertRejects(
        () => readPositions(files, { positions: "p_*" }, FRAMES),
        TypeError,
        "to p_1 as their shapes must be equal but for the first axis: they are (1, 3) and (2, 2)",
      );
    },
  ));
