/**
 * What was made of a run's network, or of an engine's image, and put into its directory by others than the run: images,
 * statistics, comparisons. They are recorded in `products.jsonl`, each with its digest, so that they go when another run takes the
 * directory, wherever in it they lie, and nothing goes that somebody else has put or changed there.
 *
 * @module
 */
import { dirname, isAbsolute, join, relative } from "node:path";
import { systemReason } from "../data/files/system_reason.ts";
import { fileDigest } from "../data/formats/file_digest.ts";
import { RandomAccessFile } from "../data/formats/random_access_file.ts";
import { keepLines } from "./log_lines.ts";
import { mayRead } from "./may_read.ts";
import { requireFile } from "./require_file.ts";
import type { DataFile } from "./run_record.ts";

/** Name of the record in the directory of a run. */
export const PRODUCTS_FILE = "products.jsonl";

/**
 * Records files that were just written, each with the run in whose directory it lies.
 *
 * @param paths The files; those that lie in no run's directory are nobody's.
 * @param of The scan that they are of, where they are of one.
 * @throws {Error} If it cannot be recorded; the message names the record.
 */
export async function recordProducts(paths: readonly string[], { scan }: Pick<Product, "scan"> = {}): Promise<void> {
  for (const path of paths) {
    const file = await Deno.realPath(path);
    const run = await runAround(dirname(file));
    if (run === null) continue;
    const digest = await digestOf(file);
    const place = relative(run, file).replaceAll("\\", "/");
    await append(join(run, PRODUCTS_FILE), { path: place, digest, ...(scan && { scan }) });
  }
}

/** A file that was made of a run's network, as it was written. */
export interface Product {
  /** Relative to the run's directory, with slashes. */
  readonly path: string;
  /** `sha256:` and hexadecimal digits. */
  readonly digest: string;
  /** The scan that it is of; left out where it is of none, or an older version did not record it. */
  readonly scan?: DataFile;
}

/**
 * What is recorded, the last last; a file that was written again is there once. Whether the files still lie there is not
 * asked.
 *
 * @param runDirectory Directory of the run; one without a record has none.
 * @throws {Error} If the record cannot be read.
 */
export function recordedProducts(runDirectory: string): readonly Product[] {
  const products = new Map<string, Product>();
  for (const product of productsOf(runDirectory)) {
    products.delete(product.path);
    products.set(product.path, product);
  }
  return [...products.values()];
}

/**
 * Removes what is recorded and as it was written; folders that are empty then go too.
 *
 * @param runDirectory Directory of the run; one without a record has none.
 * @throws {Error} If one cannot be removed.
 */
export async function removeProducts(runDirectory: string): Promise<void> {
  for (const { path, digest } of productsOf(runDirectory)) {
    const file = join(runDirectory, path);
    const isFile = await Deno.lstat(file).then((found) => found.isFile, () => false);
    if (!isFile || await digestOf(file).catch(() => null) !== digest) continue;
    await Deno.remove(file).catch((cause) => {
      throw new Error(`Cannot remove ${file} of the run before as ${systemReason(cause)}`, { cause });
    });
    await removeEmpty(dirname(path), runDirectory);
  }
}

// --- internal ---

/** The directory of the run that a directory lies in, or is. */
async function runAround(directory: string): Promise<string | null> {
  if (!mayRead(directory)) return null;
  const has = (name: string): Promise<boolean> => Deno.stat(join(directory, name)).then(() => true, () => false);
  if (await has("checkpoints") && (await has("payload.json") || await has("run.json"))) return directory;
  const above = dirname(directory);
  return above === directory ? null : await runAround(above);
}

async function digestOf(path: string): Promise<string> {
  using file = await RandomAccessFile.open(path);
  return fileDigest(file);
}

async function append(record: string, product: Product): Promise<void> {
  requireFile(record, "append to");
  try {
    // A line that a killed program has broken off is ended by the first character.
    await Deno.writeTextFile(record, `\n${JSON.stringify(product)}\n`, { append: true });
  } catch (cause) {
    throw new Error(`Cannot append to ${record} as ${systemReason(cause)}`, { cause });
  }
}

/** Lines that nobody can read are passed over, and so are paths that lead out of the run. */
function productsOf(runDirectory: string): Product[] {
  const products: Product[] = [];
  keepLines(join(runDirectory, PRODUCTS_FILE), (line) => {
    const product = parse(line);
    if (product) products.push(product);
    return "keep";
  });
  return products;
}

function parse(line: string): Product | null {
  try {
    const { path, digest, scan } = JSON.parse(line) ?? {};
    if (typeof path !== "string" || typeof digest !== "string") return null;
    if (isAbsolute(path) || path.split("/").includes("..")) return null;
    const isOfScan = typeof scan?.path === "string" && typeof scan.digest === "string";
    return { path, digest, ...(isOfScan && { scan: { path: scan.path, digest: scan.digest } }) };
  } catch {
    return null;
  }
}

/** The system removes no directory that somebody has something in. */
async function removeEmpty(folder: string, runDirectory: string): Promise<void> {
  if (folder === "." || folder === "") return;
  const removed = await Deno.remove(join(runDirectory, folder)).then(() => true, () => false);
  if (removed) await removeEmpty(dirname(folder), runDirectory);
}
