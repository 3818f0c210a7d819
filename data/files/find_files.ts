/**
 * The files that a user means: by their names, or by patterns of names, which are looked up.
 *
 * @module
 */
import { directoryEntries } from "./directory_entries.ts";
import { isPattern, type PatternPart, patternParts } from "./file_pattern.ts";

/**
 * Finds files.
 *
 * @param named Paths and patterns of paths; a path that exists is taken as it stands.
 * @param what What they are, for messages: `Cannot read (what)`.
 * @returns Paths, in the order of the list, and those of a pattern by name. A path that is no pattern need not be there.
 * @throws {Error} If a pattern matches no file, or is none; if a file is named twice, also by two names.
 */
export async function findFiles(named: readonly string[], what: string): Promise<string[]> {
  const found: { readonly path: string; readonly by: string }[] = [];
  const known = new Map<string, string>();
  for (const by of named) {
    for (const path of await filesOf(by, what)) {
      const file = await Deno.realPath(path).catch(() => path);
      const before = known.get(file);
      if (before !== undefined) throw twice({ path, by }, before, what);
      known.set(file, by);
      found.push({ path, by });
    }
  }
  return found.map(({ path }) => path);
}

// --- internal ---

async function filesOf(name: string, what: string): Promise<readonly string[]> {
  if (!isPattern(name) || await isThere(name)) return [name];
  const cannot = `Cannot read ${what} as`;
  const found = new Set<string>();
  try {
    for (const parts of patternParts(name)) await walk("", parts, found);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${cannot} ${name} cannot be looked for: ${problem}`, { cause });
  }
  if (found.size === 0) throw new Error(`${cannot} no file matches ${name}`);
  return [...found].sort((a, b) => a < b ? -1 : 1);
}

/** Looks for files below a folder, which is written as the pattern has it. */
async function walk(folder: string, [part, ...others]: readonly PatternPart[], found: Set<string>): Promise<void> {
  if (part === undefined) return;
  const isLast = others.length === 0;
  if (part.isName) {
    const path = folder + part.text;
    if (!isLast) return await walk(`${path}/`, others, found);
    if (await isFile(path)) found.add(path);
    return;
  }
  if (part.isFolders && !isLast) await walk(folder, others, found);
  for (const entry of await directoryEntries(folder || ".")) {
    const path = folder + entry.name;
    if (part.isFolders) {
      // A link to a folder may lead in a circle.
      if (entry.isDirectory && !entry.name.startsWith(".")) await walk(`${path}/`, [part, ...others], found);
      else if (isLast && !entry.name.startsWith(".") && await isFile(path)) found.add(path);
    } else if (part.matches(entry.name)) {
      if (!isLast) await walk(`${path}/`, others, found);
      else if (await isFile(path)) found.add(path);
    }
  }
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then((info) => info.isFile, () => false);
}

function twice({ path, by }: { readonly path: string; readonly by: string }, before: string, what: string): RangeError {
  const names = before === by ? by : `${before} and ${by}`;
  return new RangeError(`Cannot read ${what} as ${path} is named twice, by ${names}: name each file once`);
}
