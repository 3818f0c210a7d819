/**
 * What a file holds, as layouts ask for it: headers by name, and small values with their units. What cannot be read is a
 * problem to tell of, not the end of the search.
 *
 * @module
 */
import { elementCount } from "../../formats/npy_header.ts";
import type { ArrayAttribute, ArrayFile, ArrayHeader } from "../../formats/array_file.ts";

/** An array of a file, by its header. */
export interface Entry extends ArrayHeader {
  /** Its name. */
  readonly key: string;
}

/** A view of an open file; every header is read once. */
export class Contents {
  /** The file. */
  readonly file: ArrayFile;
  /** Names of all arrays, but of those whose names nobody wrote by hand. */
  readonly keys: readonly string[];
  /** What could not be read, one sentence each. */
  readonly problems: ReadonlySet<string>;
  readonly #problems = new Set<string>();
  readonly #entries = new Map<string, Entry | null>();

  /** Looks at nothing yet. */
  constructor(file: ArrayFile) {
    this.file = file;
    this.keys = file.keys.filter(({ length }) => length <= LONGEST);
    this.problems = this.#problems;
  }

  /** Whether the file has an array of each of these names. */
  has(...keys: readonly string[]): boolean {
    return keys.every((key) => this.file.has(key));
  }

  /** The first of several names that is an array of numbers or text; null without. */
  async first(...keys: readonly string[]): Promise<Entry | null> {
    for (const key of keys) {
      const entry = this.file.has(key) ? await this.entry(key) : null;
      if (entry && entry.dtype !== "O") return entry;
    }
    return null;
  }

  /** An array by its name; null, and a problem to tell of, where its header cannot be read. */
  async entry(key: string): Promise<Entry | null> {
    const known = this.#entries.get(key);
    return known === undefined ? await this.#quietly(() => this.#header(key)) : known;
  }

  /**
   * All arrays whose names fit, in the order of the file; those that cannot be read are problems to tell of.
   *
   * @param form What names have; the fewer fit, the fewer headers are read.
   */
  async entries(form: RegExp): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const key of this.keys) {
      const entry = form.test(key) ? await this.entry(key) : null;
      if (entry) entries.push(entry);
    }
    return entries;
  }

  /** The first of all arrays; without a word those that cannot be read are left out, and what MATLAB keeps for itself. */
  async firstEntries(most: number): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const key of this.keys.slice(0, most)) {
      if (key.startsWith("#")) continue;
      const known = this.#entries.get(key);
      const entry = known === undefined ? await this.#header(key).catch(dropError) : known;
      if (entry) entries.push(entry);
    }
    return entries;
  }

  /** Numbers of a small array of real numbers, or a text of one; null where it is neither, absent or large. */
  async numbers(key: string, most = 65536): Promise<Float64Array | null> {
    const entry = await this.first(key);
    if (!entry || elementCount(entry.shape) > most) return null;
    const array = await this.#quietly(() => this.file.read(key, most));
    // Of single precision as they were before they were rounded to it: 5.5e-5, not 5.500000042957254e-5.
    if (array?.kind === "real" && (array.dtype === "f4" || array.dtype === "f2")) {
      return Float64Array.from(array.data, (value) => Number(value.toPrecision(array.dtype === "f4" ? 7 : 4)));
    }
    if (array?.kind === "real") return Float64Array.from(array.data);
    return array?.kind === "text" ? numbersOf(array.data) : null;
  }

  /** The number that an array holds: its only element, or what all of them are to one in a thousand; null without. */
  async number(key: string): Promise<number | null> {
    return oneOf(await this.numbers(key));
  }

  /** Height and width of a pixel, of one number or two, as the file has them; null without, or where they are no sizes. */
  async pixelSize(key: string): Promise<[height: number, width: number] | null> {
    const [height = NaN, width = height, ...more] = await this.numbers(key, 2) ?? [];
    return more.length === 0 && isSize(height) && isSize(width) ? [height, width] : null;
  }

  /** A short text; null where it is none or absent. */
  async text(key: string): Promise<string | null> {
    const entry = await this.first(key);
    if (!entry || elementCount(entry.shape) !== 1) return null;
    const array = await this.#quietly(() => this.file.read(key, 1));
    return array?.kind === "text" ? trimmed((array.data[0] ?? "").slice(0, LONGEST)) : null;
  }

  /** What the file says of an array or a group, under any of some names; undefined where it says nothing. */
  async attribute(key: string, ...names: readonly string[]): Promise<ArrayAttribute | undefined> {
    const attributes = await this.#attributes(key);
    const name = names.find((candidate) => Object.hasOwn(attributes, candidate));
    return name === undefined ? undefined : attributes[name];
  }

  /** Names of what the file says of an array or a group. */
  async attributeNames(key: string): Promise<readonly string[]> {
    return Object.keys(await this.#attributes(key));
  }

  /** The same as a number, be it written as text or as an array of one; null without. */
  async attributeNumber(key: string, ...names: readonly string[]): Promise<number | null> {
    const value = await this.attribute(key, ...names);
    if (value === undefined) return null;
    const values = Array.isArray(value) ? value : [value];
    return oneOf(numbersOf(values.map(String)));
  }

  /** The same as text; null without. */
  async attributeText(key: string, ...names: readonly string[]): Promise<string | null> {
    const value = await this.attribute(key, ...names);
    const first = Array.isArray(value) ? value[0] : value;
    return first === undefined ? null : trimmed(String(first).slice(0, LONGEST));
  }

  /** The unit that is stated of an array. */
  unit(key: string): Promise<string | null> {
    return this.attributeText(key, "units", "unit", "Units", "Unit");
  }

  async #header(key: string): Promise<Entry> {
    // What cannot be read is asked for once.
    this.#entries.set(key, null);
    const entry = { key, ...await this.file.header(key) };
    this.#entries.set(key, entry);
    return entry;
  }

  /** None where there is no such group, or what it says cannot be read: that is not worth a word. */
  async #attributes(key: string): Promise<Readonly<Record<string, ArrayAttribute>>> {
    try {
      return await this.file.attributes(key);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return {};
    }
  }

  async #quietly<T>(attempt: () => Promise<T>): Promise<T | null> {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#problems.add(error.message);
      return null;
    }
  }
}

// --- internal ---

/** Characters of a name or a text that layouts look at; a hostile file has megabytes. */
const LONGEST = 1000;

function dropError(error: unknown): null {
  if (!(error instanceof Error)) throw error;
  return null;
}

function isSize(length: number): boolean {
  return length > 0 && length < Infinity;
}

function trimmed(text: string): string {
  return text.replaceAll("\0", "").trim().replace(/^b(['"])(.*)\1$/s, "$2");
}

function numbersOf(texts: readonly string[]): Float64Array | null {
  const numbers = Float64Array.from(texts, (text) => trimmed(text) === "" ? NaN : Number(trimmed(text)));
  return numbers.some(Number.isNaN) ? null : numbers;
}

function oneOf(numbers: Float64Array | null): number | null {
  const [first] = numbers ?? [];
  if (first === undefined || !Number.isFinite(first)) return null;
  return numbers?.every((value) => Math.abs(value - first) <= 1e-3 * Math.abs(first)) ? first : null;
}
