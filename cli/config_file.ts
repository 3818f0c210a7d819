/**
 * Configuration from a file: a script or JSON, sections or a payload.
 *
 * @module
 */
import { merge, type SectionsSource } from "../config/builder.ts";
import { ConfigError } from "../config/config_error.ts";
import { parsePayload, payloadSections } from "../config/parse_payload.ts";
import type { SectionsInput } from "../config/sections.ts";

/**
 * Reads the sections that a configuration file stands for.
 *
 * @param path A `.json` file, or a script whose default export is sections (builders or plain), a payload, or a function
 * that returns either.
 * @returns Partial sections.
 * @throws {Error} Where the file cannot be read or run; the message names it.
 * @throws {ConfigError} Where it holds a payload that is not valid.
 */
export async function readConfigFile(path: string): Promise<SectionsInput> {
  const value = path.endsWith(".json") ? await readJson(path) : await runScript(path);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ConfigError(`read the configuration ${path}`, [
      { path: "its content", value: value ?? null, requirement: "must be sections or a payload" },
    ]);
  }
  if ("kind" in value) return payloadSections(parsePayload(value));
  return flatten(value as Readonly<Record<string, unknown>>);
}

// --- internal ---

async function readJson(path: string): Promise<unknown> {
  const text = await Deno.readTextFile(path).catch((error: Error) => {
    throw new Error(`Cannot read the configuration ${path} as ${reason(error)}`);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConfigError(`read the configuration ${path}`, [
      { path: "its content", value: text.slice(0, 40), requirement: `must be JSON (${(error as Error).message})` },
    ]);
  }
}

async function runScript(path: string): Promise<unknown> {
  await Deno.stat(path).catch((error: Error) => {
    throw new Error(`Cannot read the configuration ${path} as ${reason(error)}`);
  });
  const url = new URL(path, `file://${Deno.cwd()}/`).href;
  const script = await import(url).catch((error: Error) => {
    if (error instanceof ConfigError) throw error;
    throw new Error(`Cannot run the configuration ${path} as it fails: ${error.message.split("\n")[0]}`);
  }) as { readonly default?: unknown };
  if (script.default === undefined) {
    throw new Error(`Cannot read the configuration ${path} as it has no default export: export sections or a payload`);
  }
  return typeof script.default === "function" ? await script.default() : script.default;
}

function reason(error: Error): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  return error.message.split("\n")[0] ?? error.name;
}

/** Builders become the fields they carry; plain sections stay. */
function flatten(value: Readonly<Record<string, unknown>>): SectionsInput {
  return Object.entries(value).reduce<SectionsInput>((sections, [name, part]) => {
    return merge(sections, isSource(part) ? part.sections : { [name]: part } as SectionsInput);
  }, {});
}

function isSource(part: unknown): part is SectionsSource {
  return typeof part === "object" && part !== null && "sections" in part;
}
