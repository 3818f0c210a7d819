/**
 * What a page shows: a body of which some parts change while it is looked at.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { element, escaped, joined, type Markup } from "../../config/values/markup.ts";

/** A page at one moment. */
export interface View {
  readonly title: string;
  /** What changes, by the id of the element that it is in. */
  readonly parts: ReadonlyMap<string, Markup>;
  /** All of it, parts in their places. */
  readonly body: readonly Markup[];
  /** Digest of what is no part: a page that shows another one is loaded anew. */
  readonly frame: string;
}

/** Parts of a page as they are made. */
export class Parts {
  readonly #parts = new Map<string, Markup>();

  /** All parts, by id. */
  get all(): ReadonlyMap<string, Markup> {
    return this.#parts;
  }

  /**
   * Puts a part into an element.
   *
   * @param id Id of the element.
   * @param content What is in it now; it may be empty.
   * @param options Name and attributes of the element.
   */
  place(id: string, content: readonly Markup[], { name = "div", ...attributes }: PlaceOptions = {}): Markup {
    const shown = content.length === 0 ? escaped("") : joined(content);
    this.#parts.set(id, shown);
    return element(name, { id, ...attributes }, [shown]);
  }
}

/** An element: its name, `div` by default, and attributes. */
export interface PlaceOptions {
  readonly name?: string;
  readonly [attribute: string]: string | undefined;
}

/** Digest of texts, in 16 letters. */
export function shortDigest(texts: Iterable<string>): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`${text.length}:${text}`);
  return hash.digest("hex").slice(0, 16);
}

/** Digest of parts, by which a page says what it has. */
export function partsDigest(parts: View["parts"]): string {
  return shortDigest([...parts].flat());
}
