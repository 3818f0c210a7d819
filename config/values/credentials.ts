/**
 * Credentials stay out of everything that is written or shown. An address such as `http://me:secret@host:5000` is a value
 * of a configuration as `http://host:5000`; the whole of it is kept beside the section, in a property that JSON, equality
 * and spreading do not see, for the program that was given it and for no other.
 *
 * @module
 */

/**
 * An address without user and password and, where it is one of the web, without query and fragment. It is cut at its last
 * `@`, whatever stands before: a password that was not encoded may have any character.
 *
 * @param address Any text.
 * @returns The address as it may be written down; the text itself where it is no address or has nothing to hide.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { withoutCredentials } from "./credentials.ts";
 *
 * assertEquals(withoutCredentials("http://me:secret@host:5000"), "http://host:5000");
 * assertEquals(withoutCredentials("postgresql://u:s3/cret@db"), "postgresql://db");
 * ```
 */
export function withoutCredentials(address: string): string {
  const [, scheme = "", rest = ""] = /^\s*((?:[a-z][a-z0-9+.-]*:)?\/\/)?(.*)$/is.exec(address) ?? [];
  const place = WITH_USER.test(address) ? rest.slice(rest.lastIndexOf("@") + 1) : rest;
  const shown = /^https?:/i.test(scheme) ? place.replace(/[?#].*$/s, "") : place;
  return shown === rest ? address : `${scheme}${shown}`;
}

/**
 * Hides credentials of addresses wherever they stand in a text, such as the message of an error.
 *
 * @param text Any text.
 * @returns The text with `***` in place of users and passwords.
 */
export function hideCredentials(text: string): string {
  return text.replace(IN_TEXT, (_match, quoted?: string, scheme?: string) => `${quoted ?? scheme ?? ""}***@`);
}

/** Keeps a whole address beside a section that is not frozen yet; returns the section. */
export function keepAddress<T extends object>(section: T, address: string | null): T {
  return address === null ? section : Object.defineProperty(section, ADDRESS, { value: address });
}

/** The whole address that is kept beside a section; null where there is none. */
export function keptAddress(section: object): string | null {
  return (section as { readonly [ADDRESS]?: string })[ADDRESS] ?? null;
}

// --- internal ---

const ADDRESS = Symbol("address with credentials");

/** A scheme, `//`, or a user and a colon, and an `@` anywhere behind. */
const WITH_USER = /^\s*(?:[\w.+%-]+:|\/\/).*@/s;

/**
 * Between quotation marks a scheme and all up to the last `@` before the next mark; else a scheme and all up to the last
 * `@` of the word, or `user:password@` without a scheme.
 */
const IN_TEXT = new RegExp(
  [
    /(?<=")((?:[a-z][a-z0-9+.-]*:)?\/\/)(?:[^"\\\n]|\\.)*@/,
    /([a-z][a-z0-9+.-]*:\/\/)[^\s"'<>]*@/,
    /(?<![\w/])[\w.+-]+:(?!\/\/)[^\s"'<>]+@(?=[\w[])/,
  ].map(({ source }) => source).join("|"),
  "gi",
);
