/**
 * Callbacks of a configuration script: `export const callbacks = […]`.
 *
 * @module
 */
import { ConfigError, type ConfigProblem } from "../../config/values/config_error.ts";
import { isFields } from "../../config/fields/merge.ts";
import { nearestName } from "../../config/values/nearest_name.ts";
import type { Callback, EngineCallback, ReconstructionPayload, TrainingPayload } from "../../mod.ts";

/** What a configuration script exports: hooks of trainings, of engines, or of both. */
export type ScriptCallback = Callback & EngineCallback;

/** A run as the command line asks for it. */
export interface RunRequest<P> {
  /** What is done. */
  readonly payload: P;
  /** Callbacks of the configuration script. */
  readonly callbacks: readonly ScriptCallback[];
}

/** A training as the command line asks for it. */
export type TrainingRequest = RunRequest<TrainingPayload>;

/** A reconstruction by an engine as the command line asks for it. */
export type ReconstructionRequest = RunRequest<ReconstructionPayload>;

/**
 * Reads what a script exports as `callbacks`.
 *
 * @param path The script.
 * @param exported What it exports; undefined where it has none.
 * @returns The callbacks, in the order in which they are called.
 * @throws {ConfigError} Where it is no list of callbacks, or a hook has a name that nobody calls.
 */
export function scriptCallbacks(path: string, exported: unknown): readonly ScriptCallback[] {
  if (exported === undefined) return [];
  const attempt = `use the callbacks of ${path}`;
  if (!Array.isArray(exported)) {
    throw new ConfigError(attempt, [{
      path: "callbacks",
      value: exported,
      requirement: "must be a list of callbacks",
    }]);
  }
  const problems = exported.flatMap((callback: unknown, i) => callbackProblems(callback, `callbacks[${i}]`));
  if (problems.length > 0) throw new ConfigError(attempt, problems);
  return exported as readonly ScriptCallback[];
}

/**
 * Warns of callbacks that a run of another kind would call, and this one does not.
 *
 * @param callbacks Those of a script.
 * @param kind What the run is.
 * @returns A sentence for each that has hooks, and none of this kind.
 */
export function idleCallbacks(callbacks: readonly ScriptCallback[], kind: "training" | "reconstruction"): string[] {
  const hooks = kind === "training" ? TRAINING_HOOKS : ENGINE_HOOKS;
  return callbacks.flatMap((callback) => {
    const own = memberNames(callback).filter((member) => Object.hasOwn(HOOKS, member));
    if (own.length === 0 || own.some((member) => Object.hasOwn(hooks, member))) return [];
    return [`callback "${callback.name}" is never called as a ${kind} has no ${own.join(", ")}`];
  });
}

/**
 * Refuses callbacks within the configuration, which is plain data.
 *
 * @param path The script.
 * @param configuration What it configures.
 * @throws {ConfigError} Where callbacks are among it; the message says where they belong.
 */
export function refuseCallbacksWithin(path: string, configuration: unknown): void {
  if (!isFields(configuration) || !("callbacks" in configuration)) return;
  const requirement = "must be an export of its own: export const callbacks = […]";
  throw new ConfigError(`use the callbacks of ${path}`, [{
    path: "callbacks",
    value: configuration.callbacks,
    requirement,
  }]);
}

// --- internal ---

/** Every hook of a training; the type sees to it that none is missing. */
const TRAINING_HOOKS: Readonly<Record<Exclude<keyof Callback, "name">, true>> = {
  ...{ onFitStart: true, onCheckpointLoaded: true, onEpochStart: true, onBatchStart: true, onBeforeStep: true },
  ...{ onBatchEnd: true, onValidationStart: true, onValidationEnd: true, onImages: true, onEpochEnd: true },
  ...{ onBeforeCheckpoint: true, onCheckpoint: true, onException: true, onFitEnd: true, onTrained: true },
};

/** Every hook of an engine. */
const ENGINE_HOOKS: Readonly<Record<Exclude<keyof EngineCallback, "name">, true>> = {
  ...{
    onRunStart: true,
    onImages: true,
    onIterationEnd: true,
    onBeforeSave: true,
    onSave: true,
    onException: true,
    onRunEnd: true,
  },
};

const HOOKS: Readonly<Record<string, true>> = { ...TRAINING_HOOKS, ...ENGINE_HOOKS };

function callbackProblems(callback: unknown, path: string): ConfigProblem[] {
  if (typeof callback !== "object" || callback === null) {
    return [{ path, value: callback, requirement: "must be a callback: an object with a name and hooks" }];
  }
  const { name } = callback as { readonly name?: unknown };
  const unnamed = typeof name === "string" && name !== ""
    ? []
    : [{ path: `${path}.name`, value: name, requirement: "must be a non-empty text" }];
  return [...unnamed, ...memberNames(callback).flatMap((member) => hookProblem(callback, member, path))];
}

/** A callback may keep what it likes, but what looks like a hook is to be called. */
function hookProblem(callback: object, member: string, path: string): ConfigProblem[] {
  const value: unknown = Reflect.get(callback, member);
  const problem = { path: `${path}.${member}`, value };
  if (Object.hasOwn(HOOKS, member)) {
    if (value === undefined || typeof value === "function") return [];
    return [{ ...problem, requirement: "must be a function" }];
  }
  if (!/^on[A-Z_]/.test(member) || typeof value !== "function") return [];
  const near = nearestName(member, Object.keys(HOOKS));
  return [{ ...problem, requirement: `is not a hook${near ? ` (did you mean ${near}?)` : ""}` }];
}

/** Names of what an object has, by itself or by its class. */
function memberNames(callback: object): string[] {
  const names = new Set<string>();
  for (let at: object | null = callback; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    Object.getOwnPropertyNames(at).filter((name) => name !== "constructor").forEach((name) => names.add(name));
  }
  return [...names];
}
