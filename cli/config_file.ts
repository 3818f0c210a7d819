/**
 * Configuration from a file: a script or JSON, sections or a payload.
 *
 * @module
 */
import { merge, type SectionsSource } from "../config/builder.ts";
import { ConfigError } from "../config/config_error.ts";
import { parsePayload, payloadSections } from "../config/parse_payload.ts";
import type { InferencePayload, TrainingPayload } from "../config/payload.ts";
import type { SectionsInput } from "../config/sections.ts";
import { workingDirectory } from "./working_directory.ts";

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
  if ("kind" in value) return payloadSections(verified(path, value));
  return flatten(value as Readonly<Record<string, unknown>>);
}

/**
 * Reads a payload file.
 *
 * @param path A JSON file, such as `payload.json` of a run.
 * @returns The payload, verified.
 * @throws {Error} Where the file cannot be read.
 * @throws {ConfigError} Where it holds no payload, or one that was edited; the message names it.
 */
export async function readPayloadFile(path: string): Promise<TrainingPayload | InferencePayload> {
  return verified(path, await readJson(path));
}

// --- internal ---

async function readJson(path: string): Promise<unknown> {
  await requireFile(path);
  const text = await Deno.readTextFile(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConfigError(`read the configuration ${path}`, [
      { path: "its content", value: text.slice(0, 40), requirement: `must be JSON (${(error as Error).message})` },
    ]);
  }
}

async function runScript(path: string): Promise<unknown> {
  await requireFile(path);
  const url = new URL(path, workingDirectory()).href;
  try {
    const script = await import(url) as { readonly default?: unknown };
    if (script.default !== undefined) {
      return typeof script.default === "function" ? await script.default() : script.default;
    }
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new Error(`Cannot run the configuration ${path} as it fails${failure(cause, url)}`, { cause });
  }
  throw new Error(`Cannot read the configuration ${path} as it has no default export: export sections or a payload`);
}

/** The line of the script, where the error tells it, and what happened there. */
function failure(cause: unknown, url: string): string {
  if (!(cause instanceof Error)) return `: ${String(cause)}`;
  const told = `${cause.message}\n${cause.stack}`.replaceAll(COLOUR, "");
  const [line] = told.split(`${url}:`)[1]?.match(/^\d+/) ?? [];
  return `${line ? ` in line ${line}` : ""}: ${cause.message.split("\n")[0] || cause.name}`;
}

/** Terminal colours, which some messages of Deno carry. */
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, "g");

async function requireFile(path: string): Promise<void> {
  const { isDirectory } = await Deno.stat(path).catch((cause: Error) => {
    const reason = cause instanceof Deno.errors.NotFound ? "there is no such file" : cause.message;
    throw new Error(`Cannot read the configuration ${path} as ${reason}`, { cause });
  });
  if (isDirectory) {
    throw new Error(`Cannot read the configuration ${path} as it is a directory: of a run, name its payload.json`);
  }
}

function verified(path: string, json: unknown): TrainingPayload | InferencePayload {
  try {
    return parsePayload(json);
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError(`read the payload ${path}`, error.problems) : error;
  }
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
