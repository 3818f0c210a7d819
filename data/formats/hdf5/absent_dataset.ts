/**
 * Why a file has no dataset of a name: it has none, or a group instead.
 *
 * @module
 */
import { nameList, printable } from "../../../config/values/printable.ts";
import { type ArrayFile, noSuchArray } from "../array_file.ts";
import type { ObjectPlace } from "./object_place.ts";

/**
 * The error that there is no array of a name.
 *
 * @param file The file.
 * @param key The name.
 * @param place What is there instead, if anything.
 */
export function absentDataset({ path, keys }: ArrayFile, key: string, place: ObjectPlace | null): Error {
  if (place === null) return noSuchArray({ path, keys }, key);
  const name = printable(key);
  if (place.kind === "other") return new Error(`Cannot read ${name} in ${path} as it is a type, not an array`);
  const group = key.replace(/^\/+|\/+$/g, "");
  const inside = keys.filter((other) => group === "" || other.startsWith(`${group}/`));
  const found = inside.length ? `found ${nameList(inside)}` : "it has no arrays";
  return new Error(`Cannot read ${name} in ${path} as it is a group, not an array: ${found}`);
}
