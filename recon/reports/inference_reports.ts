/**
 * What an inference tells beside the image: statistics and pictures of the patches, and images of what went in. They look
 * on while the object is reconstructed, keep little, and change nothing.
 *
 * @module
 */
import type { InferencePayload, SciencePayload } from "../../config/payload.ts";
import { writeAll, writeAtomically } from "../../data/formats/atomic_write.ts";
import { makeDirectory } from "../../data/files/make_directory.ts";
import { memberPositions, type Samples } from "../../data/samples.ts";
import type { Model } from "../../model/create_model.ts";
import { networkOf } from "../../model/networks.ts";
import type { GreyFigure } from "../image/figures/grey_figure.ts";
import { coverageFigure, debugImages } from "./debug_images.ts";
import { PatchGrid } from "./patch_grid.ts";
import { type PatchReport, PatchStatistics } from "./patch_statistics.ts";
import type { RealImage } from "../../data/real_image.ts";
import type { ReconstructSamplesObserver } from "../patches/reconstruct_samples.ts";

/** Contents of the files, each null unless asked for. */
export interface RenderedReports {
  /** `patch_stats.json` and `patch_grid.png`. */
  readonly patches: { readonly statistics: string; readonly grid: Uint8Array } | null;
  /** Images by their name in `debug/`, without `.png`. */
  readonly debug: Readonly<Record<string, Uint8Array>> | null;
}

/** Files that were written. */
export interface ReportFiles {
  /** `patch_stats.json`. */
  readonly patchStats?: string;
  /** `patch_grid.png`. */
  readonly patchGrid?: string;
  /** Images in `debug/`. */
  readonly debug?: readonly string[];
}

/** What is asked for, and of which network. */
export interface InferenceReportsOptions {
  /** Its inference section says what is asked for. */
  readonly payload: InferencePayload;
  /** How the network and its data are configured. */
  readonly science: SciencePayload;
  /** File of the scan. */
  readonly scan: string;
}

/** The reports of one inference. */
export class InferenceReports {
  /** To be handed to `reconstructSamples`. */
  readonly observers: readonly ReconstructSamplesObserver[];
  readonly #samples: Samples;
  readonly #options: InferenceReportsOptions;
  readonly #patches: PatchObservers | null;
  #coverage: GreyFigure | null = null;

  /** @param samples The samples that will be reconstructed. */
  constructor(samples: Samples, options: InferenceReportsOptions) {
    const { logPatchStats, debug } = options.payload.inference;
    this.#samples = samples;
    this.#options = options;
    this.#patches = logPatchStats ? observePatches(samples, options) : null;
    this.observers = [
      ...(this.#patches ? Object.values(this.#patches).map(observerOf) : []),
      ...(debug ? [{ onCoverage: (sums: RealImage): void => void (this.#coverage = coverageFigure(sums)) }] : []),
    ];
  }

  /**
   * Makes the contents of the files, once the object is reconstructed.
   *
   * @param model The network.
   * @param checkpoint The file it was read from.
   */
  async render(model: Model, checkpoint: string): Promise<RenderedReports> {
    const { scan, science: { data: { probeScale } } } = this.#options;
    const [samples, coverage, patches] = [this.#samples, this.#coverage, this.#patches];
    const images = coverage ? await debugImages({ model, samples, coverage, probeScale }) : null;
    const origin = { scan, checkpoint };
    return {
      patches: patches && {
        statistics: reportText(origin, patches.statistics.report()),
        grid: patches.grid.figure().png,
      },
      debug: images && Object.fromEntries(Object.entries(images).map(([name, { png }]) => [name, png])),
    };
  }
}

/**
 * Writes reports, each file atomically.
 *
 * @param directory Where; it must exist.
 * @throws {Error} Where a file cannot be written; the message names it.
 */
export async function writeReports(directory: string, { patches, debug }: RenderedReports): Promise<ReportFiles> {
  const [patchStats, patchGrid] = [`${directory}/patch_stats.json`, `${directory}/patch_grid.png`];
  if (patches) {
    await writeAtomically(patchStats, (file) => writeAll(file, new TextEncoder().encode(patches.statistics)));
    await writeAtomically(patchGrid, (file) => writeAll(file, patches.grid));
  }
  const images = Object.entries(debug ?? {}).map(([name, png]) => ({ path: `${directory}/debug/${name}.png`, png }));
  if (debug) await makeDirectory(`${directory}/debug`);
  for (const { path, png } of images) await writeAtomically(path, (file) => writeAll(file, png));
  return { ...(patches && { patchStats, patchGrid }), ...(debug && { debug: images.map(({ path }) => path) }) };
}

// --- internal ---

interface PatchObservers {
  readonly statistics: PatchStatistics;
  readonly grid: PatchGrid;
}

function observePatches(samples: Samples, { payload, science }: InferenceReportsOptions): PatchObservers {
  const { batchSize, patchStatsLimit: limit } = payload.inference;
  const { members, channels, patchSize } = samples;
  const covered = Math.min(members.length, batchSize * channels * (limit ?? Infinity));
  return {
    statistics: new PatchStatistics(memberPositions(samples), {
      ...{ patchSize, channels, limit },
      ampActivation: science.model.outputMode === "real_imag" ? null : science.model.ampActivation,
      saturation: networkOf(science).saturation,
    }),
    grid: new PatchGrid(covered, patchSize),
  };
}

function observerOf(target: PatchStatistics | PatchGrid): ReconstructSamplesObserver {
  return { onPatches: (patches) => target.add(patches) };
}

/** JSON with a line for each patch; six digits, as a single-precision network gives no more. */
function reportText(origin: Readonly<Record<string, unknown>>, { rows, ...report }: PatchReport): string {
  const short = (_: string, value: unknown): unknown =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
  const head = JSON.stringify({ ...origin, ...report }, short, 2).replace(/\n\}$/, "");
  const table = rows.map((row) => `    ${JSON.stringify(row, short)}`).join(",\n");
  return `${head},\n  "rows": [\n${table}\n  ]\n}\n`;
}
