/**
 * Where the scans of a run lie. A payload names them as its user did, often relative to the directory in which the run was
 * begun; the record of the run knows where that was, and how to get there from the run, should both have been moved.
 *
 * @module
 */
import { isAbsolute, relative, resolve } from "node:path";
import type { TrainingPayload } from "../config/payload.ts";
import { fileDigest } from "../data/formats/file_digest.ts";
import { RandomAccessFile } from "../data/formats/random_access_file.ts";
import { mayRead } from "./may_read.ts";
import { type DataFile, type PlacedFile, readRunRecord } from "./run_record.ts";

/** Paths of the scans of a run. */
export type ScanPaths = Pick<TrainingPayload["data"], "scan" | "testScan">;

/** Where scans were found. */
export interface FoundScans {
  /** The paths to read; those of the payload where there is nothing else. */
  readonly paths: ScanPaths;
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
 * then where they are seen from the run. Of several, the one with the run's content is taken.
 *
 * @param runDirectory Directory of the run.
 * @param payload Its payload, or one to go on with; a scan that it names anew is looked for nowhere else.
 */
export async function findScans(
  runDirectory: string,
  { data, execution }: Pick<TrainingPayload, "data" | "execution">,
): Promise<FoundScans> {
  const record = await readRunRecord(runDirectory).catch(() => null);
  const begunIn = startOf(runDirectory, execution.outputDir);
  const find = async (key: keyof ScanPaths): Promise<{ path: string | null; warning: string | null }> => {
    const path = data[key];
    if (path === null) return { path, warning: null };
    const known = record?.data[key] ?? null;
    if (known !== null && known.path !== path) return { path, warning: null };
    const { absolutePath = null, pathFromRun = null } = known ?? {};
    const places = [
      ...[resolve(path), absolutePath],
      ...[pathFromRun && resolve(runDirectory, pathFromRun), begunIn && resolve(begunIn, path)],
    ];
    return await choose(path, [...new Set(places)], known);
  };
  const [scan, testScan] = [await find("scan"), await find("testScan")];
  return {
    paths: { scan: scan.path, testScan: testScan.path },
    warnings: [scan.warning, testScan.warning].filter((warning) => warning !== null),
  };
}

// --- internal ---

async function choose(
  path: string,
  places: readonly (string | null)[],
  known: DataFile | null,
): Promise<{ path: string; warning: string | null }> {
  const there = places.filter((place) => place !== null && isFile(place)) as readonly string[];
  const [first = null] = there;
  // Which one it is, is asked where there is a choice; whether it is the right one, where it has been read.
  const chosen = there.length > 1 && known ? await withDigest(there, known.digest) ?? first : first;
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
