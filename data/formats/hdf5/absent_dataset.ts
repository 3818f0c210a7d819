/**
 * Why a file has no dataset of a name: it has none, a group instead, or a link that leads nowhere.
 *
 * @module
 */
import { nameList, printable } from "../../../config/values/printable.ts";
import { type ArrayFile, noSuchArray } from "../array_file.ts";
import { absolute, objectKind } from "./dataset_names.ts";
import type { Hdf5Session } from "./hdf5_library.ts";
import { Hdf5Problem } from "./hdf5_problem.ts";

/** The error that there is no array of a name, where there is none. */
export function absentDataset(session: Hdf5Session, { path, keys }: ArrayFile, key: string): Error {
  const name = printable(key);
  const at = absolute(key);
  if (objectKind(session, at) === "group") {
    const inside = keys.filter((other) => `/${other}`.startsWith(at === "/" ? at : `${at}/`));
    const found = inside.length ? `found ${nameList(inside)}` : "it has no arrays";
    return new Error(`Cannot read ${name} in ${path} as it is a group, not an array: ${found}`);
  }
  const target = linkTarget(session, at);
  if (target !== null) {
    return new Error(`Cannot read ${name} in ${path} as it is a link to ${printable(target)}, which is not there`);
  }
  return noSuchArray({ path, keys }, key);
}

// --- internal ---

/** Where a link of a name leads, whether anything is there or not; null if there is no such link. */
function linkTarget(session: Hdf5Session, path: string): string | null {
  try {
    return session.call((module, id) => {
      if (module.get_type(id, path) < 0) return null;
      const { filename, obj_path } = module.get_external_link(id, path);
      return filename === undefined ? module.get_symbolic_link(id, path) : `${obj_path} in ${filename}`;
    });
  } catch (error) {
    if (error instanceof Hdf5Problem) return null;
    throw error;
  }
}
