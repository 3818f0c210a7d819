/**
 * Names of datasets as users and layouts write them: `DATASET`, or `FILE:DATASET` where several files are named. A `*`
 * stands for any part of a name between two slashes, so that `entry/data_*` is all datasets of that form, in the order of
 * their numbers.
 *
 * @module
 */
import { nearestName } from "../../../config/values/nearest_name.ts";
import { nameList, printable } from "../../../config/values/printable.ts";
import type { ArrayFile } from "../../formats/array_file.ts";

/** A dataset of an open file. */
export interface Dataset {
  /** The file. */
  readonly file: ArrayFile;
  /** Its name in the file. */
  readonly key: string;
}

/**
 * The dataset of a name.
 *
 * @param files The open files.
 * @param name `DATASET`, with or without a slash in front, which is looked for in all files in their order; or
 * `FILE:DATASET`, the file by its path as it was given, or by its last part.
 * @returns The dataset.
 * @throws {RangeError} If there is none, or more than one by a `*`; the message has what is near.
 */
export function datasetOf(files: readonly ArrayFile[], name: string): Dataset {
  const [found, ...more] = datasetsOf(files, name);
  if (found === undefined || more.length > 0) {
    throw new RangeError(
      `Cannot use ${printable(name)} as a dataset as it must be one: it is ${more.length + 1}, the first ` +
        printable(found?.key ?? name),
    );
  }
  return found;
}

/**
 * The datasets of a name, which may have a `*` for what follows each other, such as the frames of several datasets or
 * files.
 *
 * @param files The open files.
 * @param name As {@link datasetOf} takes it, or with `*` in DATASET, FILE or both.
 * @returns At least one; several in the order of their files, then of the numbers in their names.
 * @throws {RangeError} If there is none; the message has what is near.
 */
export function datasetsOf(files: readonly ArrayFile[], name: string): readonly Dataset[] {
  const whole = inFirst(files, name);
  if (whole.length > 0) return whole;
  // The longest FILE first: a path may have colons, as C:\scan.h5 has, and so may the name of a dataset.
  for (let at = name.lastIndexOf(":"); at >= 0; at = at > 0 ? name.lastIndexOf(":", at - 1) : -1) {
    const named = files.filter((file) => isNamed(file, name.slice(0, at)));
    const found = named.flatMap((file) => matches(file, name.slice(at + 1)));
    if (found.length > 0) return found;
    if (named.length > 0) throw absent(named, name.slice(at + 1), name);
  }
  throw absent(files, name, name);
}

/**
 * How a dataset is named so that {@link datasetOf} finds it.
 *
 * @param files The open files, the one that was named first in front.
 * @param dataset The dataset, or the pattern with `*` of several.
 * @returns DATASET in the first file, FILE:DATASET in another; FILE is the last part of its path where no other file has
 * that.
 */
export function datasetName(files: readonly ArrayFile[], { file, key }: Dataset): string {
  if (file === files[0]) return key;
  const base = baseName(file.path);
  return `${files.filter(({ path }) => baseName(path) === base).length > 1 ? file.path : base}:${key}`;
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

// --- internal ---

function inFirst(files: readonly ArrayFile[], name: string): readonly Dataset[] {
  for (const file of files) {
    const found = matches(file, name);
    if (found.length > 0) return found;
  }
  return [];
}

function matches(file: ArrayFile, name: string): readonly Dataset[] {
  const key = [name, name.replace(/^\/+/, "")].find((candidate) => candidate !== "" && file.has(candidate));
  if (key !== undefined) return [{ file, key }];
  if (!name.includes("*")) return [];
  const form = wildcard(name.replace(/^\/+/, ""), "[^/]*");
  const keys = file.keys.filter((candidate) => form.test(candidate.replace(/^\/+/, "")));
  return keys.sort(byNumbers).map((found) => ({ file, key: found }));
}

/** `a_2` before `a_10`. */
function byNumbers(a: string, b: string): number {
  return ORDER.compare(a, b) || (a < b ? -1 : 1);
}

const ORDER = new Intl.Collator("en", { numeric: true });

function isNamed({ path }: ArrayFile, name: string): boolean {
  if (name === path || name === baseName(path)) return true;
  return name.includes("*") && [path, baseName(path)].some((own) => wildcard(name, "[^/\\\\]*").test(own));
}

function wildcard(name: string, any: string): RegExp {
  return new RegExp(`^${name.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&")).join(any)}$`, "s");
}

function absent(files: readonly ArrayFile[], key: string, name: string): RangeError {
  const names = files.map(({ path }) => printable(path)).join(", ") || "no file";
  const keys = files.flatMap((file) => file.keys);
  const found = keys.length > 0 ? `found ${nameList(keys)}` : "it has no arrays";
  const hint = near(keys, key.replace(/^\/+|\/+$/g, ""));
  return new RangeError(
    `Cannot find a dataset ${printable(name)} as ${names} has none of that name: ${found}` +
      (hint === undefined ? "" : `; ${hint}`),
  );
}

/** What may have been meant: what a group holds, a dataset of that name elsewhere, or one that is written much the same. */
function near(keys: readonly string[], key: string): string | undefined {
  const inside = keys.filter((candidate) => candidate.startsWith(`${key}/`));
  if (inside.length > 0) return `${printable(key)} is a group that holds ${nameList(inside)}`;
  const last = key.split("/").at(-1) ?? key;
  // Comparing takes time with every name and letter.
  const some = keys.filter(({ length }) => length < 200).slice(0, 2000);
  const likely = keys.find((candidate) => candidate.endsWith(`/${last}`)) ?? nearestName(key, some) ??
    some.find((candidate) => nearestName(last, [candidate.split("/").at(-1) ?? candidate]) !== undefined);
  return likely === undefined ? undefined : `did you mean ${printable(likely)}?`;
}
