/**
 * Configuration from a file: a script or JSON, sections or a payload.
 *
 * @module
 */
import { join } from "node:path";
import { collect, WHOLE } from "../../config/collect.ts";
import { ConfigError } from "../../config/values/config_error.ts";
import { isFields } from "../../config/fields/merge.ts";
import { openFields } from "../../config/open_fields.ts";
import { parseImport, parsePayload, parseReconstruction } from "../../config/parse_payload.ts";
import type { InferencePayload, Payload, TrainingPayload } from "../../config/payload.ts";
import { showValue } from "../../config/values/show_value.ts";
import { parseJson, readJsonText } from "../../data/formats/json_file.ts";
import { unreadable } from "../../data/formats/random_access_file.ts";
import { repeatedName } from "../../data/formats/text/repeated_name.ts";
import { fileUrl } from "../terminal/working_directory.ts";
import { isThere } from "./require_scan.ts";
import { refuseCallbacksWithin, type ScriptCallback, scriptCallbacks } from "./script_callbacks.ts";
import { withScriptImports } from "./script_imports.ts";
import { toldWait, type WaitOptions } from "./told_wait.ts";

/** What a configuration file holds. */
export type ConfigFile =
  & (
    | { readonly sections: Readonly<Record<string, unknown>>; readonly payload?: undefined }
    | {
      readonly payload: Payload;
      /** Paths of the fields that its scan may still tell: of a payload that a script has just made. */
      readonly open: readonly string[];
    }
  )
  & {
    /** What a script exports as `callbacks`, for the run to call. */
    readonly callbacks: readonly ScriptCallback[];
  };

/**
 * Reads a configuration file.
 *
 * @param path A `.json` file, a script whose default export is sections (builders or plain), a payload, or a function
 * or a promise of either, or the directory of a run, which stands for its payload.
 * @param options Who is told where a script takes long.
 * @returns Sections as they are for a factory to take, or a payload; of a script its callbacks too.
 * @throws {Error} Where the file cannot be read or run; the message names it.
 * @throws {ConfigError} Where it holds neither, or a payload that is not valid.
 */
export async function readConfigFile(path: string, options: WaitOptions): Promise<ConfigFile> {
  const file = await configFile(path);
  const { value, callbacks } = file.toLowerCase().endsWith(".json")
    ? { value: await readJson(file), callbacks: [] }
    : await toldWait(path, runScript(file), options);
  if (isFields(value) && "kind" in value) {
    const payload = verified<Payload>(file, parserOf(value.kind), value);
    return { payload, open: openFields(value), callbacks };
  }
  const wrong = collect(value ?? null).problems.filter((problem) => problem.path === WHOLE);
  if (wrong.length > 0) throw new ConfigError(`read the configuration ${path}`, wrong);
  return { sections: value as Readonly<Record<string, unknown>>, callbacks };
}

/**
 * Reads a payload file.
 *
 * @param path A JSON file, such as `payload.json` of a run, or the directory of the run.
 * @returns The payload, verified.
 * @throws {Error} Where the file cannot be read.
 * @throws {ConfigError} Where it holds no payload, or one that was edited; the message names it.
 */
export async function readPayloadFile(path: string): Promise<TrainingPayload | InferencePayload> {
  const file = await configFile(path);
  return verified(file, parsePayload, await readJson(file));
}

// --- internal ---

async function readJson(path: string): Promise<unknown> {
  const text = await readJsonText(path);
  const attempt = `read the configuration ${path}`;
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw new ConfigError(attempt, [
      { path: WHOLE, value: text.slice(0, 40), requirement: `must be JSON (${(error as Error).message})` },
    ]);
  }
  const repeated = repeatedName(text);
  if (repeated === undefined) return value;
  throw new ConfigError(attempt, [{ path: WHOLE, value: text.slice(0, 40), requirement: `must set ${repeated} once` }]);
}

/** Endings of what is run. */
const SCRIPTS: readonly string[] = ["ts", "mts", "cts", "tsx", "js", "mjs", "cjs", "jsx"];

/** Languages that configurations are often written in, by the ending of the file. */
const OTHER_LANGUAGES: Readonly<Record<string, string>> = {
  ...{ yaml: "YAML", yml: "YAML", toml: "TOML", ini: "INI", py: "Python", jsonc: "JSON with comments", json5: "JSON5" },
};

interface Script {
  /** What the configuration is. */
  readonly value: unknown;
  readonly callbacks: readonly ScriptCallback[];
}

async function runScript(path: string): Promise<Script> {
  const [ending = ""] = path.toLowerCase().match(/[^.]*$/) ?? [];
  if (!SCRIPTS.includes(ending)) {
    const language = Object.hasOwn(OTHER_LANGUAGES, ending) ? OTHER_LANGUAGES[ending] : "no script or JSON by its name";
    throw new Error(
      `Cannot read the configuration ${path} as it is ${language}: write it as a script (.ts, .js) or as JSON (.json)`,
    );
  }
  const { redirectScripts } = await import("../terminal/script_console.ts");
  redirectScripts(globalThis.console);
  const url = fileUrl(path);
  try {
    const script = await withScriptImports(async () => {
      const { default: named, callbacks } = await import(url) as Record<"default" | "callbacks", unknown>;
      const exported: unknown = await named;
      return {
        isThere: named !== undefined,
        value: typeof exported === "function" ? await exported() : exported,
        callbacks: await callbacks,
      };
    });
    if (script.isThere) {
      readThrough(script.value);
      refuseCallbacksWithin(path, script.value);
      return { value: script.value, callbacks: scriptCallbacks(path, script.callbacks) };
    }
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new Error(`Cannot run the configuration ${path} as it fails${failure(cause, url)}`, { cause });
  }
  throw new Error(`Cannot read the configuration ${path} as it has no default export: export sections or a payload`);
}

/** Getters and traps of proxies are code of the script: what they throw is thrown here, where the script is named. */
function readThrough(value: unknown, levels = 3): void {
  if (typeof value !== "object" || value === null || levels === 0) return;
  Reflect.has(value, "kind");
  Object.values(value).forEach((part) => readThrough(part, levels - 1));
}

/** The line of the script, where the error tells it, and what happened there. */
function failure(cause: unknown, url: string): string {
  if (!(cause instanceof Error)) return `: ${typeof cause === "string" ? cause : showValue(cause)}`;
  const told = `${cause.message}\n${cause.stack}`.replaceAll(COLOUR, "");
  const [line] = told.split(`${url}:`)[1]?.match(/^\d+/) ?? [];
  return `${line ? ` in line ${line}` : ""}: ${cause.message.split("\n")[0] || cause.name}`;
}

/** Terminal colours, which some messages of Deno carry. */
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, "g");

/** The file that is meant: of the directory of a run its payload. */
async function configFile(path: string): Promise<string> {
  const { isDirectory } = await Deno.stat(path).catch((cause: Error) => {
    throw new Error(`Cannot read the configuration ${path} as ${unreadable(cause)}`, { cause });
  });
  if (!isDirectory) return path;
  const payload = join(path, "payload.json");
  if (await isThere(payload)) return payload;
  throw new Error(
    `Cannot read the configuration ${path} as it is a directory and holds no run: there is no ${payload}`,
  );
}

/** What reads a payload of a kind; of one that there is not, what says which there are. */
function parserOf(kind: unknown): (json: unknown) => Payload {
  if (kind === "import") return parseImport;
  return kind === "reconstruction" ? parseReconstruction : parsePayload;
}

function verified<P>(path: string, parse: (json: unknown) => P, json: unknown): P {
  try {
    return parse(json);
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError(`read the payload ${path}`, error.problems) : error;
  }
}
