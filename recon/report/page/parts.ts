/**
 * Parts of a page: text, lists of facts, figures. All that is written passes through `escaped`.
 *
 * @module
 */
import type { Figure } from "../../figures/drawing/figure.ts";
import { element, escaped, type Markup } from "../../../config/values/markup.ts";

/** A fact: what it is of, and what it says. */
export type Fact = readonly [name: string, value: string];

/** A paragraph of text, in which a flag such as --max-epochs stays on one line. */
export function paragraph(text: string, className?: string): Markup {
  const parts = text.split(/((?<!\S)\(?--[a-z][\w-]*)/).map((part, index) =>
    index % 2 === 0 ? escaped(part) : element("span", { class: "flag" }, [escaped(part)])
  );
  return element("p", { class: className }, [parts.join("") as Markup]);
}

/** Facts one below the other; null where there is none. */
export function factList(facts: readonly Fact[]): Markup | null {
  if (facts.length === 0) return null;
  return element(
    "dl",
    {},
    facts.flatMap(([name, value]) => [
      element("dt", {}, [escaped(name)]),
      element("dd", {}, [escaped(value)]),
    ]),
  );
}

/** Sentences, each a point of a list. */
export function sentences(texts: readonly string[], className?: string): Markup {
  return element("ul", { class: className }, texts.map((text) => element("li", {}, [escaped(text)])));
}

/**
 * A figure with its description below.
 *
 * @param figure The figure; it takes its ink from the page.
 * @param more What is said besides.
 */
export function figureOf({ svg, description }: Figure, more = ""): Markup {
  const caption = more === "" ? description : `${description} ${more}`;
  return element("figure", { class: "drawn" }, [
    element("div", { class: "wide" }, [svg as Markup]),
    element("figcaption", {}, [escaped(caption)]),
  ]);
}

/** Several parts as one. */
export function group(parts: readonly Markup[], className?: string): Markup {
  return element("div", { class: className }, parts.length === 0 ? [escaped("")] : parts);
}
