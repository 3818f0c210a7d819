/**
 * What an inference takes beside its payload, and what it gives.
 *
 * @module
 */
import type { Accelerator } from "../backend/accelerator.ts";
import type { TuningProgress } from "../backend/tune_accelerator.ts";
import type { PositionCorrections } from "../run/learned_beam.ts";
import type { AbsoluteScale } from "./absolute_scale.ts";
import type { IterationResiduals } from "./engines/state/residuals.ts";
import type { EngineProgress } from "./engines/engine_events.ts";
import type { Finding } from "./findings/finding.ts";
import type { Reconstruction } from "./image/reconstruction.ts";
import type { Trained } from "./load_trained.ts";
import type { ReconstructSamplesOptions } from "./patches/reconstruct_samples.ts";
import type { Refinement } from "./refine_image.ts";
import type { ImageChecks } from "./reports/image_checks.ts";
import type { ImageFiles } from "./write_image.ts";

/** How an inference is run. */
export interface InferOptions extends Pick<ReconstructSamplesOptions, "onProgress" | "signal"> {
  /** The accelerator to use; without it `execution.accelerator` is selected. */
  readonly accelerator?: Accelerator;
  /**
   * Called with each sentence on what looks wrong in the scan or is not promised by the accelerator, before the network
   * looks at it, and on what looks wrong in the image.
   */
  readonly onWarning?: (text: string) => void;
  /** Told how far the choice of programs for a GPU is (`execution.autotune`), where some have to be measured. */
  readonly onTuning?: (progress: TuningProgress) => void;
  /** With `inference.refine`, called after every batch of patterns that moved object and probe. */
  readonly onRefine?: (progress: EngineProgress) => void;
  /** With `inference.refine`, called after every iteration. */
  readonly onIteration?: (residuals: IterationResiduals) => void;
  /** The network, where it is loaded already; without it `inference.modelPath` is. */
  readonly trained?: Trained;
}

/** What an inference gives. */
export interface InferResult {
  /** The stitched object, or what an engine made of it. */
  readonly reconstruction: Reconstruction;
  /** The scan that was reconstructed. */
  readonly scan: string;
  /** Patterns that were reconstructed. */
  readonly patterns: number;
  /** Checkpoint file of the network. */
  readonly checkpoint: string;
  /** How the training corrected the positions of the scan; null where they are those of the scan. */
  readonly positions: PositionCorrections | null;
  /** What the image says of itself without a known truth. */
  readonly checks: ImageChecks;
  /** What looks wrong in the image, its data and its network, problems first; empty without `inference.results`. */
  readonly findings: readonly Finding[];
  /** What the image was multiplied by to be absolute; null without `inference.varproScaling`. */
  readonly absoluteScale: AbsoluteScale | null;
  /** What an engine made of the network's image; null without `inference.refine`. */
  readonly refinement: Refinement | null;
  /** What was left out or looks wrong in the scan or the image, one sentence each. */
  readonly warnings: readonly string[];
  /** Files of an earlier inference that are replaced, or removed as this one writes none of their name. */
  readonly replaced: readonly string[];
  /** Written files. */
  readonly files: ImageFiles & {
    /** `product.h5`, with `inference.product`. */
    readonly product?: string;
    /** `positions.npz`, where the training corrected the scan's positions. */
    readonly positions?: string;
    /** `patch_stats.json`, with `inference.logPatchStats`. */
    readonly patchStats?: string;
    /** `patch_grid.png`, with `inference.logPatchStats`. */
    readonly patchGrid?: string;
    /** The images in `debug/`, with `inference.debug`. */
    readonly debug?: readonly string[];
  };
}
