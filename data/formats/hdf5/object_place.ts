/**
 * What is at a path of an HDF5 file, through links of every kind.
 *
 * @module
 */
import { printable } from "../../../config/values/printable.ts";
import { Hdf5Problem } from "./hdf5_problem.ts";
import type { LinkedFiles } from "./linked_files.ts";

/** An object of a file. */
export interface ObjectPlace {
  /** What it is. */
  readonly kind: "group" | "dataset" | "other";
  /** The file that it lies in: an absolute path. */
  readonly file: string;
  /** Its path there, with the first slash, by links of its own groups alone. */
  readonly path: string;
}

/** A link, or none: the object is the group's own. */
export type Link =
  | { readonly kind: "own" }
  | { readonly kind: "soft"; readonly target: string }
  | { readonly kind: "external"; readonly target: string; readonly file: string };

/**
 * Finds an object.
 *
 * @param files The files.
 * @param path Its path, with the first slash.
 * @param from The file that the path is of; the first by default.
 * @returns The object; null if there is none, and no link.
 * @throws {Hdf5Problem} If a link leads nowhere, in a circle, or into a file that is not there; if the file is damaged.
 */
export function findObject(files: LinkedFiles, path: string, from: string = files.path): ObjectPlace | null {
  let place: ObjectPlace = { kind: "group", file: from, path: "" };
  let rest = parts(path);
  let links = 0;
  let link: string | null = null;
  while (rest.length > 0) {
    const [name = "", ...later] = rest;
    const found = place.kind === "group" ? linkAt(files, place, name) : null;
    if (found === null) {
      if (link !== null) throw Hdf5Problem.ofLink(link);
      return null;
    }
    if (found.kind === "own") {
      place = objectAt(files, place.file, `${place.path}/${name}`);
      rest = later;
      continue;
    }
    if (++links > MOST_LINKS) throw new Hdf5Problem("its links lead in a circle", { kind: "absent" });
    link = found.kind === "soft" ? printable(found.target) : `${printable(found.target)} in ${printable(found.file)}`;
    const file = found.kind === "soft" ? place.file : files.named(found.file, place.file).path;
    const fromRoot = found.kind === "external" || found.target.startsWith("/");
    rest = [...(fromRoot ? [] : parts(place.path)), ...parts(found.target), ...later];
    place = { kind: "group", file, path: "" };
  }
  return place;
}

/**
 * The link of a name in a group.
 *
 * @returns The link; null if there is no such name.
 * @throws {Hdf5Problem} If the file is damaged there.
 */
export function linkAt(files: LinkedFiles, group: Omit<ObjectPlace, "kind">, name: string): Link | null {
  const path = `${group.path}/${name}`;
  try {
    return files.session(group.file).call((module, id) => {
      const { filename, obj_path } = module.get_external_link(id, path);
      if (filename !== undefined) return { kind: "external", target: obj_path ?? "/", file: filename };
      const target = module.get_symbolic_link(id, path);
      return target === null ? { kind: "own" } : { kind: "soft", target };
    });
  } catch (error) {
    if (error instanceof Hdf5Problem && error.absent) return null;
    throw error;
  }
}

/**
 * What an object is that a group has as its own.
 *
 * @throws {Hdf5Problem} If the file is damaged there.
 */
export function objectAt(files: LinkedFiles, file: string, path: string): ObjectPlace {
  const type = files.session(file).call((module, id) => module.get_type(id, path));
  return { kind: KINDS[type] ?? "other", file, path };
}

// --- internal ---

/** Links that lead to links. */
const MOST_LINKS = 32;
const KINDS: Readonly<Record<number, ObjectPlace["kind"]>> = { 0: "group", 1: "dataset" };

function parts(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}
