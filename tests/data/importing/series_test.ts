import { assert, assertEquals } from "@std/assert";
import { createImportPayload, importScan, loadScan, realArray, simulateScan, writeNpz } from "@exitwave/exitwave";
import { withTempDir } from "../temp_dir.ts";
import { PLAIN, tiffBytes } from "../formats/tiff/tiff_bytes.ts";

Deno.test("importScan() makes the same scan of one stack and of a series of images, whose names it does not lead away", () =>
  withTempDir(async (directory) => {
    const { amplitude, x, y, count } = simulateScan({ patchSize: 64, patterns: 12, photons: 1e5 });
    const counts = Uint16Array.from(amplitude, (value) => Math.round(value ** 2));
    const paths = Array.from({ length: count }, (_, i) => `${directory}/scan_${i}.tif`);
    const image = (number: number): Uint16Array => counts.slice(number * 4096, (number + 1) * 4096);
    for (const [i, path] of paths.entries()) {
      await Deno.writeFile(path, tiffBytes(realArray(image(i), [1, 64, 64]), PLAIN));
    }
    await Deno.writeFile(`${directory}/all.tif`, tiffBytes(realArray(counts, [count, 64, 64]), PLAIN));
    await writeNpz(`${directory}/positions.npz`, { x_px: realArray(x), y_px: realArray(y) });
    const fields = { xPositions: "x_px", yPositions: "y_px", units: "px", probe: "estimate" } as const;
    for (const [name, files] of [["one", [`${directory}/all.tif`]], ["many", paths]] as const) {
      const payload = createImportPayload({ import: { ...fields, files: [...files, `${directory}/positions.npz`] } });
      await importScan(payload, `${directory}/${name}.npz`);
    }
    const [one, many] = [await loadScan(`${directory}/one.npz`), await loadScan(`${directory}/many.npz`)];
    assertEquals([many.amplitude, many.x, many.probe], [one.amplitude, one.x, one.probe]);
    const { files, recipe } = JSON.parse(many.provenance ?? "");
    assertEquals(files.map(({ name }: { name: string }) => name), ["scan_0.tif", "positions.npz"]);
    assertEquals(recipe.import.files.length, count + 1);
    assert(!many.provenance?.includes(directory), many.provenance ?? "");
  }));
