/**
 * Mistakes with flags, fields and commands.
 *
 * @module
 */
import { type MistakeSection, scanFile } from "./mistake.ts";
import { usualArrays } from "./usual_scan.ts";

/** In the order of the page. */
export const wordMistakes: MistakeSection = {
  title: "Flags, fields and commands",
  mistakes: [
    {
      wrong: "A flag of another tool",
      lines: ["train scan.npz --lr 1e-4"],
      says: "error: Cannot run train as --lr is not one of its flags (did you mean --learning-rate?)",
    },
    {
      wrong: "A field that does not exist",
      lines: ["train scan.npz --set training.epoch=5"],
      says: "error: Cannot set training.epoch=5 as it must be section.field=value (did you mean " +
        "training.epochs?)",
    },
    {
      wrong: "A value of the wrong kind",
      lines: ["train scan.npz --max-epochs twenty"],
      says: "error: Cannot create the training payload as training.epochs (--max-epochs) must be a whole " +
        "number of at least 1 (for another end, give many and training.maxSteps (--max-steps) or " +
        'execution.maxTime (--max-time)): current value is "twenty"',
    },
    {
      wrong: "A command that does not exist",
      lines: ["predict runs/star"],
      says: "error: Cannot run predict as it is not a command (did you mean infer?)",
    },
    {
      wrong: "A scan that is named twice",
      lines: ["train star.npz star.npz"],
      says: "error: Cannot read scans as star.npz is named twice, by star.npz: name each file once",
      helps: "A run trains on all scans that are named; `--test-data-file` names others to validate on.",
    },
    {
      wrong: "A pattern of names that no file has",
      lines: ["train scans/*.npz"],
      says: "error: Cannot read scans as no file matches scans/*.npz",
    },
    {
      wrong: "A run, where its image is wanted",
      lines: ["evaluate runs/star scan.npz"],
      says: "error: Cannot read runs/star/reconstruction.npz as there is no such file",
      helps: "`infer` makes the image; `evaluate` takes the directory that it wrote to.",
      write: scanFile("scan.npz", () => usualArrays()),
    },
  ],
};
