/**
 * Reading a scan from an NPZ file of PtychoPINN's data contract: `diffraction` (or `diff3d`), `xcoords`, `ycoords`,
 * `probeGuess`, and optionally `objectGuess` and `_metadata`. Whatever order or element type the file has, the scan has
 * amplitudes in single precision.
 *
 * @module
 */
import { type ComplexImage, firstImage } from "./complex_image.ts";
import { fileDigest } from "./formats/file_digest.ts";
import type { ArrayFile } from "./formats/array_file.ts";
import { openArrays } from "./formats/open_arrays.ts";
import { checkScan, patternIndex, type Scan } from "./scan.ts";
import { findKey, type ScanLayout, scanLayout } from "./scan_layout.ts";
import { scanPhotons } from "./scan_metadata.ts";

/** How to read a scan. */
export interface LoadScanOptions {
  /**
   * What the file's diffraction holds: amplitudes, or intensities whose square root is then taken.
   *
   * @default "amplitude"
   */
  readonly measurement?: "amplitude" | "intensity";
}

/**
 * Reads and checks a scan.
 *
 * @param path NPZ file.
 * @param options What the numbers mean.
 * @returns The scan; what was left out is in its `warnings`.
 * @throws {Error} If the file cannot be read, or an array is missing; the message names the keys found.
 * @throws {TypeError} If an array has the wrong type or shape.
 * @throws {RangeError} If a value is not finite or negative, or all are zero; the message names the first.
 * @example
 * ```ts
 * import { loadScan, simulateScan, writeScan } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile({ suffix: ".npz" });
 * const simulated = simulateScan({ patchSize: 16, patterns: 4 });
 * await writeScan(path, simulated);
 * assertEquals((await loadScan(path)).amplitude, simulated.amplitude);
 * ```
 */
export async function loadScan(path: string, options: LoadScanOptions = {}): Promise<Scan> {
  await using file = await openArrays(path);
  const layout = await scanLayout(file);
  const { count, patchSize } = layout;
  const warnings: string[] = [];
  const metadata = await scanPhotons(file);
  if (metadata.warning !== null) warnings.push(metadata.warning);
  // Small arrays first: a missing one is reported before a large file is read.
  const x = await readCoordinates(file, "xcoords", count, warnings);
  const y = await readCoordinates(file, "ycoords", count, warnings);
  const probe = await readProbe(file, patchSize, warnings);
  const object = file.has("objectGuess") ? await readObject(file) : null;
  const amplitude = await readPatterns(file, layout);
  if (options.measurement === "intensity") toAmplitude(amplitude, layout, path);
  const content = { count, patchSize, amplitude, x, y, probe, object, photons: metadata.photons };
  checkScan(content, path);
  return { path, digest: await fileDigest(path), ...content, warnings };
}

/** Reads `objectGuess`, (H, W) or with leading axes of length one. */
export async function readObject(file: ArrayFile): Promise<ComplexImage> {
  const array = await file.read("objectGuess");
  const image = array.shape.slice(0, -2).every((length) => length === 1) ? firstImage(array) : null;
  return image ?? wrongShape(file, "objectGuess", "(H, W)", array.shape);
}

/** Reads a list of coordinates, in object pixels. */
export async function readAxis(file: ArrayFile, key: string): Promise<Float64Array> {
  const array = await file.read(findKey(file, [key]));
  if (array.kind !== "real" || array.shape.filter((length) => length !== 1).length > 1) {
    return wrongShape(file, key, "a list (M)", array.shape);
  }
  return Float64Array.from(array.data);
}

/** Reads `probeGuess`, (N, N) or (P, N, N) of which the first mode is taken. */
export async function readProbe(file: ArrayFile, patchSize: number | null, warnings: string[]): Promise<ComplexImage> {
  const array = await file.read(findKey(file, ["probeGuess"]));
  const image = array.shape.length === 2 || array.shape.length === 3 ? firstImage(array) : null;
  const side = patchSize ?? image?.height;
  if (!image || image.height !== side || image.width !== side) {
    const size = side ?? "N";
    return wrongShape(file, "probeGuess", `(${size}, ${size}) or (P, ${size}, ${size})`, array.shape);
  }
  const modes = array.shape.length === 3 ? array.shape[0] ?? 1 : 1;
  if (modes > 1) warnings.push(`probeGuess has ${modes} modes and only the first is used`);
  return image;
}

// --- internal ---

function wrongShape(file: ArrayFile, key: string, wanted: string, shape: readonly number[]): never {
  const now = `its shape is (${shape.join(", ")})`;
  throw new TypeError(`Cannot use scan ${file.path} as ${key} must be numbers of shape ${wanted}: ${now}`);
}

async function readCoordinates(file: ArrayFile, key: string, count: number, warnings: string[]): Promise<Float64Array> {
  const values = await readAxis(file, key);
  if (values.length < count) {
    throw new RangeError(
      `Cannot use scan ${file.path} as ${key} has fewer values than there are patterns: ${values.length} for ${count}`,
    );
  }
  const extra = values.length - count;
  if (extra > 0) {
    warnings.push(`${key} has ${extra} values more than there are patterns; the last ${extra} were dropped`);
  }
  return values.slice(0, count);
}

// One array of single precision is all that is held, besides a few MiB of rows as the file has them.
async function readPatterns(file: ArrayFile, layout: ScanLayout): Promise<Float32Array> {
  const { count, patchSize } = layout;
  const patterns = new Float32Array(count * patchSize * patchSize);
  let offset = 0;
  for await (const rows of file.rows(layout.key)) {
    if (rows.kind !== "real") continue; // scanLayout has refused every other kind
    if (layout.patternsLast) scatterPixels(rows.data, { patterns, offset, count });
    else patterns.set(rows.data, offset);
    offset += rows.data.length;
  }
  return patterns;
}

interface PixelTarget {
  readonly patterns: Float32Array;
  /** Position of the first value in the (N, N, M) array. */
  readonly offset: number;
  readonly count: number;
}

function scatterPixels(values: ArrayLike<number>, { patterns, offset, count }: PixelTarget): void {
  const pixels = patterns.length / count;
  for (let i = 0; i < values.length; i++) {
    const pattern = (offset + i) % count;
    patterns[pattern * pixels + (offset + i - pattern) / count] = values[i] ?? 0;
  }
}

function toAmplitude(patterns: Float32Array, { key, patchSize }: ScanLayout, path: string): void {
  for (let i = 0; i < patterns.length; i++) {
    const intensity = patterns[i] ?? 0;
    if (intensity < 0) {
      const index = patternIndex(i, patchSize);
      throw new RangeError(`Cannot use scan ${path} as ${key} has a negative intensity: ${intensity} at ${index}`);
    }
    patterns[i] = Math.sqrt(intensity);
  }
}
