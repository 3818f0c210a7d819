/**
 * Resolution without a known object: two images of halves of a scan, and how far they agree.
 *
 * @module
 */
import { directoryEntries } from "../../data/files/directory_entries.ts";
import { isReconstruction } from "../../run/run_payload.ts";
import { requireRunFiles } from "../../run/run_files.ts";
import { figurePng } from "../figures/drawing/figure_png.ts";
import { OUTPUT_FILES, OutputDirectory } from "../output_directory.ts";
import { compareHalves } from "./compare_halves.ts";
import { engineHalves } from "./engine_halves.ts";
import type { HalfImagesOptions } from "./half_images.ts";
import { halfScansFigure } from "./half_scans_figure.ts";
import { type HalfScansFiles, type HalfScansFound, writeHalfScans } from "./half_scans_files.ts";
import { networkHalves } from "./network_halves.ts";

/** How half scans are evaluated. */
export interface HalfScansOptions extends HalfImagesOptions {
  /**
   * Directory of the files.
   *
   * @default the directory itself
   */
  readonly outputDir?: string;
}

/** What half scans tell. */
export interface HalfScans extends HalfScansFound {
  /** Written files. */
  readonly files: HalfScansFiles;
}

/**
 * Reconstructs a scan twice, from halves of its patterns that both cover its field, in the way that a directory says, and
 * compares the two images by Fourier ring correlation. Writes `half_scans.json`, `half_scans_frc.csv` and
 * `half_scans.png`.
 *
 * @param directory What `reconstruct` wrote, or the run directory of a training, whose network is applied as `infer` does.
 * @param options Where files go, and who looks on.
 * @throws {RangeError} If there are too few patterns, or the halves do not cover a part of the field together.
 * @throws {Error} If the directory is neither, a file cannot be read or written, or the accelerator failed.
 *
 * @example
 * ```ts
 * import { createReconstructionPayload, evaluateHalfScans, reconstruct, simulateScan, writeScan } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const directory = await Deno.makeTempDir();
 * const scan = `${directory}/scan.npz`;
 * await writeScan(scan, simulateScan({ patchSize: 32, patterns: 100 }));
 * await reconstruct(createReconstructionPayload({
 *   data: { scan },
 *   engine: { iterations: 5 },
 *   execution: { accelerator: "cpu", outputDir: `${directory}/image` },
 * }));
 * const { resolutions: [first], patterns } = await evaluateHalfScans(`${directory}/image`);
 * assertEquals([first?.criterion, patterns], ["half a bit", [50, 50]]);
 * await Deno.remove(directory, { recursive: true });
 * ```
 */
export async function evaluateHalfScans(directory: string, options: HalfScansOptions = {}): Promise<HalfScans> {
  const path = directory.replace(/(?<=.)\/+$/, "");
  const make = await isOfEngine(path) ? engineHalves : networkHalves;
  const output = await OutputDirectory.open(options.outputDir ?? path);
  try {
    const { images, ...made } = await make(path, options);
    const { aligned, comparison } = compareHalves(images, { maxShift: MOST_SHIFT[made.kind] });
    const png = await figurePng(halfScansFigure(aligned, comparison.frc), { scale: SCALE });
    options.signal?.throwIfAborted();
    const found: HalfScansFound = {
      ...made,
      ...comparison,
      notes: [...NOTES, ...(made.kind === "network" ? [ONE_NETWORK] : [])],
    };
    return { ...found, files: await writeHalfScans(output.path, found, png) };
  } catch (error) {
    await output.abandon();
    throw error;
  }
}

// --- internal ---

const SCALE = 1.25;

/** Pixels by which halves may lie apart: an engine may move the probe against the object, a network paints in its place. */
const MOST_SHIFT = { engine: 8, network: 0 } as const;

const NOTES: readonly string[] = [
  "by half a bit both halves together, that is the whole scan, resolve so much; each half has half of the photons",
  "errors that both halves share, as of the probe or of the engine, are not seen",
];

const ONE_NETWORK =
  "one network painted both halves: what it makes up is in both, so the true resolution is not better than this";

/** Whether an engine wrote the directory; what neither an engine nor a training wrote is refused. */
async function isOfEngine(directory: string): Promise<boolean> {
  const names = (await directoryEntries(directory)).map(({ name }) => name);
  await requireRunFiles(directory);
  if (await isReconstruction(directory)) return true;
  if (names.includes("checkpoints")) return false;
  const isImage = names.includes(OUTPUT_FILES.reconstruction);
  throw new Error(
    `Cannot evaluate half scans of ${directory} as ` +
      (isImage
        ? "it holds an image, and not what made it: name the run directory of the network"
        : "it is neither of reconstruct nor the run directory of a training"),
  );
}
