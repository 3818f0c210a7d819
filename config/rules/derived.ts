/**
 * Values that follow from another field that was set, where no source has one: the loss from the mode of the model, the
 * directory from what is worked on, and the number of neighbours from the size of groups. A supervised model compares
 * labels, for which the default, photon counts, can never be meant; runs on two scans do not belong into one directory;
 * and a group of nine is not found among four neighbours.
 *
 * @module
 */
import type { PayloadKind, SectionsInput } from "../fields/sections.ts";
import { keepFieldPlaces } from "../values/place.ts";

/** The value of a field in force, and where it was set. */
export interface Said {
  readonly value: unknown;
  readonly place: string | undefined;
}

/**
 * What follows from what was set.
 *
 * @param kind What the payload is for.
 * @param said Tells the value of a field, `section.name`.
 * @returns Partial sections; they have a say only where no source has.
 */
export function derivedFrom(kind: PayloadKind, said: (path: string) => Said): SectionsInput {
  if (kind === "import") return {};
  if (kind === "reconstruction") return ofReconstruction(said);
  const mode = said("model.mode");
  const subject = said(kind === "training" ? "data.scan" : "inference.modelPath");
  const gridSize = said("data.gridSize");
  const outputDir = kind === "training" ? runDirectory(subject.value) : imageDirectory(subject.value);
  return {
    ...(mode.value === "supervised" && { model: placed({ loss: "mae" as const }, mode.place) }),
    ...(isLargeGrid(gridSize.value) && { data: placed({ neighbors: gridSize.value ** 2 }, gridSize.place) }),
    ...(outputDir !== null && { execution: placed({ outputDir }, subject.place) }),
  };
}

// --- internal ---

/** `runs/star-rpie` for `star.npz`: the run of a network on the same scan is another. */
function ofReconstruction(said: (path: string) => Said): SectionsInput {
  const [scan, algorithm] = [said("data.scan"), said("engine.algorithm")];
  const directory = runDirectory(scan.value);
  if (directory === null || typeof algorithm.value !== "string") return {};
  return { execution: placed({ outputDir: `${directory}-${algorithm.value}` }, scan.place) };
}

/** The default of `data.neighbors` is enough for groups of two by two. */
function isLargeGrid(gridSize: unknown): gridSize is number {
  return typeof gridSize === "number" && Number.isInteger(gridSize) && gridSize > 2 && gridSize <= 5;
}

/** `runs/star` for `data/star.npz` and `star.scan.h5`, `runs/star-and-2-more` for three; null for what gives no name. */
function runDirectory(scan: unknown): string | null {
  const [first, ...others]: unknown[] = Array.isArray(scan) ? scan : [scan];
  if (typeof first !== "string") return null;
  const name = scanName(first);
  if (/^\.*$/.test(name)) return null;
  return `runs/${name}${others.length === 0 ? "" : `-and-${others.length}-more`}`;
}

/** Name of a file without its ending; of a pattern what all its files have in common, or the name of their folder. */
function scanName(path: string): string {
  const name = nameOf(path).replace(/(?:\.scan)?\.(?:npz|h5|hdf5)$/i, "");
  if (!/[*?]|\{.*,.*\}/.test(name)) return name;
  const common = name.replace(/[^\w.-]+/g, "_").replace(/^[_.-]+|[_.-]+$/g, "");
  return common === "" && nameOf(path) !== path ? scanName(folderOf(path)) : common;
}

/** `image` in the run; a checkpoint is a file of its run, in whose folder `checkpoints` it lies. */
function imageDirectory(modelPath: unknown): string | null {
  if (typeof modelPath !== "string" || modelPath === "") return null;
  if (!modelPath.endsWith(".safetensors")) return within(modelPath);
  const folder = folderOf(modelPath);
  return within(nameOf(folder) === "checkpoints" ? folderOf(folder) : folder);
}

function within(run: string): string {
  return run === "." ? "image" : `${run.replace(/[\\/]+$/, "")}/image`;
}

function nameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? "";
}

function folderOf(path: string): string {
  const folder = path.slice(0, path.length - nameOf(path).length);
  return folder === "" ? "." : folder.replace(/(?<=.)[\\/]+$/, "");
}

function placed<T extends object>(section: T, place: string | undefined): T {
  const [name] = Object.keys(section);
  return keepFieldPlaces(section, place === undefined || name === undefined ? {} : { [name]: place });
}
