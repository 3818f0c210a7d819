/**
 * How much room text takes, so that nothing is written over something else: by the widths of DejaVu Sans, which is Verdana's
 * but for a little.
 *
 * @module
 */
import { LETTER_WIDTHS } from "./letter_widths.ts";

/**
 * Width of a line of text.
 *
 * @param text The line.
 * @param size Font size in px.
 * @returns px.
 */
export function textWidth(text: string, size: number): number {
  let sum = 0;
  for (const character of text) sum += widthOf(character.codePointAt(0) ?? 0);
  return sum * size / 1000;
}

/**
 * The line, or as much of its beginning and end as fits, with `…` for the rest: runs differ in the end of their names.
 *
 * @param text The line.
 * @param size Font size in px.
 * @param width Room in px.
 */
export function fittedText(text: string, size: number, width: number): string {
  // So much is looked at and no more: a name can be as long as a file.
  const letters = [...text.slice(0, MOST), ...(text.length > MOST ? text.slice(-MOST) : "")];
  const widths = letters.map((letter) => textWidth(letter, size));
  let used = widths.reduce((sum, each) => sum + each, 0);
  if (text.length <= MOST && used <= width) return text;
  used += textWidth("…", size);
  let [head, tail] = [Math.ceil(letters.length / 2), Math.ceil(letters.length / 2)];
  while (used > width && head + letters.length - tail > 0) {
    used -= (head > letters.length - tail ? widths[--head] : widths[tail++]) ?? 0;
  }
  return `${letters.slice(0, head).join("")}…${letters.slice(tail).join("")}`;
}

// --- internal ---

const MOST = 300;

/** In thousandths of the font size; letters of other scripts are taken for an average capital, those of East Asia for a square. */
function widthOf(point: number): number {
  return LETTER_WIDTHS[point - 32] ?? (point >= 0x2e80 ? 1000 : point < 0x370 || point > 0x2000 ? 640 : 700);
}
