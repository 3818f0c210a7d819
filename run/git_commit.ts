/**
 * Which commit a directory is at, for the record of a run. It is read from the files of the repository, so that neither git
 * nor the permission to run it is needed; git alone can tell whether anything has changed since, and is asked where the
 * program may run it. Nobody is asked for a permission, and whatever cannot be read is not known.
 *
 * @module
 */
import { dirname, join, resolve } from "node:path";
import { mayRead } from "./may_read.ts";

/** A commit. */
export interface GitCommit {
  /** Its hash in hexadecimal. */
  readonly hash: string;
  /** The branch; null where none is checked out. */
  readonly branch: string | null;
  /** Whether tracked files differ from it; null where git could not be asked. */
  readonly dirty: boolean | null;
}

/**
 * The commit of the repository that a directory is in.
 *
 * @param directory The directory.
 * @returns The commit; null where it is in none, or the repository cannot be read.
 */
export async function gitCommit(directory: string): Promise<GitCommit | null> {
  const place = await gitDirectory(resolve(directory));
  const head = place && await read(join(place, "HEAD"));
  if (!head) return null;
  const [, ref = null] = /^ref: (.+)$/.exec(head) ?? [];
  const hash = ref === null ? head : await hashOf(ref, place);
  if (!hash || !HASH.test(hash)) return null;
  return { hash, branch: ref?.replace(/^refs\/heads\//, "") ?? null, dirty: await isDirty(directory) };
}

// --- internal ---

const HASH = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** The folder of the repository: `.git`, or the one that a file of that name points at, as in a second working tree. */
async function gitDirectory(directory: string): Promise<string | null> {
  const path = join(directory, ".git");
  if (await read(join(path, "HEAD")) !== null) return path;
  const [, pointed] = /^gitdir: (.+)$/.exec(await read(path) ?? "") ?? [];
  if (pointed !== undefined) return resolve(directory, pointed);
  const above = dirname(directory);
  return above === directory ? null : await gitDirectory(above);
}

async function hashOf(ref: string, place: string): Promise<string | null> {
  const common = resolve(place, await read(join(place, "commondir")) ?? ".");
  for (const folder of [place, common]) {
    const hash = await read(join(folder, ref));
    if (hash !== null) return hash;
  }
  const lines = (await read(join(common, "packed-refs")))?.split("\n") ?? [];
  return lines.find((line) => line.endsWith(` ${ref}`))?.split(" ")[0] ?? null;
}

/** A small text file without the end of its last line; null where there is none, or it may not be read. */
async function read(path: string): Promise<string | null> {
  if (!mayRead(path)) return null;
  try {
    return (await Deno.readTextFile(path)).trimEnd();
  } catch {
    return null;
  }
}

/** Hooks of the repository are not run for it, and nothing is written. */
async function isDirty(directory: string): Promise<boolean | null> {
  const { state } = await Deno.permissions.query({ name: "run", command: "git" });
  if (state !== "granted") return null;
  try {
    const { success, stdout } = await new Deno.Command("git", {
      args: ["-c", "core.fsmonitor=false", "status", "--porcelain", "--untracked-files=no"],
      cwd: directory,
      env: { GIT_OPTIONAL_LOCKS: "0" },
      stdin: "null",
      stderr: "null",
    }).output();
    return success ? stdout.length > 0 : null;
  } catch {
    return null;
  }
}
