/**
 * Mistakes with the probe.
 *
 * @module
 */
import { complexArray } from "../../data/formats/npy_encode.ts";
import { type MistakeSection, scanFile } from "./mistake.ts";
import { inCorners, usual, usualArrays } from "./usual_scan.ts";

const { patchSize: side, probe } = usual;
const pixels = side * side;

/** In the order of the page. */
export const probeMistakes: MistakeSection = {
  title: "Probe",
  mistakes: [
    {
      wrong: "The probe is zero",
      lines: ["train unlit.npz"],
      says: "error: Cannot use scan unlit.npz as its probe is zero everywhere: take that of another reconstruction, " +
        "or a disk as large as the beam",
      write: scanFile("unlit.npz", () => {
        const zero = { re: new Float32Array(pixels), im: new Float32Array(pixels) };
        return usualArrays({ probeGuess: complexArray(zero, [side, side]) });
      }),
    },
    {
      wrong: "The probe has another size than the patterns",
      lines: ["train probe.npz"],
      says: "error: Cannot use scan probe.npz as probeGuess must be numbers of shape (64, 64) or (P, 64, 64): " +
        "its shape is (32, 32) and its element type c8; crop it, or pad it with zeros, around its middle: its pixels are " +
        "those of the object",
      write: scanFile("probe.npz", () => {
        const part = { re: probe.re.subarray(0, pixels / 4), im: probe.im.subarray(0, pixels / 4) };
        return usualArrays({ probeGuess: complexArray(part, [side / 2, side / 2]) });
      }),
    },
    {
      wrong: "More modes are asked for than the probe has",
      lines: ["train scan.npz --probe-modes 3"],
      says:
        "error: Cannot prepare samples of scan.npz as its probe has fewer modes than data.probeModes (--probe-modes) " +
        "asks for: current value is 3 of 1; null takes all",
    },
    {
      wrong: "The probe lies in the corners of its array",
      lines: ["train shifted.npz"],
      says: "warning: shifted.npz: probeGuess lies in the corners of its array instead of the middle: move it " +
        "with numpy.fft.fftshift(probe, axes=(-2, -1))",
      write: scanFile("shifted.npz", () => {
        const moved = { re: inCorners(probe.re, side), im: inCorners(probe.im, side) };
        return usualArrays({ probeGuess: complexArray(moved, [side, side]) });
      }),
    },
  ],
};
