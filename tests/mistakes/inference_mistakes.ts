/**
 * Mistakes with a trained network, and what it is given.
 *
 * @module
 */
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import type { MistakeSection, Writer } from "./mistake.ts";
import { star, usual } from "./usual_scan.ts";

/** In the order of the page. */
export const inferenceMistakes: MistakeSection = {
  title: "Inference",
  mistakes: [
    {
      wrong: "Too few epochs",
      lines: [
        "train star.npz --output-dir runs/hasty --max-epochs 1",
        "infer runs/hasty star.npz",
      ],
      says:
        "warning: the network learned nothing: it predicts the same patch for every pattern: patches differ by … % " +
        "of the contrast within one; train for more epochs (--max-epochs) or with another learning rate " +
        "(training.learningRate, --learning-rate), and check that the scan is read correctly (inspect SCAN)",
      helps: "Some hundred steps are the least for a small network, and a thousand for an object of weak phases; " +
        "`--batch-size 4` makes more of an epoch. The loss must have fallen clearly.",
    },
    {
      wrong: "The learning rate is too low",
      lines: [
        "train star.npz --output-dir runs/slow --learning-rate 1e-7 --max-epochs 4",
        "infer runs/slow star.npz",
      ],
      says:
        "warning: the network learned nothing: it predicts the same patch for every pattern: patches differ by … % " +
        "of the contrast within one; train for more epochs (--max-epochs) or with another learning rate " +
        "(training.learningRate, --learning-rate), and check that the scan is read correctly (inspect SCAN)",
      helps: "1e-3, the default, and 3e-4 are usual.",
    },
    {
      wrong: "x and y are exchanged",
      lines: ["infer runs/star exchanged.npz"],
      says: "warning: overlapping patches contradict each other: the image has … % of the contrast of the " +
        "patches, where 50 % and more are usual; check the scan's positions (unit, order and sign of x " +
        "and y), whether DC is in the centre of its patterns, and whether the network was trained on such " +
        "a scan, and for long enough",
      helps: "x is the column, y the row.",
      write: moved("exchanged.npz", (x, y) => [y, x]),
    },
    {
      wrong: "x has the wrong sign",
      lines: ["infer runs/star mirrored.npz"],
      says: "warning: overlapping patches contradict each other: the image has … % of the contrast of the " +
        "patches, where 50 % and more are usual; check the scan's positions (unit, order and sign of x " +
        "and y), whether DC is in the centre of its patterns, and whether the network was trained on such " +
        "a scan, and for long enough",
      helps: "Columns count to the right, rows downwards.",
      write: moved("mirrored.npz", (x, y) => [200 - x, y]),
    },
    {
      wrong: "The network was trained on amplitudes and is given counts",
      lines: ["infer runs/star bright.npz"],
      says: "warning: bright.npz: its patterns have 652 times the energy of those that the network was trained " +
        "on (sum of squared amplitudes 65100000 instead of 100000): if it is recorded otherwise, say so by " +
        "--measurement; another exposure is no matter",
      helps: "Where files hold counts, both `train` and `infer` need `--measurement intensity`.",
      write: (directory) => {
        return writeScan(`${directory}/bright.npz`, {
          ...star,
          amplitude: star.amplitude.map((v) => Math.round(v * v)),
        });
      },
    },
    {
      wrong: "The network was trained with another probe",
      lines: ["infer runs/star narrow.npz"],
      says: "warning: narrow.npz: its probe is 5.54 px wide (root mean square radius) instead of the 10.9 that " +
        "the network was trained on: it paints what it learned of the other; train on a scan like this one",
      write: (directory) => {
        const { re, im } = usual.probe;
        const side = usual.patchSize;
        const cut = (part: Float32Array): Float32Array =>
          part.map((v, i) => Math.hypot(Math.floor(i / side) - side / 2, i % side - side / 2) < side / 8 ? v : 0);
        const probe = { ...usual.probe, re: cut(re), im: cut(im) };
        return writeScan(`${directory}/narrow.npz`, simulateScan({ patterns: star.count, seed: 1, probe }));
      },
    },
    {
      wrong: "The directory holds no trained network",
      lines: ["infer runs star.npz"],
      says: "error: Cannot load a trained network from runs as it is not a run directory: no runs/checkpoints",
    },
  ],
};

// --- internal ---

/** Writes the scan of the network with its patterns in other places. */
function moved(name: string, change: (x: number, y: number) => readonly [x: number, y: number]): Writer {
  return (directory) => {
    const places = Array.from(star.x, (x, i) => change(x, star.y[i] ?? NaN));
    const [x, y] = [Float64Array.from(places, ([x]) => x), Float64Array.from(places, ([, y]) => y)];
    return writeScan(`${directory}/${name}`, { ...star, x, y, object: null });
  };
}
