import { assertEquals } from "@std/assert";
import { inspectFiles } from "../../../cli/inspect/inspection.ts";
import { realArray, writeNpz } from "@exitwave/exitwave/data";
import { withTempDir } from "../../data/temp_dir.ts";
import { PLAIN, tiffBytes } from "../../data/formats/tiff/tiff_bytes.ts";

Deno.test("inspectFiles() shows a series of images as one stack, and a file that cannot be read by itself", () =>
  withTempDir(async (directory) => {
    const paths = [1, 2, 10].map((number) => `${directory}/scan_${number}.tif`);
    for (const path of paths) {
      const counts = Uint16Array.from({ length: 400 }, (_, i) => (i * 7) % 30);
      await Deno.writeFile(path, tiffBytes(realArray(counts, [1, 20, 20]), PLAIN));
    }
    const positions = `${directory}/xy.npz`;
    await writeNpz(positions, { positions_um: realArray(Float64Array.of(0, 0, 1, 0, 0, 1), [3, 2]) });
    const lost = `${directory}/scan_3.tif`;
    const { files, arguments: line, findings } = await inspectFiles([...paths, positions, lost]);
    assertEquals(files.map(({ path, format }) => [path, format]), [
      [paths[0], "TIFF, the first of 3 files"],
      [positions, "NPZ"],
      [lost, null],
    ]);
    assertEquals(files[0]?.datasets.map(({ name, shape }) => [name, shape]), [["pages", [3, 20, 20]]]);
    assertEquals(line?.slice(0, 5), ["import", ...paths, positions]);
    assertEquals(findings[0]?.message, `Cannot read ${lost} as there is no such file`);
  }));
