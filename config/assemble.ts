/**
 * From partial sections to the parts of a payload: what both factories share.
 *
 * @module
 */
import { collect } from "./collect.ts";
import { ConfigError, type ConfigProblem } from "./values/config_error.ts";
import { idleWarnings } from "./idle.ts";
import { type OverrideRecord, PAYLOAD_SECTIONS } from "./payload.ts";
import { pendingWarnings } from "./pending.ts";
import type { SectionArgument } from "./plain_arguments.ts";
import { placeOf } from "./values/place.ts";
import { type Layers, resolveSections } from "./resolve.ts";
import { brokenRules } from "./rules/rules.ts";
import type { PayloadKind, SectionName, Sections, SectionsInput } from "./fields/sections.ts";
import { unreadWarnings } from "./unread.ts";

/** Sections as a user hands them to a factory. */
export type SectionArguments = { readonly [S in SectionName]?: SectionArgument<S> | undefined };

/** Sources besides the sections themselves; each is a partial configuration. */
export interface PayloadOptions {
  /** Wins over everything. */
  readonly override?: SectionsInput;
  /** Flags of the command line; win over the sections. */
  readonly flag?: SectionsInput;
  /** Inferred from the scan; wins over defaults only. */
  readonly dataset?: SectionsInput;
}

/** A resolved configuration that keeps every rule, and who set what. */
export interface Assembled {
  readonly sections: Sections;
  readonly overrides: readonly OverrideRecord[];
  readonly warnings: readonly string[];
}

/**
 * Resolves sections and checks them whole.
 *
 * @param kind What the payload is for.
 * @param sections What the user configured.
 * @param options The other sources.
 * @returns The parts of a payload, not yet frozen.
 * @throws {ConfigError} With every problem found.
 */
export function assemble(kind: PayloadKind, sections: unknown, options: PayloadOptions): Assembled {
  const config = collect(sections);
  const resolved = resolveSections(kind, definedLayers(options, config.sections));
  const problems = [...config.problems, ...unknownOptions(options), ...resolved.problems];
  // Rules read several fields; on top of a wrong one they would only add confusion.
  const invalid = new Set(resolved.problems.map(({ path }) => path));
  const broken = brokenRules(resolved.sections, kind).filter(({ path }) => !invalid.has(path));
  problems.push(...broken.map((problem) => withPlace(problem, resolved.overrides)));
  if (problems.length > 0) throw new ConfigError(`create the ${kind} payload`, problems);
  const used = PAYLOAD_SECTIONS[kind];
  const overrides = resolved.overrides.filter(({ path }) => used.some((name) => path.startsWith(`${name}.`)));
  const warnings = [
    ...pendingWarnings(overrides),
    ...unreadWarnings(resolved.overrides, kind),
    ...idleWarnings(overrides, resolved.sections, kind),
  ];
  return { sections: resolved.sections, overrides, warnings };
}

// --- internal ---

function definedLayers({ override, flag, dataset }: PayloadOptions, config: SectionsInput): Layers {
  return { ...(override && { override }), ...(flag && { flag }), config, ...(dataset && { dataset }) };
}

function unknownOptions(options: PayloadOptions): ConfigProblem[] {
  return Object.entries(options)
    .filter(([name]) => !["override", "flag", "dataset"].includes(name))
    .map(([name, value]) => ({ path: name, value, requirement: "is not one of the sources override, flag, dataset" }));
}

function withPlace(problem: ConfigProblem, overrides: readonly OverrideRecord[]): ConfigProblem {
  const record = overrides.find(({ path }) => path === problem.path);
  const at = record && placeOf(record);
  return at === undefined ? problem : { ...problem, at };
}
