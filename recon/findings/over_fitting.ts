/**
 * A training that learned its patterns by heart.
 *
 * @module
 */
import { epochNumber } from "../../config/values/epoch_number.ts";
import { numberText } from "../figures/drawing/text/number_text.ts";
import { type Finding, percent } from "./finding.ts";
import { changeOf, type EpochLosses, lossCourse, recentValue } from "./loss_course.ts";

/**
 * Found where the validation loss rose again while the training loss fell.
 *
 * @param epochs The epochs of the training, in their order.
 */
export function overFitting(epochs: readonly EpochLosses[]): Finding | null {
  const [train, val] = [lossCourse(epochs, "train"), lossCourse(epochs, "val")];
  if (!train || !val || val.values.length < LEAST_EPOCHS) return null;
  const least = val.values[val.best] ?? NaN;
  const rise = changeOf(val, least, recentValue(val));
  const trained = changeOf(
    train,
    train.values[train.epochs.indexOf(val.epochs[val.best] ?? NaN)] ?? NaN,
    recentValue(train),
  );
  if (!(rise >= LEAST_RISE) || !(trained < 0)) return null;
  return {
    code: "over-fitting",
    severity: "hint",
    title: "the network learned its patterns by heart",
    detail:
      `${val.name} was least in epoch ${epochNumber(val.epochs[val.best] ?? NaN)}, ${
        numberText(least, 4)
      }, and rose by ${percent(rise)} while ` +
      `${train.name} fell`,
    remedy: "take the best checkpoint, which is what a run is read by, stop early (execution.earlyStopPatience, " +
      "--early-stop-patience), train on more patterns, or with a smaller network (model.filterScale, --n-filters-scale)",
  };
}

// --- internal ---

/** Validation losses of some tens of patterns move by some percent from epoch to epoch. */
const LEAST_RISE = 0.1;
const LEAST_EPOCHS = 6;
