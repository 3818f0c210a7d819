/**
 * Mistakes with axes, sizes, the beam, bad pixels.
 *
 * @module
 */
import { realArray } from "../../data/formats/npy_encode.ts";
import { type MistakeSection, scanFile } from "./mistake.ts";
import { inCorners, usual, usualArrays, usualCounts } from "./usual_scan.ts";

const { count, patchSize: side, amplitude } = usual;
const pixels = side * side;

/** In the order of the page. */
export const patternMistakes: MistakeSection = {
  title: "Patterns",
  mistakes: [
    {
      wrong: "The direct beam is in the corners",
      lines: ["train corners.npz"],
      says: "warning: corners.npz: diffraction has the direct beam in the corners instead of the middle: its " +
        "mean pattern is brightest there; move it with numpy.fft.fftshift(patterns, axes=(1, 2))",
      write: scanFile(
        "corners.npz",
        () => usualArrays({ diffraction: realArray(inCorners(amplitude, side), [count, side, side]) }),
      ),
    },
    {
      wrong: "As many patterns as pixels a side, and none of the axes looks like that of the patterns",
      lines: ["train cube.npz"],
      says: "warning: cube.npz: diffraction is a cube of 64 × 64 × 64, in which patterns may lie along the " +
        "first or the last axis: the first is taken; if it is the last, write them as (M, N, N), " +
        "numpy.moveaxis(patterns, -1, 0), with M other than N to be sure",
      helps: "Of other shapes (N, N, M) is recognised, and needs nothing.",
      write: scanFile("cube.npz", () => ({
        ...usualArrays(),
        diffraction: realArray(new Float32Array(side ** 3).fill(2.5), [side, side, side]),
        xcoords: realArray(Float64Array.from({ length: side }, (_, i) => 32 + 8 * (i % 8))),
        ycoords: realArray(Float64Array.from({ length: side }, (_, i) => 32 + 8 * Math.floor(i / 8))),
      })),
    },
    {
      wrong: "Patterns are not square",
      lines: ["train oblong.npz"],
      says: "error: Cannot use scan oblong.npz as diffraction must be square patterns of shape (M, N, N): its " +
        "shape is (9, 64, 48); crop them, or pad them with zeros, to a square around the direct beam",
      write: scanFile(
        "oblong.npz",
        () => usualArrays({ diffraction: realArray(amplitude.subarray(0, count * side * 48), [count, side, 48]) }),
      ),
    },
    {
      wrong: "Patterns are of a size that no network takes",
      lines: ["train wide.npz"],
      says: "error: Cannot use scan wide.npz as networks take patterns of 64, 128 or 256 px a side: current " +
        "value is 96 × 96; crop them to 64 px or pad them with zeros to 128 px around the direct beam",
      write: scanFile(
        "wide.npz",
        () => usualArrays({ diffraction: realArray(new Float32Array(count * 96 * 96).fill(1.5), [count, 96, 96]) }),
      ),
    },
    {
      wrong: "A patch size that is not that of the patterns",
      lines: ["train scan.npz --patch-size 128"],
      says: "error: Cannot prepare samples of scan.npz as its patterns have 64 pixels a side: data.patchSize " +
        "(--patch-size) is 128; leave it away, or pad them with zeros to 128 px around the direct beam",
      write: scanFile("scan.npz", () => usualArrays()),
    },
    {
      wrong: "Bad pixels hold the greatest number of 32 bits",
      lines: ["train marked.npz --measurement intensity"],
      says:
        "error: Cannot use scan marked.npz as diffraction has bad pixels: 3 pixels of each pattern hold 4294967295, as " +
        "detectors mark gaps and saturated or dead pixels (all others hold 1791 or less): mask them, by a key mask of 1 for valid " +
        "pixels and 0 for these, or by the import command that exitwave inspect prints",
      write: scanFile(
        "marked.npz",
        () => usualArrays({ diffraction: usualCounts(new Uint32Array(count * pixels), 2 ** 32 - 1) }),
      ),
    },
    {
      wrong: "Bad pixels hold the greatest number of 16 bits",
      lines: ["train saturated.npz --measurement intensity"],
      says:
        "error: Cannot use scan saturated.npz as diffraction has bad pixels: 3 pixels of each pattern hold 65535, as " +
        "detectors mark gaps and saturated or dead pixels (all others hold 1791 or less): mask them, by a key mask of 1 for valid " +
        "pixels and 0 for these, or by the import command that exitwave inspect prints",
      write: scanFile(
        "saturated.npz",
        () => usualArrays({ diffraction: usualCounts(new Uint16Array(count * pixels), 65535) }),
      ),
    },
    {
      wrong: "Bad pixels are NaN",
      lines: ["train gaps.npz"],
      says: "error: Cannot use scan gaps.npz as an amplitude is not finite: the value at [0, 0, 0] is NaN; in " +
        "diffraction 3 pixels of each pattern are NaN: mask them, by a key mask of 1 for valid " +
        "pixels and 0 for these, or by the import command that exitwave inspect prints",
      write: scanFile(
        "gaps.npz",
        () =>
          usualArrays({
            diffraction: realArray(amplitude.map((v, i) => i % pixels < 3 ? NaN : v), [count, side, side]),
          }),
      ),
    },
    {
      wrong: "A background was subtracted, and what is below it is negative",
      lines: ["train background.npz --measurement intensity"],
      says: "error: Cannot use scan background.npz as an intensity is negative: the value at [0, 0, 0] is " +
        "-0.5; in diffraction 21848 pixels of 9 patterns are negative: negative values are noise about a background that was taken " +
        "off: clip them, numpy.maximum(patterns, 0)",
      write: scanFile(
        "background.npz",
        () => usualArrays({ diffraction: realArray(amplitude.map((v) => v ** 2 - 0.5), [count, side, side]) }),
      ),
    },
    {
      wrong: "Frames without light",
      lines: ["train dark.npz"],
      says: "warning: dark.npz: diffraction has 1 dark pattern, number 0, with less than 0.0001 of the usual " +
        "energy: it is left out; take such frames out of the file",
      write: scanFile(
        "dark.npz",
        () => usualArrays({ diffraction: realArray(amplitude.map((v, i) => i < pixels ? 0 : v), [count, side, side]) }),
      ),
    },
  ],
};
