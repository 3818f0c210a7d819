/**
 * Which datasets a file has: groups are walked through links of every kind, each group once.
 *
 * @module
 */
import type { Hdf5Session } from "./hdf5_library.ts";
import { Hdf5Problem } from "./hdf5_problem.ts";

/** Links that are looked at; more are no experiment's. */
const MOST_LINKS = 100_000;

/** What an object of a file is. `lost` is a link into a file that is not there. */
export type ObjectKind = "group" | "dataset" | "lost" | "other";

/** The path of a dataset that is named without the first slash. */
export function absolute(key: string): string {
  return `/${key.replace(/^\/+/, "")}`;
}

/**
 * What is at a path.
 *
 * @throws {Hdf5Problem} If the file is damaged there.
 */
export function objectKind(session: Hdf5Session, path: string): ObjectKind {
  try {
    return KINDS[session.call((module, id) => path === "/" ? 0 : module.get_type(id, path))] ?? "other";
  } catch (error) {
    if (error instanceof Hdf5Problem && session.files.missing.size > 0) return "lost";
    throw error;
  }
}

/**
 * Paths of all datasets, without the first slash, in the order of the file; those that links lead to in their places. A group
 * that several links lead to is walked once, by its own link if it has one: the datasets in it have one name each. Links into
 * files that are not there are among them, as what is there cannot be known; links within the file that lead nowhere are not.
 *
 * @throws {Hdf5Problem} If there are too many of them.
 */
export function datasetNames(session: Hdf5Session): string[] {
  return new Walk(session).names();
}

// --- internal ---

const KINDS: Readonly<Record<number, ObjectKind>> = { 0: "group", 1: "dataset" };

class Walk {
  readonly #session: Hdf5Session;
  readonly #seen = new Set<string>();
  readonly #names: string[] = [];
  /** Groups behind soft and external links: they may have a place of their own. */
  readonly #linked: (readonly [path: string, file: string])[] = [];
  #links = 0;

  constructor(session: Hdf5Session) {
    this.#session = session;
  }

  names(): string[] {
    this.#walk("", "");
    for (let next = this.#linked.shift(); next; next = this.#linked.shift()) this.#walk(...next);
    return this.#names;
  }

  /**
   * @param group Path of a group, without the first slash.
   * @param file The file that it lies in, as a link named it; empty for this one.
   */
  #walk(group: string, file: string): void {
    const groups = [[group, file] as const];
    for (let next = groups.pop(); next; next = groups.pop()) {
      const [path, within] = next;
      const identity = `${within}\n${
        this.#session.call(({ create_object_reference: refer }, id) => refer(id, `/${path}`).join())
      }`;
      if (this.#seen.has(identity)) continue;
      this.#seen.add(identity);
      groups.push(...this.#children(path, within).toReversed());
    }
  }

  /** Names what is in a group, and gives the groups in it that are its own. */
  #children(group: string, file: string): (readonly [path: string, file: string])[] {
    const groups: (readonly [string, string])[] = [];
    for (const name of this.#session.call((module, id) => module.get_names(id, `/${group}`, false))) {
      if (++this.#links > MOST_LINKS) {
        throw new Hdf5Problem(`it has more than ${MOST_LINKS} groups and datasets: save those that matter to a file`);
      }
      const path = group === "" ? name : `${group}/${name}`;
      const kind = this.#kind(path);
      if (kind === "dataset" || kind === "lost") this.#names.push(path);
      if (kind !== "group") continue;
      const other = this.#session.call((module, id) => module.get_external_link(id, `/${path}`).filename ?? null);
      const soft = this.#session.call((module, id) => module.get_symbolic_link(id, `/${path}`));
      if (other !== null || soft !== null) this.#linked.push([path, other ?? file]);
      else groups.push([path, file]);
    }
    return groups;
  }

  /** Damage at one place is told when it is read. */
  #kind(path: string): ObjectKind {
    try {
      return objectKind(this.#session, `/${path}`);
    } catch (error) {
      if (!(error instanceof Hdf5Problem) || this.#session.broken) throw error;
      return "dataset";
    }
  }
}
