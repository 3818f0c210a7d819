/**
 * Names that a JSON object has twice. Whoever parses it sees the last value alone, whoever reads it perhaps the first.
 *
 * @module
 */

/**
 * Finds a name that an object has twice.
 *
 * @param json Text that is JSON.
 * @returns The first such name with those of the objects around it, such as `training.epochs`; undefined where there is
 * none.
 */
export function repeatedName(json: string): string | undefined {
  const open: Level[] = [];
  let text = "";
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}:]/g)) {
    if (token === "{" || token === "[") open.push({ names: new Set(), name: "" });
    else if (token === "}" || token === "]") open.pop();
    else if (token !== ":") text = token;
    else {
      const level = open.at(-1);
      if (!level) return undefined;
      level.name = JSON.parse(text);
      if (level.names.has(level.name)) return open.map(({ name }) => name).filter((name) => name !== "").join(".");
      level.names.add(level.name);
    }
  }
  return undefined;
}

// --- internal ---

interface Level {
  readonly names: Set<string>;
  /** The name whose value is being read; a list has none. */
  name: string;
}
