/**
 * What an engine of ours found beside image and probe, pattern by pattern and pixel by pixel of the detector. It is of one
 * scan: `run.json` beside the file says of which.
 *
 * @module
 */
import type { ReconstructionPayload } from "../../config/payload.ts";
import { imagesOf } from "../../data/complex_image.ts";
import type { ArrayFile } from "../../data/formats/array_file.ts";
import type { Positions } from "../../data/positions.ts";
import { readReconstructionRecord } from "../../run/engine/engine_record.ts";
import { keptBackground } from "../engines/refinements/background.ts";
import type { KeptArrays } from "../engines/state/engine_state.ts";
import { type FoundVariation, keptVariation } from "../engines/state/found_variation.ts";
import type { PlacedPatterns } from "./start_place.ts";

/** What was found of patterns. */
export interface FoundBesides {
  /** Their positions, those of the scan where the run did not have them; null where the file has none. */
  readonly positions: Positions | null;
  /** (N, N) counts that every pattern has besides; null where none were looked for. */
  readonly background: Float32Array | null;
  /** How their probe differs from shot to shot, coefficients 0 where the run did not have them; null where it does not. */
  readonly variation: FoundVariation | null;
}

/**
 * The scan that the run beside a file was of.
 *
 * @param path The file.
 * @returns Its digest; null where no reconstruction by an engine is there.
 */
export async function scanBeside(path: string): Promise<string | null> {
  const record = await readReconstructionRecord(path.replace(/[^/\\]*$/, "") || ".").catch(() => null);
  return record?.data.scan.digest ?? null;
}

/**
 * Reads it.
 *
 * @param file A file of a run of the same scan.
 * @param patterns Patterns of that scan.
 */
export async function foundBesides(
  file: ArrayFile,
  { x, y, numbers, patchSize }: PlacedPatterns,
): Promise<FoundBesides> {
  const own = await reals(file, "frame_indices");
  const at = new Map(Array.from(own ?? [], (number, row) => [number, row]));
  const rows = Array.from(numbers, (number) => at.get(number) ?? null);
  const [across, down] = [await reals(file, "xcoords"), await reals(file, "ycoords")];
  const placed = (given: Float64Array, found: Float64Array): Float64Array =>
    given.map((value, k) => found[rows[k] ?? NaN] ?? value);
  const background = await reals(file, "background");
  return {
    positions: own && across && down ? { x: placed(x, across), y: placed(y, down) } : null,
    background: background?.length === patchSize ** 2 ? Float32Array.from(background) : null,
    variation: await variationOf(file, patchSize, rows),
  };
}

/** What of an engine says whether it has them. */
export type BeginningEngine = Pick<
  ReconstructionPayload["engine"],
  "backgroundStart" | "probeVariation" | "probeStart"
>;

/** What an engine begins with of it. */
export interface StartBesides {
  /** As a state of the engine keeps it. */
  readonly kept: KeptArrays;
  /** What it is, in words. */
  readonly taken: readonly string[];
  /** What is left, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Chooses what an engine begins with: what it goes on to find.
 *
 * @param found What was found, with which modes of the probe, and the file that says so.
 * @param engine The engine.
 */
export function startBesides(
  { path, besides, probe }: {
    readonly path: string;
    readonly besides: FoundBesides | null;
    readonly probe: readonly unknown[] | null;
  },
  { backgroundStart, probeVariation, probeStart }: BeginningEngine,
): StartBesides {
  const { background = null, variation = null } = besides ?? {};
  const found = variation?.eigenprobes.length ?? 0;
  const hasBackground = background !== null && backgroundStart !== null;
  const varies = variation !== null && probe?.length === 1 && probeStart !== null && probeVariation > 0 &&
    found >= probeVariation;
  const left = (what: string, remedy: string): string => `${what} of ${path} is not begun with: ${remedy}`;
  return {
    kept: new Map([
      ...hasBackground ? keptBackground(background) : [],
      ...varies ? keptVariation(variation, probeVariation) : [],
    ]),
    taken: [...hasBackground ? ["background"] : [], ...varies ? [`eigenprobes, ${probeVariation} of ${found}`] : []],
    warnings: [
      ...background && !hasBackground ? [left("the background", "engine.backgroundStart says that there is one")] : [],
      ...variation && !varies
        ? [left(
          "how the probe differs from shot to shot",
          `engine.probeVariation from 1 to ${found} takes so many of its eigenprobes, where the probe moves`,
        )]
        : [],
    ],
  };
}

// --- internal ---

async function reals(file: ArrayFile, key: string): Promise<Float64Array | null> {
  const array = file.has(key) ? await file.read(key) : null;
  return array?.kind === "real" ? Float64Array.from(array.data, Number) : null;
}

async function variationOf(
  file: ArrayFile,
  side: number,
  rows: readonly (number | null)[],
): Promise<FoundVariation | null> {
  if (!file.has("eigenprobes") || !file.has("probe_coefficients")) return null;
  const eigenprobes = imagesOf(await file.read("eigenprobes"));
  const [coefficients] = imagesOf(await file.read("probe_coefficients"));
  if (!coefficients || eigenprobes.some(({ height, width }) => height !== side || width !== side)) return null;
  const width = eigenprobes.length;
  const taken = (part: Float32Array): Float32Array =>
    Float32Array.from({ length: width * rows.length }, (_, i) => {
      const row = rows[Math.floor(i / width)] ?? null;
      return row === null ? 0 : part[row * width + i % width] ?? 0;
    });
  const { re, im } = coefficients;
  return { eigenprobes, coefficients: { height: rows.length, width, re: taken(re), im: taken(im) } };
}
