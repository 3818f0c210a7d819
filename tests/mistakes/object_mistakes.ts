/**
 * Mistakes with the known object.
 *
 * @module
 */
import { complexArray, realArray, type WritableArray } from "../../data/formats/npy_encode.ts";
import { type MistakeSection, scanFile } from "./mistake.ts";
import { usual, usualArrays } from "./usual_scan.ts";

const { object, probe } = usual;

/** In the order of the page. */
export const objectMistakes: MistakeSection = {
  title: "Known object",
  mistakes: [
    {
      wrong: "Supervised training without an object",
      lines: ["train unlabelled.npz --model-type supervised"],
      says: "error: Cannot make labels from unlabelled.npz as it has no objectGuess that can be used: " +
        "supervised training and model.realspaceMaeWeight (--realspace-mae-weight) need a known object, which data.labels (--labels) may name",
      helps:
        "Train without labels, which is the default, let an engine make them (`--labels engine`), or give the object as " +
        "`objectGuess`.",
      write: scanFile("unlabelled.npz", () => usualArrays()),
    },
    {
      wrong: "The object is smaller than the scan, or its first pixel is not at (0, 0)",
      lines: ["train small.npz --model-type supervised"],
      says: "error: Cannot make labels from small.npz as patch 1 reaches beyond the 70 × 70 object: its centre " +
        "is (43.2115, 36.6896); the object must be known wherever a patch is, and coordinates begin at its first pixel",
      write: scanFile("small.npz", () => {
        const part = { re: object?.re.subarray(0, 4900) ?? probe.re, im: object?.im.subarray(0, 4900) ?? probe.im };
        return usualArrays({ objectGuess: complexArray(part, [70, 70]) });
      }),
    },
    {
      wrong: "The object is unknown in places, and is not needed",
      lines: ["train holes.npz"],
      says: "warning: holes.npz: its object is not finite: 5 of the 7056 pixels of objectGuess are NaN or " +
        "infinite; it is not used, and needed for supervised training and evaluation alone",
      write: scanFile("holes.npz", () => withHoles(0)),
    },
    {
      wrong: "The object is unknown in places, and its patches are to be learned",
      lines: ["train unknown.npz --model-type supervised"],
      says: "error: Cannot use scan unknown.npz as its object is not finite: 5 of the 7056 pixels of " +
        "objectGuess are NaN or infinite, and none of the 9 patches is known whole",
      write: scanFile("unknown.npz", () => withHoles(42 * (object?.width ?? 0) + 40)),
    },
    {
      wrong: "The truth is a scan without an object",
      lines: ["evaluate star.npz scan.npz"],
      says: "error: Cannot read a reconstruction from scan.npz as it has neither object nor objectGuess nor psi: " +
        "current value is diffraction, probeGuess, xcoords, ycoords",
      helps: "The truth is the `objectGuess` of a scan, or the `object` of a reconstruction.",
      write: scanFile("scan.npz", () => usualArrays()),
    },
    {
      wrong: "The truth has pixels of another size",
      lines: ["evaluate star.npz coarse.npz"],
      says:
        "error: Cannot compare images of different pixels: those of the reconstruction are 10 nm, those of the truth " +
        "20 nm; resample one of them, or correct the size that its file says",
      write: scanFile("coarse.npz", () => {
        const { height, width } = object ?? probe;
        return usualArrays({
          objectGuess: complexArray(object ?? probe, [height, width]),
          object_pixel_size_m: realArray(Float64Array.of(2e-8), []),
        });
      }),
    },
  ],
};

// --- internal ---

/** The usual scan with its object, of which five pixels are unknown. */
function withHoles(first: number): Record<string, WritableArray> {
  const { height, width, re, im } = object ?? probe;
  const holed = re.map((value, i) => i >= first && i < first + 5 ? NaN : value);
  return usualArrays({ objectGuess: complexArray({ re: holed, im }, [height, width]) });
}
