/**
 * Mistakes with `import`.
 *
 * @module
 */
import { realArray } from "../../data/formats/npy_encode.ts";
import { type MistakeSection, scanFile } from "./mistake.ts";
import { usual, usualArrays, usualCounts } from "./usual_scan.ts";

const { count, patchSize: side, x, y } = usual;
const counts = usualCounts(new Uint16Array(count * side * side));
const metres = {
  diffraction: counts,
  xcoords: realArray(x.map((pixels) => pixels * 3e-8)),
  ycoords: realArray(y.map((pixels) => pixels * 3e-8)),
};

/** In the order of the page. */
export const importMistakes: MistakeSection = {
  title: "Import",
  mistakes: [
    {
      wrong: "Positions are in metres, and nothing says how large a pixel of the object is",
      lines: ["import counts_in_metres.npz -o imported.npz --units m"],
      says: "error: Cannot place positions in m as nothing tells the size of an object pixel: set import.pixelSize " +
        "(--pixel-size), or import.energy (--energy) and import.distance (--distance) and import.detectorPixel " +
        "(--detector-pixel)",
      write: scanFile("counts_in_metres.npz", () => usualArrays(metres)),
    },
    {
      wrong: "There are fewer positions than patterns",
      lines: ["import fewer.npz -o imported.npz --units px"],
      says:
        "error: Cannot import as xcoords and ycoords of fewer.npz has fewer positions than diffraction of fewer.npz " +
        "has frames: 7 for 9; choose import.frames (--frames) such as 0:7, or set import.frameIndexes (--frame-indexes), " +
        "which says which position each has",
      write: scanFile(
        "fewer.npz",
        () => usualArrays({ xcoords: realArray(x.slice(0, 7)), ycoords: realArray(y.slice(0, 7)) }),
      ),
    },
    {
      wrong: "The scan to write is the file that is read",
      lines: ["import same.npz -o same.npz"],
      says: "error: Cannot write the scan same.npz as it is one of the files that are read: give another name",
      write: scanFile("same.npz", () => usualArrays()),
    },
    {
      wrong: "The mask is of another detector",
      lines: ["import masked.npz -o imported.npz --units px --mask valid"],
      says: "error: Cannot use valid of masked.npz as mask as patterns have 64 × 64 px: its shape is (32, 32); name " +
        "another with --mask",
      write: scanFile("masked.npz", () => usualArrays({ valid: realArray(new Uint8Array(1024), [32, 32]) })),
    },
    {
      wrong: "Energy and wavelength are given",
      lines: ["import masked.npz -o imported.npz --energy 8800 --wavelength 1e-10"],
      says:
        "error: Cannot create the import payload as import.wavelength (--wavelength) must be null where import.energy " +
        "(--energy) is given (8800), which says the same: current value is 1e-10",
    },
    {
      wrong: "Pixels are left over when patterns are binned",
      lines: ["import masked.npz -o imported.npz --crop 64 --bin 3"],
      says:
        "error: Cannot create the import payload as import.bin (--bin) must divide import.crop (--crop, 64), so that " +
        "no pixel is left over: current value is 3",
    },
    {
      wrong: "Patterns are imported to a size that no network takes",
      lines: ["import masked.npz -o imported.npz --units px --crop 48 --pad 48"],
      says: "warning: patterns are of 48 × 48 pixels, but networks take 64, 128, 256: set import.crop (--crop) or " +
        "import.pad (--pad); engines take them as they are",
    },
  ],
};
