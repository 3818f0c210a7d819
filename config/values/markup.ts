/**
 * Markup as text. What people and files wrote becomes markup by {@link escaped} alone; the type {@link Markup} keeps text
 * that has not been through it out of a drawing.
 *
 * @module
 */

declare const MARKUP: unique symbol;

/** Text of SVG or HTML in which every foreign word is escaped. */
export type Markup = string & { readonly [MARKUP]: true };

/** Attributes of an element; numbers are written to two decimals, what is undefined is left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/**
 * Text as markup that shows it, in an element or between quotes: nothing in it is a tag, an entity or the end of an
 * attribute. Characters that no XML may hold become U+FFFD.
 *
 * @param text Any text.
 */
export function escaped(text: string): Markup {
  // deno-lint-ignore no-control-regex -- just these are not allowed
  const allowed = text.toWellFormed().replaceAll(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]/g, "\ufffd");
  return allowed.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "") as Markup;
}

/**
 * An element.
 *
 * @param name Its name.
 * @param attributes Its attributes, whose values are escaped.
 * @param children What is in it; none makes an empty element.
 */
export function element(name: string, attributes: Attributes = {}, children: readonly Markup[] = []): Markup {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const head = [name, ...given.map(([key, value]) => `${key}="${attribute(value)}"`)].join(" ");
  return (children.length === 0 ? `<${head}/>` : `<${head}>${joined(children)}</${name}>`) as Markup;
}

/** Elements one after the other. */
export function joined(parts: readonly Markup[]): Markup {
  return parts.join("\n") as Markup;
}

/** A number of a drawing to two decimals. */
export function coordinate(value: number): string {
  return String(Math.round(value * 100) / 100 + 0); // no negative zero
}

// --- internal ---

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function attribute(value: string | number | undefined): string {
  return typeof value === "number" ? coordinate(value) : escaped(value ?? "");
}
