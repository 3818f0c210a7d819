/**
 * Where in a script a value was set, such as `file:///home/me/my_run.ts:12`, for `config explain` and for errors.
 *
 * A place is no part of the configuration: the same run is the same payload wherever it was written down. So it is kept
 * beside the value, in a property that is named by a symbol and not enumerable. JSON, equality, spreading and freezing do
 * not see it, and a payload that was read from a file has none.
 *
 * @module
 */

/** Places of the fields of a section, by name. */
export type FieldPlaces = Readonly<Record<string, string>>;

/**
 * The place that called a function.
 *
 * @param method The function, which must be running.
 * @returns URL and line of its caller; undefined where that is no file, as in a notebook, or the stack is not told.
 */
export function placeOfCall(method: (...args: never[]) => unknown): string | undefined {
  const holder: { stack?: unknown } = {};
  Error.captureStackTrace?.(holder, method);
  const [, caller = ""] = typeof holder.stack === "string" ? holder.stack.split("\n") : [];
  const [, url, line] = caller.match(/^ *at (?:.*? \()?(\w+:\/\/.+):(\d+):\d+\)?$/) ?? [];
  return url === undefined ? undefined : `${url}:${line}`;
}

/** Keeps a place beside a value that is not frozen yet; returns the value. */
export function keepPlace<T extends object>(value: T, place: string | undefined): T {
  return place === undefined ? value : Object.defineProperty(value, PLACE, { value: place });
}

/** The place that is kept beside a value. */
export function placeOf(value: object): string | undefined {
  return (value as { readonly [PLACE]?: string })[PLACE];
}

/** Keeps places beside the fields of a section that is not frozen yet; returns the section. */
export function keepFieldPlaces<T extends object>(section: T, places: FieldPlaces): T {
  return Object.keys(places).length === 0 ? section : Object.defineProperty(section, FIELDS, { value: places });
}

/** The places that are kept beside the fields of a section; none for a plain object. */
export function fieldPlaces(section: unknown): FieldPlaces {
  return (section as { readonly [FIELDS]?: FieldPlaces } | null | undefined)?.[FIELDS] ?? {};
}

/** The place of one field of a section, whatever its name. */
export function placeOfField(section: unknown, name: string): string | undefined {
  const places = fieldPlaces(section);
  return Object.hasOwn(places, name) ? places[name] : undefined;
}

/**
 * A place as people read it.
 *
 * @param place URL and line.
 * @param base URL of a directory; files in it are named relative to it.
 * @returns Such as `my_run.ts:12`, or `/home/me/my_run.ts:12` for a file elsewhere.
 */
export function showPlace(place: string, base = "file://"): string {
  if (!place.startsWith("file://")) return place;
  const path = place.startsWith(base) ? place.slice(base.length) : place.slice("file://".length);
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

// --- internal ---

const PLACE = Symbol("place");
const FIELDS = Symbol("places of fields");
