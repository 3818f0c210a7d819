/**
 * From partial sections to the parts of a payload: what both factories share.
 *
 * @module
 */
import { merge, type SectionInput, type SectionsSource } from "./builder.ts";
import { ConfigError, type ConfigProblem } from "./config_error.ts";
import { canonicalJson, fingerprint } from "./fingerprint.ts";
import { idleWarnings } from "./idle.ts";
import {
  type DeepReadonly,
  type Fingerprints,
  type OverrideRecord,
  PAYLOAD_VERSION,
  type PayloadBase,
} from "./payload.ts";
import { fieldPlaces, placeOf } from "./place.ts";
import { isDefault, type Layers, resolveSections } from "./resolve.ts";
import { brokenRules } from "./rules.ts";
import { findField, type SectionName, sectionNames, type Sections, type SectionsInput } from "./sections.ts";

/** A builder, or the plain fields of a section. */
export type SectionArgument<S extends SectionName> = SectionsSource | SectionInput<S>;

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

/** A resolved configuration that keeps every rule. */
export interface Assembled extends PayloadBase {
  readonly sections: Sections;
}

/**
 * Resolves sections and checks them whole.
 *
 * @param attempt What is attempted, for the error.
 * @param sections What the user configured.
 * @param options The other sources.
 * @param used Names of the sections the payload has.
 * @returns The parts of a payload, not yet frozen.
 * @throws {ConfigError} With every problem found.
 */
export function assemble(
  attempt: string,
  sections: SectionArguments,
  options: PayloadOptions,
  used: readonly SectionName[],
): Assembled {
  const config = collect(sections);
  const resolved = resolveSections(definedLayers(options, config.sections));
  const problems = [...config.problems, ...unknownOptions(options), ...resolved.problems];
  // Rules read several fields; on top of a wrong one they would only add confusion.
  const invalid = new Set(resolved.problems.map(({ path }) => path));
  const broken = brokenRules(resolved.sections).filter(({ path }) => !invalid.has(path));
  problems.push(...broken.map((problem) => withPlace(problem, resolved.overrides)));
  if (problems.length > 0) throw new ConfigError(attempt, problems);
  const overrides = resolved.overrides.filter(({ path }) => used.some((name) => path.startsWith(`${name}.`)));
  return {
    schemaVersion: PAYLOAD_VERSION,
    sections: resolved.sections,
    overrides,
    warnings: [...pendingWarnings(overrides), ...idleWarnings(overrides, resolved.sections)],
    fingerprints: fingerprints(resolved.sections, used),
  };
}

/** Fingerprints of the used sections. */
export function fingerprints(sections: DeepReadonly<Partial<Sections>>, used: readonly SectionName[]): Fingerprints {
  const pick = (names: readonly SectionName[]): unknown => Object.fromEntries(names.map((n) => [n, sections[n]]));
  return {
    payload: fingerprint([PAYLOAD_VERSION, pick(used)]),
    scientific: fingerprint([PAYLOAD_VERSION, pick(used.filter((name) => name !== "execution"))]),
  };
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

/** Lays the arguments together; a field set twice to different values is a problem, for neither can be preferred. */
function collect(argumentsBySection: SectionArguments): { sections: SectionsInput; problems: ConfigProblem[] } {
  let sections: SectionsInput = {};
  const problems: ConfigProblem[] = [];
  for (const [name, argument] of Object.entries(argumentsBySection)) {
    if (argument === undefined) continue;
    const more = isSource(argument) ? argument.sections : { [name]: argument } as SectionsInput;
    problems.push(...conflicts(sections, more));
    sections = merge(sections, more);
  }
  return { sections, problems };
}

function isSource(argument: SectionArgument<SectionName>): argument is SectionsSource {
  return typeof argument === "object" && argument !== null && "sections" in argument;
}

function withPlace(problem: ConfigProblem, overrides: readonly OverrideRecord[]): ConfigProblem {
  const record = overrides.find(({ path }) => path === problem.path);
  const at = record && placeOf(record);
  return at === undefined ? problem : { ...problem, at };
}

function conflicts(under: SectionsInput, over: SectionsInput): ConfigProblem[] {
  return sectionNames.flatMap((section) => {
    const present: Readonly<Record<string, unknown>> = under[section] ?? {};
    const at = fieldPlaces(over[section]);
    return Object.entries(over[section] ?? {})
      .filter(([name, value]) => name in present && canonicalJson(present[name]) !== canonicalJson(value))
      .map(([name, value]) => ({
        path: `${section}.${name}`,
        value,
        requirement: `must be set once (another section sets it to ${JSON.stringify(present[name])})`,
        ...(at[name] !== undefined && { at: at[name] }),
      }));
  });
}

/** One sentence for each field that was set but does nothing yet. */
function pendingWarnings(overrides: readonly OverrideRecord[]): string[] {
  return overrides.flatMap(({ path, value }) => {
    const field = findField(path);
    if (!field?.info.pending || isDefault(field, value)) return [];
    return [`${path} = ${JSON.stringify(value)} is not yet in effect: ${field.info.pending}`];
  });
}
