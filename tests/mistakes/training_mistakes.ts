/**
 * Mistakes with the configuration of a training, and its directory.
 *
 * @module
 */
import { type MistakeSection, scanFile } from "./mistake.ts";
import { usualArrays } from "./usual_scan.ts";

const plain = scanFile("scan.npz", () => usualArrays());

/** In the order of the page. */
export const trainingMistakes: MistakeSection = {
  title: "Training",
  mistakes: [
    {
      wrong: "The learning rate is too high",
      lines: ["train scan.npz --learning-rate 1e9 --max-epochs 3"],
      says: "error: Cannot go on training as the … loss must be finite in epoch …, step …: current value is …; " +
        "lower training.learningRate (now 1000000000), no checkpoint holds any of it",
      write: plain,
    },
    {
      wrong: "A loss that is not of the mode",
      lines: ["train scan.npz --model-type supervised --torch-loss-mode poisson"],
      says: "error: Cannot create the training payload as model.loss (--torch-loss-mode) must be mae where " +
        'model.mode (--model-type) is supervised: labels are not photon counts: current value is "poisson"',
      write: plain,
    },
    {
      wrong: "The warm-up is longer than the run",
      lines: ["train scan.npz --scheduler WarmupCosine --warmup-epochs 5 --max-epochs 2"],
      says: "error: Cannot create the training payload as training.warmupEpochs (--warmup-epochs) must be " +
        "below training.epochs (--max-epochs, 2): current value is 5",
      write: plain,
    },
    {
      wrong: "The directory holds a run already",
      lines: ["train scan.npz --output-dir runs/star"],
      says: "error: Cannot start a run in runs/star as it already holds one: choose another " +
        "execution.outputDir (--output-dir), resume the run (--resume), or overwrite it (--overwrite)",
      write: plain,
    },
    {
      wrong: "There is nothing to resume",
      lines: ["train --resume runs/nowhere"],
      says: "error: Cannot resume runs/nowhere as it does not exist",
      helps: "`--resume` takes the directory of a run, that which was its `--output-dir`.",
    },
  ],
};
