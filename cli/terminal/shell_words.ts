/**
 * Words as a shell reads them back, so that what is printed can be copied: bash, zsh, fish, and what follows POSIX.
 *
 * @module
 */

/**
 * A word, such as a path; in quotes where a shell would take it for something else.
 *
 * @param word Any text. What a terminal obeys is escaped, in a form that bash and zsh read.
 */
export function shellWord(word: string): string {
  if (PLAIN.test(word)) return word;
  // Fish has backslashes within quotes mean something; outside, two are one everywhere.
  if (!UNSAFE.test(word)) return `'${word.replaceAll(/['\\]/g, "'\\$&'")}'`;
  const escaped = word.replaceAll(/[\\']/g, "\\$&").replaceAll(new RegExp(UNSAFE, "gu"), (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
  return `$'${escaped}'`;
}

/** Words in a row. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellWord).join(" ");
}

// --- internal ---

/** A tilde is somebody's home at the beginning of a word, and in zsh after an equals sign. */
const PLAIN = /^[\w@%+:,./-][\w@%+=:,./-]*$/;

const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
