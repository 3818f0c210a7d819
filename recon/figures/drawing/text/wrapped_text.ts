/**
 * Text in lines.
 *
 * @module
 */
import { fittedText, textWidth } from "./text_width.ts";

/**
 * Breaks text between words, so that each line has room. A word without room for itself loses its middle.
 *
 * @param text The text; white space of any kind is one space.
 * @param size Font size in px.
 * @param width Room in px.
 * @returns The lines; none of an empty text.
 */
export function wrappedText(text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((each) => each !== "")) {
    const longer = `${lines.at(-1) ?? ""} ${word}`;
    if (lines.length > 0 && textWidth(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(fittedText(word, size, width));
  }
  return lines;
}
