/**
 * Opening some files at once, of which many may be one stack of images.
 *
 * @module
 */
import type { ArrayFile } from "../array_file.ts";
import { ImageStack } from "../tiff/image_stack.ts";
import { formatOf, openArrays } from "./open_arrays.ts";

/**
 * Opens files as {@link openArrays} does. TIFF files of one folder whose names differ in digits alone, such as `scan_1.tif`
 * and `scan_2.tif`, are one stack of images, in the place of the first of them.
 *
 * @param paths The files.
 * @returns The open files, to be closed; none stays open where one cannot be opened.
 * @throws {Error} As {@link openArrays}.
 * @example
 * ```ts
 * import { openFiles, realArray, writeNpz } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const directory = await Deno.makeTempDir();
 * const paths = [`${directory}/a.npz`, `${directory}/b.npz`];
 * for (const path of paths) await writeNpz(path, { x: realArray(Float64Array.of(1, 2)) });
 * const files = await openFiles(paths);
 * assertEquals(files.map(({ path }) => path), paths);
 * for (const file of files) file.close();
 * await Deno.remove(directory, { recursive: true });
 * ```
 */
export async function openFiles(paths: readonly string[]): Promise<ArrayFile[]> {
  const files: ArrayFile[] = [];
  try {
    for (const series of await fileSeries(paths)) files.push(await openSeries(series));
    return files;
  } catch (error) {
    for (const file of files) file.close();
    throw error;
  }
}

/**
 * Which files are one: TIFF files of one folder whose names differ in digits alone. Each other is one by itself, also one
 * that cannot be read.
 *
 * @param paths The files.
 * @returns Paths that belong together, in the order in which the first of them is named.
 */
export async function fileSeries(paths: readonly string[]): Promise<string[][]> {
  const series = new Map<string, string[]>();
  for (const path of new Set(paths)) {
    const isImage = await formatOf(path).then((format) => format === "TIFF", () => false);
    const name = isImage ? path.replace(/\d+(?=[^/\\]*$)/g, "#") : `file ${path}`;
    series.set(name, [...series.get(name) ?? [], path]);
  }
  return [...series.values()];
}

/**
 * Opens what {@link fileSeries} says is one.
 *
 * @param series Paths of a series of images, or of one file.
 * @throws {Error} As {@link openArrays}.
 */
export async function openSeries(series: readonly string[]): Promise<ArrayFile> {
  const [path = "", ...others] = series;
  return others.length === 0 ? await openArrays(path) : await ImageStack.open(series);
}
