/**
 * What an HDF5 file shall hold: groups of groups, datasets and links, each with attributes.
 *
 * @module
 */
import type { WritableArray } from "../npy_encode.ts";
import type { StreamedArray } from "../streamed_array.ts";

/** A note beside a group or a dataset: a text, a number (64-bit floating point), or a list of numbers. */
export type Hdf5Attribute = string | number | readonly number[];

/** Attributes by name. */
export type Hdf5Attributes = Readonly<Record<string, Hdf5Attribute>>;

/** A group. */
export interface Hdf5Group {
  /** Things by name. */
  readonly kind: "group";
  /** What is in it, by name. */
  readonly members: Readonly<Record<string, Hdf5Node>>;
  /** Notes beside it. */
  readonly attributes?: Hdf5Attributes;
}

/** A dataset. */
export interface Hdf5Dataset {
  /** An array. */
  readonly kind: "dataset";
  /** In memory, or as it comes: then each of its rows is a chunk. */
  readonly array: WritableArray | StreamedArray;
  /** Notes beside it, such as units. */
  readonly attributes?: Hdf5Attributes;
}

/** A soft link: another name of something. */
export interface Hdf5Link {
  /** A name. */
  readonly kind: "link";
  /** Path of what it means, with the first slash. */
  readonly target: string;
}

/** Anything in a group. */
export type Hdf5Node = Hdf5Group | Hdf5Dataset | Hdf5Link;

/** A group. */
export function group(members: Readonly<Record<string, Hdf5Node>>, attributes: Hdf5Attributes = {}): Hdf5Group {
  return { kind: "group", members, attributes };
}

/** A dataset. */
export function dataset(array: WritableArray | StreamedArray, attributes: Hdf5Attributes = {}): Hdf5Dataset {
  return { kind: "dataset", array, attributes };
}

/** A soft link to a path, which begins with a slash. */
export function link(target: string): Hdf5Link {
  return { kind: "link", target };
}
