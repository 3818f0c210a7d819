/**
 * What all section builders share: a frozen value with one method a field, each returning a new builder. Builders collect
 * what the user wants and check nothing; the factory checks everything at once.
 *
 * @module
 */
import { deepFreeze } from "./deep_freeze.ts";
import { fieldPlaces, keepFieldPlaces, placeOfCall } from "./place.ts";
import { fields, type SectionName, type SectionsInput } from "./sections.ts";

/** Anything that carries partial sections: every builder does. */
export interface SectionsSource {
  /** What was set so far, by section. */
  readonly sections: SectionsInput;
}

/** Values a user may set in section `S`, by field. */
export type SectionInput<S extends SectionName> = NonNullable<SectionsInput[S]>;

/** A value of field `K` of section `S`, as a user writes it. */
export type FieldInput<S extends SectionName, K extends keyof SectionInput<S>> = Exclude<SectionInput<S>[K], undefined>;

/** One method for each field `K` of section `S`; a switch may be called without argument to turn it on. */
export type Setters<S extends SectionName, K extends keyof SectionInput<S>, Self> = {
  readonly [F in K]-?: FieldInput<S, F> extends boolean ? (value?: boolean) => Self
    : (value: FieldInput<S, F>) => Self;
};

/** The sentence an editor shows where a combination can never work. */
export interface ConfigTypeError<Sentence extends string> {
  /** What the editor shows. */
  readonly error: Sentence;
}

/** What a method of a builder sets; its parameters are those that the builder's interface declares. */
export type BuilderMethod = (...args: never[]) => SectionsInput;

/**
 * Makes a builder of a section. It remembers where in a script each of its methods was called.
 *
 * @param section The section whose fields become methods.
 * @param sections What is set already.
 * @param own Methods beyond one a field, or in place of it.
 * @returns A frozen builder.
 */
export function makeBuilder<B extends SectionsSource>(
  section: SectionName,
  sections: SectionsInput,
  own: (sections: SectionsInput) => Readonly<Record<string, BuilderMethod>>,
): B {
  const setters = fields
    .filter((field) => field.section === section)
    .map(({ name }): [string, BuilderMethod] => [name, (value = true as never) => ({ [section]: { [name]: value } })]);
  const methods = Object.entries({ ...Object.fromEntries(setters), ...own(sections) }).map(([name, set]) => {
    const method = (...args: unknown[]): B => {
      const place = placeOfCall(method);
      return makeBuilder<B>(section, merge(sections, placed(set(...args as never[]), place)), own);
    };
    return [name, method];
  });
  return Object.freeze({ ...Object.fromEntries(methods), sections: deepFreeze(sections) }) as unknown as B;
}

/**
 * Partial sections laid over each other, field by field. A field keeps the place where it was set.
 *
 * @param under The sections below.
 * @param over The sections above, whose fields win.
 * @returns New partial sections.
 */
export function merge(under: SectionsInput, over: SectionsInput): SectionsInput {
  const result: Record<string, unknown> = { ...under };
  for (const [section, values] of Object.entries(over)) {
    const below = under[section as SectionName];
    // What is no object is kept for the factory to refuse.
    result[section] = typeof values === "object" ? mergeFields(below, values) : values;
  }
  return result as SectionsInput;
}

// --- internal ---

function mergeFields(under: object | undefined, over: object | null): object {
  const kept = Object.entries(fieldPlaces(under)).filter(([name]) => !Object.hasOwn(over ?? {}, name));
  return keepFieldPlaces({ ...under, ...over }, { ...Object.fromEntries(kept), ...fieldPlaces(over) });
}

/** The same sections, every field set at one place. */
function placed(sections: SectionsInput, place: string | undefined): SectionsInput {
  if (place === undefined) return sections;
  const entries = Object.entries(sections).map(([section, values]) => {
    const places = Object.fromEntries(Object.keys(values).map((name) => [name, place]));
    return [section, keepFieldPlaces({ ...values }, places)];
  });
  return Object.fromEntries(entries);
}
