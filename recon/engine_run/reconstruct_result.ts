/**
 * What a reconstruction by an engine gives.
 *
 * @module
 */
import type { ComplexImage } from "../../data/complex_image.ts";
import type { Iteration } from "../../run/engine/iteration.ts";
import type { PositionCorrections } from "../../run/learned_beam.ts";
import type { RunEnd } from "../../run/run_record.ts";
import type { Finding } from "../findings/finding.ts";
import type { Reconstruction } from "../image/reconstruction.ts";
import type { ImageFiles } from "../write_image.ts";

/** What a reconstruction gives. */
export interface ReconstructResult {
  /** The object. */
  readonly reconstruction: Reconstruction;
  /** Modes of the probe, in √counts, orthogonal, the strongest first. */
  readonly probe: readonly ComplexImage[];
  /** The scan. */
  readonly scan: string;
  /** The reconstruction that was begun with, and what of it, in words; null where there was none. */
  readonly start: { readonly path: string; readonly digest: string; readonly taken: readonly string[] } | null;
  /** Patterns that were reconstructed. */
  readonly patterns: number;
  /** Patterns that were held out, by `engine.heldOut`. */
  readonly heldOut: number;
  /** The iterations that are complete, those before it was resumed among them. */
  readonly iterations: readonly Iteration[];
  /** Why it ended: all iterations done, or one of the reasons of a training. */
  readonly exitReason: RunEnd;
  /** The reason as a sentence; null where all iterations are done. */
  readonly exitDetail: string | null;
  /** What looks wrong in the scan, one sentence each. */
  readonly warnings: readonly string[];
  /** Directory of the files. */
  readonly directory: string;
  /** The checkpoint to resume from; null without `execution.checkpointing`. */
  readonly lastCheckpoint: string | null;
  /** Files of an earlier image, which were removed at the beginning. */
  readonly replaced: readonly string[];
  /** What looks wrong in the image and its data, problems first. */
  readonly findings: readonly Finding[];
  /** How positions were corrected; null where they are the scan's. */
  readonly positions: PositionCorrections | null;
  /** Written files. */
  readonly files: ImageFiles & {
    /** `product.h5`, with `engine.product`. */
    readonly product?: string;
    /** `reconstruction.cxi`, with `engine.cxi`. */
    readonly cxi?: string;
    /** `positions.npz`, with `engine.positionStart`, and where the run began with other positions than the scan's. */
    readonly positions?: string;
  };
}
