/**
 * Mistakes with counts and amplitudes, pixels and metres.
 *
 * @module
 */
import { realArray } from "../../data/formats/npy_encode.ts";
import { type MistakeSection, scanFile } from "./mistake.ts";
import { usual, usualArrays, usualCounts } from "./usual_scan.ts";

const { count, patchSize: side, x, y } = usual;

/** In the order of the page. */
export const unitMistakes: MistakeSection = {
  title: "Units",
  mistakes: [
    {
      wrong: "Counts are taken for amplitudes",
      lines: ["train counts.npz"],
      says: "warning: counts.npz: diffraction holds whole numbers up to 1791 (u2) and is read as amplitudes: " +
        'if they are counts, set data.measurement to "intensity" (--measurement intensity)',
      write: scanFile(
        "counts.npz",
        () => usualArrays({ diffraction: usualCounts(new Uint16Array(count * side ** 2)) }),
      ),
    },
    {
      wrong: "Amplitudes are taken for counts",
      lines: ["train amplitudes.npz --measurement intensity"],
      says: "warning: amplitudes.npz: diffraction holds square roots of whole numbers (f4) and is read as " +
        'intensities: if they are amplitudes, set data.measurement to "amplitude" (--measurement amplitude)',
      write: scanFile("amplitudes.npz", () => usualArrays()),
    },
    {
      wrong: "Positions are in metres",
      lines: ["train metres.npz"],
      says: "warning: metres.npz: positions span 1.98e-7 × 1.69e-7 px (x × y): are they in metres? xcoords and " +
        "ycoords must be in object pixels: divide them by the size of a pixel",
      write: scanFile("metres.npz", () =>
        usualArrays({
          xcoords: realArray(x.map((value) => value * 1e-8)),
          ycoords: realArray(y.map((value) => value * 1e-8)),
        })),
    },
    {
      wrong: "Positions are in nanometres, or in steps of a motor",
      lines: ["train nanometres.npz"],
      says: "warning: nanometres.npz: positions span 396 × 338 px (x × y), 122 px from one to the next, while " +
        "patches have 64 px and should overlap: are they in nanometres or motor steps? xcoords and ycoords " +
        "must be in object pixels: divide them by the size of a pixel",
      write: scanFile("nanometres.npz", () =>
        usualArrays({
          xcoords: realArray(x.map((value) => value * 20)),
          ycoords: realArray(y.map((value) => value * 20)),
        })),
    },
  ],
};
