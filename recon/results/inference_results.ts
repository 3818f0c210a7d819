/**
 * The results of an inference: gathered while it reconstructs, made once it has.
 *
 * @module
 */
import type { SciencePayload, TrainingPayload } from "../../config/payload.ts";
import type { ComplexImage } from "../../data/complex_image.ts";
import type { Samples } from "../../data/samples.ts";
import type { Model } from "../../model/create_model.ts";
import { bestEpoch } from "../../config/values/best_epoch.ts";
import { runOfCheckpoint } from "../../run/checkpoint_names.ts";
import { mayRead } from "../../run/may_read.ts";
import { readMetricsCsv, type RunEpoch } from "../../run/read_metrics.ts";
import { figurePng } from "../figures/drawing/figure_png.ts";
import type { Finding } from "../findings/finding.ts";
import { type Diagnostics, PatternObserver, shownPatterns } from "./diagnostics.ts";
import { findingsOf } from "./findings_of.ts";
import { type Results, resultsFigure } from "./results_figure.ts";

/** What the results of an inference are of. */
export interface ResultsOf {
  /** File of the scan. */
  readonly scan: string;
  /** File of the network. */
  readonly checkpoint: string;
  /** How the network and its data are configured. */
  readonly science: SciencePayload;
  /** How the network was trained. */
  readonly training: TrainingPayload;
  /** Modes of the probe in the unit of the scan's file. */
  readonly probe: readonly ComplexImage[];
  /** Mean photons of a pattern, where the scan says; else null. */
  readonly photons: number | null;
  /** Samples predicted at once. */
  readonly batchSize: number;
}

/** What an engine says of the image that it made of the network's. */
export interface ResultsOfEngine extends Required<Pick<Results, "iterations">>, Pick<Diagnostics, "probe" | "shown"> {
  /** Which engine. */
  readonly algorithm: string;
  /** R-factor of each pattern. */
  readonly residuals: Float64Array;
}

/** Results, to be told and written. */
export interface MadeResults {
  /** What `diagnostics.npz` holds. */
  readonly diagnostics: Diagnostics;
  /** What looks wrong, problems first. */
  readonly findings: readonly Finding[];
  /** Bytes of `results.png`. */
  readonly png: Uint8Array;
}

/** Gathers the results of one inference. */
export class InferenceResults {
  /** To be handed to `reconstructSamples`. */
  readonly observer: PatternObserver;
  readonly #samples: Samples;
  readonly #of: ResultsOf;

  /** @param samples The samples that will be reconstructed. */
  constructor(samples: Samples, of: ResultsOf) {
    this.#samples = samples;
    this.#of = of;
    this.observer = new PatternObserver(samples);
  }

  /**
   * Makes the results, once the object is reconstructed.
   *
   * @param model The network.
   * @param image The image, its `objectRamp`, what is known of its patches, and what an engine made of them, if one did.
   */
  async make(
    model: Model,
    { reconstruction, ramp, patches, refinement }:
      & Required<Pick<Results, "reconstruction" | "ramp">>
      & { readonly patches: NonNullable<Diagnostics["patches"]> }
      & { readonly refinement: ResultsOfEngine | null },
  ): Promise<MadeResults> {
    const { scan, checkpoint, science, training, photons, batchSize } = this.#of;
    const { pixelSize } = this.#samples;
    const seen = this.observer.numbers();
    const numbers = refinement ? { ...seen, residuals: refinement.residuals } : seen;
    const diagnostics: Diagnostics = {
      ...{
        patterns: numbers,
        mean: this.observer.mean(),
        probe: refinement?.probe ?? this.#of.probe,
        patches,
        photons,
      },
      shown: refinement?.shown ?? await shownPatterns(model, this.#samples, { numbers, batchSize }),
      ...(pixelSize && { pixelSize }),
    };
    const epochs = epochsOf(checkpoint);
    const findings = findingsOf(diagnostics, { image: reconstruction, model: science.model, epochs });
    const name = `${baseName(scan)}, ${numbers.numbers.length} patterns, with ${checkpointName(checkpoint)}` +
      (refinement ? `, refined by ${refinement.iterations.length} iterations of ${refinement.algorithm}` : "");
    const best = bestEpoch(epochs, training);
    const course = { epochs, ...(best && { best }), ...(refinement && { iterations: refinement.iterations }) };
    const results = { name, reconstruction, ramp, diagnostics, findings, ...course };
    const png = await figurePng(resultsFigure(results), { scale: SCALE });
    return { diagnostics, findings, png };
  }
}

// --- internal ---

/** Pixels for each px of the figure: small text is read well, and rendering takes less than at 2. */
const SCALE = 1.25;

/** A checkpoint by its run and its file, without the folders above. */
function checkpointName(checkpoint: string): string {
  const run = baseName(runOfCheckpoint(checkpoint));
  return `${run === "" || run === "." ? "" : `${run}, `}${baseName(checkpoint)}`;
}

/** Epochs of the run that a checkpoint is of. An image does not fail for a log that is missing or damaged. */
function epochsOf(checkpoint: string): readonly RunEpoch[] {
  const path = `${runOfCheckpoint(checkpoint)}/metrics.csv`;
  if (!mayRead(path)) return [];
  try {
    return readMetricsCsv(path);
  } catch {
    return [];
  }
}

function baseName(path: string): string {
  return path.replace(/^.*[/\\]/, "");
}
