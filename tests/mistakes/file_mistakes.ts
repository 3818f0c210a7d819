/**
 * Mistakes with files.
 *
 * @module
 */
import { type MistakeSection, scanFile, type Writer } from "./mistake.ts";
import { usualArrays } from "./usual_scan.ts";

/** In the order of the page. */
export const fileMistakes: MistakeSection = {
  title: "Files",
  mistakes: [
    {
      wrong: "The file is not there",
      lines: ["train scna.npz"],
      says: "error: Cannot read scna.npz as there is no such file",
    },
    {
      wrong: "The patterns have a name of their own",
      lines: ["train renamed.npz"],
      says: "error: Cannot use scan renamed.npz as it has no diffraction or diff3d: found probeGuess, xcoords, " +
        "ycoords, difraction; rename difraction if that is it",
      write: scanFile("renamed.npz", () => {
        const { diffraction, ...rest } = usualArrays();
        return { ...rest, ...(diffraction && { difraction: diffraction }) };
      }),
    },
    {
      wrong: "HDF5 that was not copied whole",
      lines: ["train scan.h5"],
      says: "error: Cannot read scan.h5 as it is truncated: it has 8 bytes; copy it again",
      write: bytes("scan.h5", "\x89HDF\r\n\x1a\n"),
    },
    {
      wrong: "MATLAB",
      lines: ["train scan.mat"],
      says: "error: Cannot read scan.mat as it is MATLAB 5: save it with -v7.3, or as NPZ",
      write: bytes("scan.mat", "MATLAB 5.0 MAT-file, Platform: GLNXA64"),
    },
    {
      wrong: "A pickle",
      lines: ["train scan.pkl"],
      says: "error: Cannot read scan.pkl as it is a Python pickle, which is a program and is never run: " +
        "where you trust it, load it in Python, and save its arrays as NPZ, with numpy.savez",
      write: bytes("scan.pkl", "\x80\x04\x95\0\0\0\0"),
    },
    {
      wrong: "A file of Git LFS that was not fetched",
      lines: ["train pointer.npz"],
      says: "error: Cannot read pointer.npz as it is a Git LFS pointer: git lfs pull fetches the file",
      write: bytes("pointer.npz", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
    },
  ],
};

// --- internal ---

/** Writes a file that begins as those of its kind do. */
function bytes(name: string, content: string): Writer {
  return (directory) => Deno.writeFile(`${directory}/${name}`, Uint8Array.from(content, (c) => c.charCodeAt(0)));
}
