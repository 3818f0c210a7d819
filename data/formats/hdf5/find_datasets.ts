/**
 * Which datasets a file has: groups are walked through links of every kind, each group once.
 *
 * @module
 */
import { Hdf5Problem } from "./hdf5_problem.ts";
import type { LinkedFiles } from "./linked_files.ts";
import { findObject, linkAt, objectAt, type ObjectPlace } from "./object_place.ts";

/**
 * All datasets by their paths, without the first slash, in the order of the file; those that links lead to in their places. A group
 * that several links lead to is walked once, by its own link if it has one: the datasets in it have one name each. Links into
 * files that are not there are among them, as what is there cannot be known; links within a file that lead nowhere are not.
 *
 * @returns Where each is; null where reading it says why that is not known.
 * @throws {Hdf5Problem} If there are too many of them, or the file is damaged.
 */
export function findDatasets(files: LinkedFiles): ReadonlyMap<string, ObjectPlace | null> {
  return new Walk(files).datasets();
}

// --- internal ---

/** Links that are looked at; more are no experiment's. */
const MOST_LINKS = 100_000;

/** Groups within groups; to follow a path takes the library the longer the deeper it leads. */
const MOST_DEPTH = 64;

/** A group that is walked. */
interface Group extends ObjectPlace {
  /** Its name in the first file, without the first slash. */
  readonly name: string;
}

class Walk {
  readonly #files: LinkedFiles;
  readonly #seen = new Set<string>();
  readonly #datasets = new Map<string, ObjectPlace | null>();
  /** Groups behind soft and external links: they may have a place of their own. */
  readonly #linked: Group[] = [];
  #links = 0;

  constructor(files: LinkedFiles) {
    this.#files = files;
  }

  datasets(): ReadonlyMap<string, ObjectPlace | null> {
    this.#walk({ kind: "group", file: this.#files.path, path: "", name: "" });
    for (let next = this.#linked.shift(); next; next = this.#linked.shift()) this.#walk(next);
    return this.#datasets;
  }

  #walk(first: Group): void {
    const groups = [first];
    for (let next = groups.pop(); next; next = groups.pop()) {
      const { file, path } = next;
      const session = this.#files.session(file);
      const address = session.call((module, id) => module.create_object_reference(id, path || "/")).join();
      const identity = `${file}\n${address}`;
      if (this.#seen.has(identity)) continue;
      this.#seen.add(identity);
      groups.push(...this.#children(next).toReversed());
    }
  }

  /** Names what is in a group, and gives the groups in it that are its own. */
  #children(group: Group): Group[] {
    const groups: Group[] = [];
    if (group.path.split("/").length > MOST_DEPTH) {
      throw new Hdf5Problem(`it has groups more than ${MOST_DEPTH} deep: save those that matter to a file`);
    }
    const names = this.#files.session(group.file).call((module, id) => module.get_names(id, group.path || "/", false));
    for (const child of names) {
      if (++this.#links > MOST_LINKS) {
        throw new Hdf5Problem(`it has more than ${MOST_LINKS} groups and datasets: save those that matter to a file`);
      }
      const name = group.name === "" ? child : `${group.name}/${child}`;
      const found = this.#object(group, child);
      if (found === "unknown") this.#datasets.set(name, null);
      else if (found?.place.kind === "dataset") this.#datasets.set(name, found.place);
      else if (found?.place.kind === "group") (found.own ? groups : this.#linked).push({ ...found.place, name });
    }
    return groups;
  }

  /** A child of a group; null if there is nothing, unknown where that is told when it is read. */
  #object(group: Group, child: string): { readonly place: ObjectPlace; readonly own: boolean } | "unknown" | null {
    try {
      const own = linkAt(this.#files, group, child)?.kind === "own";
      const path = `${group.path}/${child}`;
      const place = own ? objectAt(this.#files, group.file, path) : findObject(this.#files, path, group.file);
      return place && { place, own };
    } catch (error) {
      if (!(error instanceof Hdf5Problem) || this.#files.broken) throw error;
      return error.absent ? null : "unknown";
    }
  }
}
