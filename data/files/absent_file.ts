/**
 * What is in the place of a file that cannot be opened, in plain words.
 *
 * @module
 */
import { printable } from "../../config/values/printable.ts";

/**
 * Why there is no file under a path, as the end of a sentence that names it: a link may lead nowhere, as those of git-annex
 * do until the file is fetched.
 *
 * @param path Path that the system knows nothing under.
 */
export function absentFile(path: string): string {
  const target = linkTarget(path);
  if (target === null) {
    // A shell writes the home directory out, but not behind an equals sign.
    return `there is no such file${path.startsWith("~/") ? ": write the home directory out" : ""}`;
  }
  if (/(?:^|[/\\])annex[/\\]objects[/\\]/.test(target)) return "it is a git-annex link: git annex get fetches the file";
  return `it is a link to ${printable(target)}, which is not there: copy the file that was meant`;
}

/** What a directory is in the place of a file, as the end of a sentence. */
export function directoryInPlace(path: string): string {
  const isZarr = [".zgroup", ".zarray", "zarr.json"].some((name) => isThere(`${path}/${name}`));
  return isZarr ? "it is a Zarr store, a directory: save its arrays as HDF5 or NPZ" : "it is a directory: name a file";
}

// --- internal ---

/** Where a symbolic link leads; null of what is none. */
function linkTarget(path: string): string | null {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return null;
  }
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
