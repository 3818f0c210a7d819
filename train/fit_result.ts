/**
 * What a call of `fit` comes to.
 *
 * @module
 */
import type { NamedArray } from "../data/formats/safetensors.ts";
import type { EpochEndEvent, FitEnd } from "./callbacks/events.ts";
import type { Profile } from "./profile/profile.ts";

/** What a training came to. */
export interface FitResult {
  /** Why it ended. */
  readonly exitReason: FitEnd;
  /** Why, as a sentence; null where all epochs are done. */
  readonly exitDetail: string | null;
  /** Directory of the run. */
  readonly runDirectory: string;
  /** Completed epochs of the run. */
  readonly epochs: number;
  /** Optimizer steps taken since the run began. */
  readonly steps: number;
  /** The epochs that this call completed, in order. */
  readonly history: readonly EpochEndEvent[];
  /** Path of the best checkpoint by the monitor; null where none is ranked. */
  readonly bestCheckpoint: string | null;
  /** Path of the checkpoint to resume from; null where none are written. */
  readonly lastCheckpoint: string | null;
  /** Epoch with the best value of the monitor; null where no epoch has one. */
  readonly bestEpoch: number | null;
  /** That value; null where no epoch has one. */
  readonly bestValue: number | null;
  /**
   * The weights of that epoch, or after the last step where there is none; PyTorch names and layouts. With
   * `training.emaDecay` they are the moving average.
   */
  readonly weights: ReadonlyMap<string, NamedArray>;
  /** Where the time went, with `execution.profile`; else null. */
  readonly profile: Profile | null;
  /** Wall-clock time of this call, in seconds. */
  readonly seconds: number;
}
