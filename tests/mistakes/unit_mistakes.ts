/**
 * Mistakes with counts and amplitudes, pixels and metres.
 *
 * @module
 */
import { realArray, textScalar, type WritableArray } from "../../data/formats/npy_encode.ts";
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
    {
      wrong: "The wavelength is in ångströms",
      lines: ["train angstroms.npz"],
      says:
        "warning: angstroms.npz: wavelength_m is 1.24, no wavelength in metres (1e-13 to 0.001), and is not used: " +
        "write metres, 1.24 Å as 1.24e-10",
      write: scanFile("angstroms.npz", () => usualArrays({ wavelength_m: scalar(1.24) })),
    },
    {
      wrong: "The object pixel is not the one of wavelength, distance and detector",
      lines: ["train geometry.npz"],
      says:
        "warning: geometry.npz: object_pixel_size_m is 20 nm, but wavelength, distance and detector pixel give 51.7 nm " +
        "(λz/NΔ with N = 64): object_pixel_size_m is taken; correct what is wrong",
      helps: "Patterns that were cropped or binned have another N or Δ than the detector.",
      write: scanFile("geometry.npz", () =>
        usualArrays({
          wavelength_m: scalar(1.24e-10),
          detector_distance_m: scalar(2),
          detector_pixel_size_m: scalar(75e-6),
          object_pixel_size_m: scalar(20e-9),
        })),
    },
    {
      wrong: "The file says counts, and the command says amplitudes",
      lines: ["train told.npz --measurement amplitude"],
      says:
        "warning: told.npz: its numbers are read as amplitude although it says that they are intensity: leave out " +
        "data.measurement (--measurement) unless the file is wrong",
      write: scanFile("told.npz", () => usualArrays({ measurement: textScalar("intensity") })),
    },
  ],
};

// --- internal ---

function scalar(value: number): WritableArray {
  return realArray(Float64Array.of(value), []);
}
