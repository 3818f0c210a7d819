/**
 * HDF5 files as other programs write them, made by h5py of a description.
 *
 * @module
 */
import { runH5py } from "../formats/numpy.ts";

/** A dataset, a link, or a group of an HDF5 file. */
export interface Hdf5Item {
  /** Lengths of the axes of a dataset; none for a scalar. */
  readonly shape?: readonly number[];
  /** NumPy's name of the element type, `f8` by default; `bytes` and `text` for text; `matlab` for MATLAB's pairs of reals. */
  readonly dtype?: string;
  /** Elements, row-major; zeros by default. */
  readonly values?: readonly (number | string)[];
  /** Attributes: numbers, texts, lists; `b'…'` as a text of bytes. */
  readonly attrs?: Readonly<Record<string, unknown>>;
  /** Path that a soft link leads to. */
  readonly soft?: string;
  /** File and path that an external link leads to. */
  readonly external?: readonly [file: string, path: string];
}

/** Items by path; the empty path is the root. */
export type Hdf5Tree = Readonly<Record<string, Hdf5Item>>;

/** Writes files, by their paths. */
export async function writeHdf5Files(files: Readonly<Record<string, Hdf5Tree>>): Promise<void> {
  await runH5py(PROGRAM, JSON.stringify(files));
}

// --- internal ---

const PROGRAM = `
import json, sys, h5py, numpy as np
def attribute(value):
    if isinstance(value, str) and value.startswith("b'"): return np.bytes_(value[2:-1].encode("latin1"))
    return value
def dataset(item):
    shape, kind, values = item.get("shape", []), item.get("dtype", "f8"), item.get("values")
    if kind == "text": return values[0] if not shape else np.array(values, object).reshape(shape)
    if kind == "bytes": return np.array([v.encode() for v in values], "S").reshape(shape)
    if kind == "matlab": return np.zeros(shape, [("real", "<f8"), ("imag", "<f8")])
    return np.zeros(shape, kind) if values is None else np.array(values, kind).reshape(shape)
for path, tree in json.loads(sys.argv[1]).items():
    with h5py.File(path, "w") as file:
        for key, item in tree.items():
            if "soft" in item: file[key] = h5py.SoftLink(item["soft"]); continue
            if "external" in item: file[key] = h5py.ExternalLink(*item["external"]); continue
            target = file if key == "" else file.create_dataset(key, data=dataset(item)) if "shape" in item else file.require_group(key)
            for name, value in item.get("attrs", {}).items(): target.attrs[name] = attribute(value)
`;
