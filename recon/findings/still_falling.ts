/**
 * A training that ended too early.
 *
 * @module
 */
import { numberText } from "../figures/drawing/text/number_text.ts";
import { type Finding, percent } from "./finding.ts";
import { changeOf, earlierValue, type EpochLosses, type LossCourse, lossCourse, recentValue } from "./loss_course.ts";

/**
 * Found where the validation loss, or that of the training where there is none, still fell in the last third of the epochs;
 * of fewer than six in the last one.
 *
 * @param epochs The epochs of the training, in their order.
 */
export function stillFalling(epochs: readonly EpochLosses[]): Finding | null {
  const course = lossCourse(epochs, "val") ?? lossCourse(epochs, "train");
  if (!course) return null;
  if (course.values.length < LEAST_EPOCHS) return shortTraining(course);
  const [before, last] = [earlierValue(course), recentValue(course)];
  const fall = -changeOf(course, before, last);
  if (!(fall >= LEAST_FALL)) return null;
  return found(
    "the loss was still falling",
    `${course.name} fell by ${percent(fall)} in the last third of ${course.values.length} epochs, to ` +
      numberText(last, 4),
  );
}

// --- internal ---

/** So few epochs have no third to take a mean of: a network has hardly begun to learn in them. */
function shortTraining(course: LossCourse): Finding | null {
  const { name, values: { length, 0: first = NaN, [length - 2]: before = NaN, [length - 1]: last = NaN } } = course;
  const [whole, fall] = [first, before].map((from) => -changeOf(course, from, last)) as [number, number];
  if (!(whole >= LEAST_FALL && fall >= LEAST_LAST_FALL)) return null;
  const told = `${name} fell by ${percent(whole)} in ${length} epochs, from ${numberText(first, 4)} to ` +
    numberText(last, 4);
  return found(
    `the training was short, ${length} epochs, and the loss was still falling`,
    length > 2 ? `${told}, and by ${percent(fall)} in the last of them` : told,
  );
}

function found(title: string, detail: string): Finding {
  return {
    ...{ code: "still-falling", severity: "hint", title, detail },
    remedy: "train longer (training.epochs, --max-epochs), or go on from where it ended (train --resume RUN with a " +
      "greater --max-epochs)",
  };
}

/**
 * So much in a third of the epochs is well worth as many more. Trainings of 30 to 60 epochs that ended in good images still
 * fell by up to 9 %, those of 6 to 20 epochs by 11 to 18 %.
 */
const LEAST_FALL = 0.1;
const LEAST_EPOCHS = 6;

/** Three more epochs like the last one would be worth a tenth. */
const LEAST_LAST_FALL = 0.03;
