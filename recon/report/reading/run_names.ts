/**
 * What runs of one report are called.
 *
 * @module
 */

/**
 * Names that tell runs apart: the last part of each directory's path, with as many of those before it as it takes.
 *
 * @param directories Directories of the runs, as they were named.
 * @returns A name for each; the same for the same directory.
 */
export async function runNames(directories: readonly string[]): Promise<readonly string[]> {
  const paths = (await Promise.all(directories.map(telling))).map(partsOf);
  const tail = (path: readonly string[] | undefined, length: number): string => path?.slice(-length).join("/") ?? "";
  return paths.map((parts, index) => {
    const others = paths.filter((path) => path.join("/") !== parts.join("/"));
    const lengths = parts.map((_, k) => k + 1);
    const length = lengths.find((k) => others.every((other) => tail(other, k) !== tail(parts, k))) ?? parts.length;
    return tail(parts, length) || (directories[index] ?? "");
  });
}

// --- internal ---

function partsOf(path: string): string[] {
  return path.split(/[/\\]+/).filter((part) => part !== "" && part !== ".");
}

/** What is named by where one stands, such as `.`, has its name from the system. */
async function telling(directory: string): Promise<string> {
  const last = partsOf(directory).at(-1);
  if (last !== undefined && last !== "..") return directory;
  return await Deno.realPath(directory).catch(() => directory);
}
