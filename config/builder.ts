/**
 * What all section builders share: a frozen value with one method a field, each returning a new builder. Builders collect
 * what the user wants and check nothing; the factory checks everything at once.
 *
 * @module
 */
import { deepFreeze } from "./deep_freeze.ts";
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

/** Returns a builder like this one with more fields set. */
export type Extend = (more: SectionsInput) => SectionsSource;

/**
 * Makes a builder of a section.
 *
 * @param section The section whose fields become methods.
 * @param sections What is set already.
 * @param own Methods beyond one a field, or in place of it.
 * @returns A frozen builder.
 */
export function makeBuilder<B extends SectionsSource>(
  section: SectionName,
  sections: SectionsInput,
  own: (extend: Extend) => Readonly<Record<string, unknown>>,
): B {
  const extend: Extend = (more) => makeBuilder<B>(section, merge(sections, more), own);
  const setters = fields
    .filter((field) => field.section === section)
    .map(({ name }) => [name, (value: unknown = true) => extend({ [section]: { [name]: value } })]);
  const methods = { ...Object.fromEntries(setters), ...own(extend) };
  return Object.freeze({ ...methods, sections: deepFreeze(sections) }) as unknown as B;
}

/**
 * Partial sections laid over each other, field by field.
 *
 * @param under The sections below.
 * @param over The sections above, whose fields win.
 * @returns New partial sections.
 */
export function merge(under: SectionsInput, over: SectionsInput): SectionsInput {
  const result: Record<string, unknown> = { ...under };
  for (const [section, values] of Object.entries(over)) {
    // What is no object is kept for the factory to refuse.
    result[section] = typeof values === "object" ? { ...under[section as SectionName], ...values } : values;
  }
  return result as SectionsInput;
}
