/**
 * The file that keeps which way was the fastest, so that an adapter is measured once: `exitwave/gpu_kernels.json` in the
 * user's folder for caches. It is a help, not a record: where it cannot be read or written, ways are measured again.
 *
 * @module
 */

/** Names of ways by the kernel that takes them; of one adapter. */
export type KeptChoices = Readonly<Record<string, string>>;

/**
 * What is kept for an adapter.
 *
 * @param path Path of the file; null where there is none.
 * @param adapter What the adapter is told from others by.
 */
export async function readChoices(path: string | null, adapter: string): Promise<KeptChoices> {
  return (await readAll(path))[adapter] ?? {};
}

/**
 * Keeps more for an adapter. A reader sees the file as it was or as it is; of two who write at once one is forgotten.
 *
 * @param path Path of the file; null keeps nothing.
 * @param adapter What the adapter is told from others by.
 * @param choices What is added.
 * @returns Whether it was written.
 */
export async function keepChoices(path: string | null, adapter: string, choices: KeptChoices): Promise<boolean> {
  if (path === null) return false;
  const all = await readAll(path);
  const text = JSON.stringify({ ...all, [adapter]: { ...all[adapter], ...choices } }, null, 1);
  const beside = `${path}.${crypto.randomUUID()}`;
  try {
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(beside, text);
    await Deno.rename(beside, path);
    return true;
  } catch {
    await Deno.remove(beside).catch(() => {});
    return false;
  }
}

/** Path of the file; null in a browser, and where the program may not know where it would be. */
export function choicesPath(): string | null {
  if (typeof Deno === "undefined") return null;
  const of = (variable: string): string | undefined =>
    Deno.permissions.querySync({ name: "env", variable }).state === "granted" ? Deno.env.get(variable) : undefined;
  const home = of("HOME");
  const folder = of("XDG_CACHE_HOME") || of("LOCALAPPDATA") || (home && `${home}/.cache`);
  if (!folder) return null;
  const path = `${folder}/exitwave/gpu_kernels.json`;
  const granted = (["read", "write"] as const).every((name) =>
    Deno.permissions.querySync({ name, path }).state === "granted"
  );
  return granted ? path : null;
}

// --- internal ---

/** All that is kept, by adapter; nothing where the file is not what it should be. */
async function readAll(path: string | null): Promise<Record<string, Record<string, string>>> {
  if (path === null) return {};
  try {
    const all = JSON.parse(await Deno.readTextFile(path));
    const good = isRecord(all) &&
      Object.values(all).every((kept) => isRecord(kept) && Object.values(kept).every(isText));
    return good ? all as Record<string, Record<string, string>> : {};
  } catch {
    return {};
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}
