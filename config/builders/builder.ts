/**
 * What all section builders share: a frozen value with one method a field, each returning a new builder. Builders collect
 * what the user wants and check nothing; the factory checks everything at once.
 *
 * @module
 */
import { deepFreeze } from "../values/deep_freeze.ts";
import { isFields, merge } from "../fields/merge.ts";
import { type Card, cardBundle } from "../notebook/card.ts";
import { shown } from "../notebook/shown.ts";
import { keepFieldPlaces, placeOfCall } from "../values/place.ts";
import { fields, type SectionName, type SectionsInput } from "../fields/sections.ts";
import { showValue } from "../values/show_value.ts";

/** A builder of section `S`, as the factory sees it. */
export interface SectionsSource<S extends SectionName = SectionName> {
  /** The section that it builds; it may set fields of another one besides. */
  readonly section: S;
  /** What was set so far, by section. */
  readonly sections: SectionsInput;
}

/** Whether a value is a builder. */
export function isBuilder(value: unknown): value is SectionsSource {
  if (typeof value !== "object" || value === null) return false;
  const { section, sections } = value as { readonly section?: unknown; readonly sections?: unknown };
  return typeof section === "string" && isFields(sections);
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

/** What a method of a builder sets; its parameters are those that the builder's interface declares. */
export type BuilderMethod = (...args: never[]) => SectionsInput;

/** What a builder does beyond setting one field a method. */
export interface BuilderTraits {
  /** Methods beyond one a field, or in place of it. */
  readonly methods?: Readonly<Record<string, BuilderMethod>>;
}

/**
 * Makes a builder of a section. It remembers where in a script each of its methods was called.
 *
 * @param section The section whose fields become methods.
 * @param traits What else it does.
 * @param chosen What is set already.
 * @returns A frozen builder, which shows in a notebook what is set.
 */
export function makeBuilder<B extends SectionsSource>(
  section: SectionName,
  traits: BuilderTraits = {},
  chosen: SectionsInput = {},
): B {
  const setters = fields
    .filter((field) => field.section === section)
    .map(({ name }): [string, BuilderMethod] => [name, (value = true as never) => ({ [section]: { [name]: value } })]);
  const methods = Object.entries({ ...Object.fromEntries(setters), ...traits.methods }).map(([name, set]) => {
    const method = (...args: unknown[]): B => {
      const place = placeOfCall(method);
      return makeBuilder<B>(section, traits, merge(chosen, placed(set(...args as never[]), place)));
    };
    return [name, method];
  });
  const sections = deepFreeze(chosen);
  const builder = shown({ ...Object.fromEntries(methods), section, sections }, (made) => cardBundle(builderCard(made)));
  return Object.freeze(builder) as unknown as B;
}

// --- internal ---

/** What a notebook shows of a builder: what was set so far. */
function builderCard({ section, sections }: SectionsSource): Card {
  const rows = Object.entries(sections).flatMap(([name, values]) =>
    Object.entries(values ?? {}).map(([field, value]) => [`${name}.${field}`, showValue(value)])
  );
  return {
    title: `Builder of ${section}`,
    head: ["field", "value"],
    rows,
    notes: rows.length === 0 ? ["Nothing is set yet: every field is as by default."] : [],
  };
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
