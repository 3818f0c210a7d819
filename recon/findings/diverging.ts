/**
 * A training that went the wrong way.
 *
 * @module
 */
import { epochNumber } from "../../config/values/epoch_number.ts";
import { numberText } from "../figures/drawing/text/number_text.ts";
import { type Finding, percent } from "./finding.ts";
import { changeOf, type EpochLosses, lossCourse, recentValue } from "./loss_course.ts";

/**
 * Found where the training loss ended as no number, or far above its least value.
 *
 * @param epochs The epochs of the training, in their order.
 */
export function diverging(epochs: readonly EpochLosses[]): Finding | null {
  const course = lossCourse(epochs, "train");
  if (!course || course.values.length < LEAST_EPOCHS) return null;
  const [least, last] = [course.values[course.best] ?? NaN, recentValue(course)];
  const rise = changeOf(course, least, last);
  if (rise < LEAST_RISE) return null;
  const seen = Number.isFinite(rise)
    ? `ended ${percent(rise)} above it, at ${numberText(last, 4)}`
    : "is not finite at the end";
  return {
    code: "diverging",
    severity: "problem",
    title: "the training diverged",
    detail: `${course.name} was ${numberText(least, 4)} in epoch ${
      epochNumber(course.epochs[course.best] ?? NaN)
    } and ${seen}`,
    remedy: "train with a smaller learning rate (training.learningRate, --learning-rate), or clip gradients " +
      "(training.clipGradients, --gradient-clip-val)",
  };
}

// --- internal ---

/** A loss that rises by half is beyond what batches and schedules do to it. */
const LEAST_RISE = 0.5;
/** Fewer epochs have no course. */
const LEAST_EPOCHS = 4;
