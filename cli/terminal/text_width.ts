/**
 * How many columns of a terminal a text takes, and texts that take no more than there are.
 *
 * @module
 */

/**
 * Columns that a text takes: two for what East Asian scripts and emoji are written with, none for marks that stand on the
 * letter before, by the Unicode Standard Annex 11; letters whose width is ambiguous there take one, as terminals have it.
 *
 * @param text One line without control characters.
 */
export function textWidth(text: string): number {
  let width = 0;
  for (const { segment } of LETTERS.segment(text)) width += letterWidth(segment);
  return width;
}

/**
 * A text that takes no more than so many columns, with an ellipsis where something is left out.
 *
 * @param text One line without control characters.
 * @param columns What there is.
 */
export function cutText(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let kept = "";
  let width = 1;
  for (const { segment } of LETTERS.segment(text)) {
    width += letterWidth(segment);
    if (width > columns) break;
    kept += segment;
  }
  return columns < 1 ? "" : `${kept}…`;
}

// --- internal ---

/** What people take for one letter, such as a flag or a letter with its accents. */
const LETTERS = new Intl.Segmenter("en", { granularity: "grapheme" });

const MARKS = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]*$/u;

/** Wide and full-width by Unicode's EastAsianWidth.txt, in blocks; and what is shown as an emoji. */
const WIDE = new RegExp(
  "^(?:[\\u1100-\\u115f\\u2329\\u232a\\u2e80-\\u303e\\u3041-\\ua4cf\\ua960-\\ua97f\\uac00-\\ud7a3\\uf900-\\ufaff" +
    "\\ufe10-\\ufe19\\ufe30-\\ufe6f\\uff01-\\uff60\\uffe0-\\uffe6\\u{16fe0}-\\u{18cff}\\u{1b000}-\\u{1b2ff}" +
    "\\u{20000}-\\u{3fffd}]|\\p{Emoji_Presentation}|\\p{Emoji}\\ufe0f)",
  "u",
);

function letterWidth(letter: string): number {
  if (MARKS.test(letter)) return 0;
  return WIDE.test(letter) ? 2 : 1;
}
