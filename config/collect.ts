/**
 * From what a user hands over, builders and plain fields, to partial sections. Library and command line both come this
 * way, so that they judge one configuration alike.
 *
 * @module
 */
import { isBuilder } from "./builders/builder.ts";
import type { ConfigProblem } from "./values/config_error.ts";
import { canonicalJson } from "./values/fingerprint.ts";
import { isFields, merge } from "./fields/merge.ts";
import { placeOfField } from "./values/place.ts";
import { type SectionName, sectionNames, type SectionsInput } from "./fields/sections.ts";
import { showValue } from "./values/show_value.ts";
import { jsonCopy } from "./values/json_copy.ts";

/** What was handed over, laid together. */
export interface Collected {
  readonly sections: SectionsInput;
  /** What cannot be sections, and fields that were set twice to different values. */
  readonly problems: readonly ConfigProblem[];
}

/** Where a JSON file names its schema, for editors. */
export const SCHEMA = "$schema";

/** Path of a problem of the whole: what was handed over is no sections at all. */
export const WHOLE = "its content";

/**
 * Lays the arguments of a factory together. A field that is set twice to different values is a problem, for neither can
 * be preferred.
 *
 * @param given Builders or plain fields by section, and `$schema`, which is for editors; anything else is a problem.
 * @returns Partial sections, and all that was wrong.
 */
export function collect(given: unknown): Collected {
  const wrong = wholeProblem(given);
  if (wrong || !isFields(given)) return { sections: {}, problems: wrong ? [wrong] : [] };
  let sections: SectionsInput = {};
  const problems: ConfigProblem[] = [];
  for (const [name, argument] of Object.entries(given)) {
    if (argument === undefined || (name === SCHEMA && typeof argument === "string")) continue;
    const problem = argumentProblem(name, argument);
    if (problem) {
      problems.push(problem);
      continue;
    }
    const more = isBuilder(argument) && argument.section === name
      ? argument.sections
      : { [name]: argument } as SectionsInput;
    problems.push(...conflicts(sections, more));
    sections = merge(sections, more);
  }
  return { sections, problems };
}

// --- internal ---

/** Why the whole is no sections. */
function wholeProblem(given: unknown): ConfigProblem | null {
  const problem = { path: WHOLE, value: given };
  if (isBuilder(given)) {
    return { ...problem, value: given.sections, requirement: `must be sections, such as { ${given.section}: … }` };
  }
  if (!isFields(given)) return { ...problem, requirement: "must be sections or a payload" };
  if (!("kind" in given || "schemaVersion" in given)) return null;
  return { ...problem, value: given.kind, requirement: "must be sections: of a payload, pass payloadSections()" };
}

/** Why an argument is no section. */
function argumentProblem(name: string, argument: unknown): ConfigProblem | null {
  if (isBuilder(argument)) {
    if (argument.section === name || !sectionNames.includes(name as SectionName)) return null;
    const requirement = `must be built by ${name}() and not by ${argument.section}()`;
    return { path: name, value: argument.sections, requirement };
  }
  if (isFields(argument)) return null;
  // Of a section that is none, the name is what is wrong.
  if (name !== SCHEMA && !sectionNames.includes(name as SectionName)) return null;
  const requirement = name === SCHEMA ? "must be the address of a JSON schema" : "must be an object of fields";
  return { path: name, value: argument, requirement };
}

function conflicts(under: SectionsInput, over: SectionsInput): ConfigProblem[] {
  return sectionNames.flatMap((section) => {
    const present = new Map<string, unknown>(Object.entries(under[section] ?? {}));
    return Object.entries(over[section] ?? {})
      .filter(([name, value]) => present.has(name) && value !== undefined && !same(present.get(name), value))
      .map(([name, value]) => {
        const at = placeOfField(over[section], name);
        return {
          path: `${section}.${name}`,
          value,
          requirement: `must be set once (another section sets it to ${showValue(present.get(name))})`,
          ...(at !== undefined && { at }),
        };
      });
  });
}

/** What JSON cannot hold is refused with its field, and need not differ here. */
function same(one: unknown, other: unknown): boolean {
  const copies = [jsonCopy(one), jsonCopy(other)];
  return copies.includes(undefined) || canonicalJson(copies[0]) === canonicalJson(copies[1]);
}
