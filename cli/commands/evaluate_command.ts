/**
 * What `--help` says of `evaluate`, and its flags.
 *
 * @module
 */
import type { Command } from "../line/command.ts";

/** `evaluate`. */
export const EVALUATE: Command = {
  name: "evaluate",
  summary: "Compare a reconstruction with a known object, or halves of its scan with each other",
  usage: "RECONSTRUCTION GROUND_TRUTH [flags], or evaluate DIR --half-scans",
  example: "evaluate runs/scan/image scan.npz",
  positional: [
    { word: "RECONSTRUCTION", flag: "reconstruction" },
    { word: "GROUND_TRUTH", flag: "ground-truth" },
  ],
  sections: [],
  own: [
    {
      names: ["reconstruction"],
      about:
        "reconstruction.npz or the directory it is in; with --half-scans the directory of reconstruct or of a training",
      value: "FILE|DIR",
    },
    {
      names: ["ground-truth", "truth"],
      about:
        "NPZ or HDF5 file with the object as `object` or `objectGuess`, such as the scan, or the directory of a reconstruction",
      value: "FILE|DIR",
    },
    {
      names: ["half-scans"],
      about:
        "Resolution without a known object: reconstruct two halves of the scan as the directory says, and compare them by " +
        "Fourier ring correlation",
    },
    {
      names: ["scan"],
      about: "--half-scans: the scan, where it is not the one that the directory is of",
      value: "SCAN",
    },
    {
      names: ["accelerator"],
      about: "--half-scans: where to compute, if it is not where the directory says",
      value: "auto|cpu|webgpu|gpu",
    },
    {
      names: ["output-dir", "o"],
      about:
        "Write metrics.json, frc.csv and comparison.png (reconstruction beside truth) there; --half-scans writes " +
        "half_scans.json, half_scans_frc.csv and half_scans.png, without this flag into its DIR",
      value: "DIR",
    },
  ],
  load: async () => (await import("./evaluate.ts")).evaluate,
};
