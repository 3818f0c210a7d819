import { assertEquals } from "@std/assert";
import { realArray } from "../../../data/formats/npy_encode.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import { withTempDir } from "../temp_dir.ts";
import { PLAIN, tiffBytes } from "../formats/tiff/tiff_bytes.ts";
import { foundIn } from "./found_in.ts";

Deno.test("findLayout() finds the patterns of a stack of TIFF files, in one or in many, with positions beside them", () =>
  withTempDir(async (directory) => {
    const stack = realArray(new Uint16Array(3 * 20 * 18), [3, 20, 18]);
    const image = realArray(new Uint16Array(20 * 18), [1, 20, 18]);
    const paths = [1, 2, 10].map((number) => `${directory}/scan_${number}.tif`);
    for (const path of paths) await Deno.writeFile(path, tiffBytes(image, PLAIN));
    await Deno.writeFile(`${directory}/all.tif`, tiffBytes(stack, PLAIN));
    await writeNpz(`${directory}/xy.npz`, { positions_um: realArray(new Float64Array(6), [3, 2]) });
    for (const files of [paths, [`${directory}/all.tif`]]) {
      const { fields, problems } = await foundIn(...files, `${directory}/xy.npz`);
      assertEquals(problems, []);
      assertEquals(fields, { patterns: "pages", framesAxis: "first", positions: "xy.npz:positions_um", units: "um" });
    }
    // The order of the files is the user's.
    const { fields } = await foundIn(`${directory}/xy.npz`, `${directory}/all.tif`);
    assertEquals([fields.patterns, fields.positions], ["all.tif:pages", "positions_um"]);
  }));
