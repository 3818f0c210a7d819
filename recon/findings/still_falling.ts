/**
 * A training that ended too early.
 *
 * @module
 */
import { numberText } from "../figures/drawing/text/number_text.ts";
import { type Finding, percent } from "./finding.ts";
import { changeOf, earlierValue, type EpochLosses, lossCourse, recentValue } from "./loss_course.ts";

/**
 * Found where the validation loss, or that of the training where there is none, still fell in the last third of the epochs.
 *
 * @param epochs The epochs of the training, in their order.
 */
export function stillFalling(epochs: readonly EpochLosses[]): Finding | null {
  const course = lossCourse(epochs, "val") ?? lossCourse(epochs, "train");
  if (!course || course.values.length < LEAST_EPOCHS) return null;
  const [before, last] = [earlierValue(course), recentValue(course)];
  const fall = -changeOf(course, before, last);
  if (!(fall >= LEAST_FALL)) return null;
  return {
    code: "still-falling",
    severity: "hint",
    title: "the loss was still falling",
    detail: `${course.name} fell by ${percent(fall)} in the last third of ${course.values.length} epochs, to ` +
      numberText(last, 4),
    remedy: "train longer (training.epochs, --max-epochs), or go on from where it ended (train --resume RUN with a " +
      "greater --max-epochs)",
  };
}

// --- internal ---

/**
 * So much in a third of the epochs is well worth as many more. Trainings of 30 to 60 epochs that ended in good images still
 * fell by up to 9 %, those of 6 to 20 epochs by 11 to 18 %.
 */
const LEAST_FALL = 0.1;
const LEAST_EPOCHS = 6;
