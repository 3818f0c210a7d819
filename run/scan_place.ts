/**
 * Where the scans of a run lie. A payload names them as its user did, often relative to the directory in which the run was
 * begun; the record of the run knows where that was, and how to get there from the run, should both have been moved.
 *
 * @module
 */
import { isAbsolute, relative, resolve } from "node:path";
import type { TrainingPayload } from "../config/payload.ts";
import { isPattern, matchesPattern } from "../data/files/file_pattern.ts";
import { fileDigest } from "../data/formats/file_digest.ts";
import { RandomAccessFile } from "../data/formats/random_access_file.ts";
import { mayRead } from "./may_read.ts";
import { type DataFile, type PlacedFile, readRunRecord, recordedScans } from "./run_record.ts";

/** Paths of the scans of a run. */
export type ScanPaths = Pick<TrainingPayload["data"], "scan" | "testScan">;

/** Where scans were found. */
export interface FoundScans {
  /** The paths to read; those of the payload where there is nothing else. */
  readonly paths: ScanPaths;
  /** What the run calls those of each kind, in their order; null where that is what the payload calls them. */
  readonly names: { readonly [K in keyof ScanPaths]: readonly string[] | null };
  /** What the user should know, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Says where a file was read, for {@link findScans}.
 *
 * @param name What the payload calls it.
 * @param file The file that was read.
 * @param runDirectory Directory of the run.
 */
export function placedFile<F extends DataFile>(name: string, file: F, runDirectory: string): F & PlacedFile {
  const absolutePath = resolve(file.path);
  return { ...file, path: name, absolutePath, pathFromRun: relative(resolve(runDirectory), absolutePath) };
}

/**
 * Looks for the scans of a run: as they are named, seen from the working directory; then where they were the last time;
 * then where they are seen from the run. Of several files in these places, the one with the run's content is taken. What a
 * pattern of names stood for when the run began is known from its record.
 *
 * @param runDirectory Directory of the run.
 * @param payload Its payload, or one to go on with; a scan that it names anew is looked for nowhere else.
 * @param known What its record knows of them; without it the record of a training is read.
 */
export async function findScans(
  runDirectory: string,
  { data, execution }: Pick<TrainingPayload, "data" | "execution">,
  known?: KnownScans,
): Promise<FoundScans> {
  const recorded = known ?? await recordedFiles(runDirectory);
  const begunIn = startOf(runDirectory, execution.outputDir);
  const find = async (key: keyof ScanPaths): Promise<FoundFiles> =>
    await findNamed(data[key], recorded[key], { runDirectory, begunIn });
  const [scan, testScan] = [await find("scan"), await find("testScan")];
  return {
    paths: { scan: scan.paths, testScan: testScan.paths },
    names: { scan: scan.names, testScan: testScan.names },
    warnings: [...scan.warnings, ...testScan.warnings],
  };
}

/** Scans as the record of a run knows them. */
export type KnownScans = { readonly [K in keyof ScanPaths]: readonly PlacedFile[] };

// --- internal ---

async function recordedFiles(runDirectory: string): Promise<KnownScans> {
  const record = await readRunRecord(runDirectory).catch(() => null);
  if (record === null) return { scan: [], testScan: [] };
  return { scan: recordedScans(record.data, "scan"), testScan: recordedScans(record.data, "testScan") };
}

/** Scans of one kind. */
interface FoundFiles {
  readonly paths: ScanPaths[keyof ScanPaths];
  readonly names: readonly string[] | null;
  readonly warnings: readonly string[];
}

/** A scan that is looked for; what is not known of it is left out. */
type Wanted = Pick<DataFile, "path"> & Partial<PlacedFile>;

/** From where paths are seen. */
interface Directories {
  readonly runDirectory: string;
  /** Where the run was begun; null where that is not known. */
  readonly begunIn: string | null;
}

async function findNamed(
  named: ScanPaths[keyof ScanPaths],
  known: readonly PlacedFile[],
  directories: Directories,
): Promise<FoundFiles> {
  if (named === null) return { paths: null, names: null, warnings: [] };
  const entries = typeof named === "string" ? [named] : named;
  const isSame = areNamedBy(known, entries);
  const isNew = (path: string): boolean => !isSame && (known.length > 0 || isPattern(path));
  const found: Choice[] = [];
  for (const file of isSame ? known : entries.map((path): Wanted => ({ path }))) {
    found.push(isNew(file.path) ? { path: file.path, warning: null } : await choose(file, placesOf(file, directories)));
  }
  const paths = found.map(({ path }) => path);
  return {
    paths: typeof named === "string" && paths.length === 1 ? paths[0] ?? named : paths,
    names: isSame ? known.map(({ path }) => path) : null,
    warnings: found.flatMap(({ warning }) => warning ?? []),
  };
}

/** Whether names and patterns mean the very files that a run had. */
function areNamedBy(files: readonly PlacedFile[], entries: readonly string[]): boolean {
  const means = (entry: string, { path }: PlacedFile): boolean => {
    if (entry === path) return true;
    try {
      return isPattern(entry) && matchesPattern(entry, path);
    } catch {
      return false; // it stands for too many names to be what a run had
    }
  };
  if (files.length === 0) return false;
  return entries.every((entry) => files.some((file) => means(entry, file))) &&
    files.every((file) => entries.some((entry) => means(entry, file)));
}

function placesOf(
  { path, absolutePath = null, pathFromRun = null }: Wanted,
  { runDirectory, begunIn }: Directories,
): string[] {
  const places = [
    ...[resolve(path), absolutePath],
    ...[pathFromRun && resolve(runDirectory, pathFromRun), begunIn && resolve(begunIn, path)],
  ];
  return [...new Set(places.flatMap((place) => place || []))];
}

/** A file that was chosen. */
interface Choice {
  readonly path: string;
  readonly warning: string | null;
}

async function choose({ path, digest }: Wanted, places: readonly string[]): Promise<Choice> {
  const there = places.filter(isFile);
  const [first = null] = there;
  // Which one it is, is asked where there is a choice; whether it is the right one, where it has been read.
  const chosen = there.length > 1 && digest !== undefined ? await withDigest(there, digest) ?? first : first;
  if (chosen === null || chosen === resolve(path)) return { path, warning: null };
  const other = first === resolve(path);
  return {
    path: chosen,
    warning: other ? `${path} is another file here than the run began with: ${chosen} is read` : null,
  };
}

function isFile(path: string): boolean {
  try {
    return mayRead(path) && Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

async function withDigest(paths: readonly string[], digest: string): Promise<string | null> {
  for (const path of paths) {
    try {
      using file = await RandomAccessFile.open(path);
      if (fileDigest(file) === digest) return path;
    } catch {
      // What cannot be read is not it.
    }
  }
  return null;
}

/** Where a run was begun whose directory is still where its payload says; null where that is not to be seen. */
function startOf(runDirectory: string, outputDir: string): string | null {
  if (isAbsolute(outputDir)) return null;
  const [run, start] = [resolve(runDirectory), resolve(runDirectory, relative(outputDir, "."))];
  return resolve(start, outputDir) === run ? start : null;
}
