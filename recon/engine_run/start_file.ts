/**
 * The file that an engine begins with: a reconstruction of ours, a product of ptychodus, CXI, or a scan that has an object.
 *
 * @module
 */
import type { ComplexImage } from "../../data/complex_image.ts";
import type { ArrayFile } from "../../data/formats/array_file.ts";
import { openArrays } from "../../data/formats/open/open_arrays.ts";
import { readProbeModes } from "../../data/importing/probe_modes.ts";
import { findLayout } from "../../data/layouts/find_layout.ts";
import type { Positions } from "../../data/positions.ts";
import type { DataFile } from "../../run/run_record.ts";
import type { Reconstruction } from "../image/reconstruction.ts";
import { OUTPUT_FILES } from "../output_directory.ts";
import { reconstructionIn } from "../read_reconstruction.ts";
import { type FoundBesides, foundBesides, scanBeside } from "./start_besides.ts";
import { type PlacedPatterns, productPlace } from "./start_place.ts";

/** What is in the file. */
export interface StartFile extends DataFile {
  /** The object. */
  readonly image: Reconstruction;
  /** Modes of the probe in the unit of the file, the strongest first; null where it has none. */
  readonly probe: readonly ComplexImage[] | null;
  /** Positions of the patterns; null where the file has none, or its run was of another scan. */
  readonly positions: Positions | null;
  /** What an engine of ours found of the same scan besides; null where the file is of none. */
  readonly besides: FoundBesides | null;
}

/**
 * Reads the file.
 *
 * @param path A file, or a directory that `infer`, `reconstruct` or `train` wrote: its `reconstruction.npz`, or that in
 * `image`.
 * @param patterns The patterns of the scan that are begun with.
 * @throws {Error} If there is no file or no object in it, or it cannot be read; the message names it.
 */
export async function readStartFile(path: string, patterns: PlacedPatterns): Promise<StartFile> {
  await using file = await openArrays(await fileAt(path));
  const found = await reconstructionIn(file);
  const place = await productPlace(file, patterns, found);
  const scan = await scanBeside(file.path), isOwn = scan === patterns.digest;
  const besides = isOwn ? await foundBesides(file, patterns) : null;
  const placed = isOwn || scan === null ? place?.positions ?? null : null;
  return {
    ...{ path: file.path, digest: file.digest(), image: { ...found, origin: place?.origin ?? found.origin } },
    ...{ probe: await probeIn(file), positions: besides?.positions ?? placed, besides },
  };
}

// --- internal ---

async function fileAt(path: string): Promise<string> {
  if (!await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false)) return path;
  const directory = path.replace(/[/\\]+$/, "");
  for (const name of [OUTPUT_FILES.reconstruction, `image/${OUTPUT_FILES.reconstruction}`]) {
    if (await Deno.stat(`${directory}/${name}`).then(({ isFile }) => isFile, () => false)) {
      return `${directory}/${name}`;
    }
  }
  throw new Error(
    `Cannot start from ${path} as there is no image in it, neither ${OUTPUT_FILES.reconstruction} nor ` +
      `image/${OUTPUT_FILES.reconstruction}: name a file, or a directory that infer or reconstruct wrote`,
  );
}

async function probeIn(file: ArrayFile): Promise<readonly ComplexImage[] | null> {
  const own = (file.has("objectGuess") ? ["probeGuess"] : ["probe"]).find((name) => file.has(name));
  const { probe = null, transpose = null } = own ? { probe: own } : (await findLayout([file])).fields;
  return probe && probe !== "estimate" ? (await readProbeModes([file], probe, transpose ?? false)).modes : null;
}
