import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { withTempDir } from "../data/temp_dir.ts";
import { writeCheckpoints, writeScans } from "./bad_files.ts";
import { exitwave, exitwaveEach, TINY } from "./program.ts";

/** What is wrong with a file, as the message must say. */
type Problems = Readonly<Record<string, string>>;

const NO_ARCHIVE: Problems = {
  missing: "there is no such file",
  empty: "it is empty: copy it again",
  byte: "it is text, 1 byte of it: read tables",
  cut: "the ZIP archive is truncated",
  text: "it is a web page: download the file itself",
  pointer: "it is a Git LFS pointer: git lfs pull fetches the file",
  packed: "it is compressed by bzip2: bunzip2 it first",
  hdf5: "it is truncated: it has 8 bytes",
  pickle: "it is a Python pickle, which is a program and is never run: ",
  folder: "it is a directory",
};

const NO_SCAN: Problems = {
  ...NO_ARCHIVE,
  keys: "it has no diffraction or diff3d: found foo",
  flat_patterns: "diffraction must be square patterns of shape (M, N, N): its shape is (384, 64)",
  half_probe: "probeGuess must be numbers of shape (64, 64) or (P, 64, 64): its shape is (32, 64)",
  few_positions: "xcoords has fewer values than there are patterns: 5 for 6",
  nan_patterns: "an amplitude is not finite: the value at [0, 0, 0] is NaN",
  nan_probe: "its probe is not finite: the value at [0, 0] is NaN",
  nan_positions: "its y coordinate is not finite: the value at 0 is NaN",
  dark: "all its patterns are zero everywhere",
};

const NO_OBJECT: Problems = {
  ...NO_ARCHIVE,
  keys: "it has neither object nor objectGuess nor psi: current value is foo",
  flat_object: "an image of complex numbers, (H, W) or (L, H, W), is wanted",
  nan_object: "none of its values is finite",
};

const NO_SOURCE: Problems = {
  ...NO_ARCHIVE,
  keys:
    "it has no probeGuess or probe, no objectGuess, object or psi, and no xcoords with ycoords, nor a product's positions: found foo",
  half_probe: "probeGuess must be numbers of shape (32, 32)",
  flat_object: "objectGuess must be numbers of shape (H, W)",
  nan_probe: "its probe is not finite",
  nan_object: "its object is not finite",
  nan_positions: "its y coordinate is not finite",
};

/** What is asked for alone matters. */
function only(...names: readonly string[]): Problems {
  const kept = Object.entries(NO_SOURCE).filter(([name]) =>
    name in NO_ARCHIVE || name === "keys" || names.includes(name)
  );
  return Object.fromEntries(kept);
}

const NO_CHECKPOINT: Problems = {
  missing: "it does not exist",
  empty: "it is empty: copy it again",
  byte: "the file is truncated: current value is 1 bytes",
  cut: "is truncated",
  text: "it is a web page: download the file itself",
  pointer: "it is a Git LFS pointer: git lfs pull fetches the file",
  packed: "it is compressed by bzip2: bunzip2 it first",
  hdf5: "it is HDF5: ",
  pickle: "it is a Python pickle, which is a program and is never run: ",
  folder: "it is not a run directory: no folder.safetensors/checkpoints",
  fresh: "fresh.safetensors/checkpoints has no checkpoints",
  fewer: "it is of another network: Cannot load weights as they do not fit the model: 28 missing",
  shapes: "it is of another network: Cannot load weights as they do not fit the model: 31 mismatched",
  nan: "is not finite: current value at 0 is NaN",
  edited: "the payload was edited",
  foreign: 'its metadata has no "payload": it is not a checkpoint of a training',
};

/** A directory is looked into. */
const NO_RECONSTRUCTION: Problems = { ...NO_OBJECT, folder: "folder.npz/reconstruction.npz as there is no such" };

const NO_START: Problems = {
  ...NO_OBJECT,
  folder: "as there is no image in it, neither reconstruction.npz nor image/reconstruction.npz",
};

const INFER = ["infer", "--output-dir", "out", "--accelerator", "cpu"];
const RECONSTRUCT = ["reconstruct", "--output-dir", "out", "--accelerator", "cpu", "--iterations", "1"];
const TRAIN = ["train", "--output-dir", "other", ...TINY];

const CASES: readonly (readonly [argv: readonly string[], suffix: string, problems: Problems])[] = [
  [[...TRAIN, "--train-data-file", "FILE"], "npz", NO_SCAN],
  [[...TRAIN, "--train-data-file", "scan.npz", "--test-data-file", "FILE"], "npz", NO_SCAN],
  [[...INFER, "--model-path", "run", "--test-data-file", "FILE"], "npz", NO_SCAN],
  [[...INFER, "--model-path", "FILE", "--test-data-file", "scan.npz"], "safetensors", NO_CHECKPOINT],
  [[...RECONSTRUCT, "FILE"], "npz", NO_SCAN],
  [[...RECONSTRUCT, "scan.npz", "--start", "FILE"], "npz", NO_START],
  [["evaluate", "FILE", "scan.npz"], "npz", NO_RECONSTRUCTION],
  [["evaluate", "scan.npz", "FILE"], "npz", NO_RECONSTRUCTION],
  [["simulate", "--output", "new.npz", "--patterns", "4", "--from", "FILE"], "npz", NO_SOURCE],
  [["simulate", "--output", "new.npz", "--probe", "FILE"], "npz", only("half_probe", "nan_probe")],
  [["simulate", "--output", "new.npz", "--object", "FILE"], "npz", only("flat_object", "nan_object")],
  [["simulate", "--output", "new.npz", "--positions", "FILE"], "npz", only("nan_positions")],
];

Deno.test("every command that reads a file says in one line which file is bad and why", async (t) => {
  await withTempDir(async (cwd) => {
    await writeScans(cwd);
    const made = await exitwave(cwd, ["train", "--train-data-file", "scan.npz", "--output-dir", "run", ...TINY]);
    assertEquals(made.code, 0, made.stderr);
    await writeCheckpoints(cwd, `${cwd}/run/checkpoints/last.safetensors`);
    const rows = CASES.flatMap(([argv, suffix, problems]) =>
      Object.entries(problems).map(([name, problem]) => {
        const file = `${name}.${suffix}`;
        return { file, problem, argv: [...argv.map((word) => word === "FILE" ? file : word), "--quiet"] };
      })
    );
    const results = await exitwaveEach(cwd, rows.map(({ argv }) => argv));
    for (const [i, { argv, file, problem }] of rows.entries()) {
      await t.step(argv.join(" "), () => {
        const { code, stdout, stderr } = results[i] ?? { code: -1, stdout: "", stderr: "" };
        assertStringIncludes(stderr, problem);
        assertStringIncludes(stderr, file);
        assertMatch(stderr, /^error: Cannot .*\n$/);
        assertEquals([code, stdout], [1, ""]);
      });
    }
    const written = [...Deno.readDirSync(cwd)].map(({ name }) => name);
    assertEquals(["other", "out", "new.npz"].filter((name) => written.includes(name)), []);
  });
});
