/**
 * Text of a figure as curves, for a picture: a renderer need not know fonts then, which takes it as long as all else.
 *
 * @module
 */
import type { Outlines } from "./text/outlines.ts";

/**
 * A drawing whose text, as `words` writes it, is curves that look the same. Other text is left as it is.
 *
 * @param svg The drawing.
 * @param letters The font.
 */
export function outlinedWords(svg: string, letters: Outlines): string {
  return svg.replaceAll(WORDS, (_, x: string, y: string, size: string, anchor = "start", ...rest: string[]) => {
    const [turn = "", opacity = "", text = ""] = rest;
    const { path, width } = letters.line(lineOf(text));
    if (path === "") return "";
    const scale = Number(size) / letters.perEm;
    const left = Number(x) - width * scale * (SHARES[anchor] ?? 0);
    return `<path transform="${turn} translate(${left} ${y}) scale(${scale} ${-scale})"${opacity} d="${path}"/>`;
  });
}

// --- internal ---

/** A line of text as `words` writes it. */
const WORDS = new RegExp(
  `<text x="([^"]*)" y="([^"]*)" font-size="([^"]*)"(?: text-anchor="([^"]*)")?(?: transform="([^"]*)")?` +
    `( fill-opacity="[^"]*")?>([^<]*)</text>`,
  "g",
);

/** Share of a line that is left of its place. */
const SHARES: Readonly<Record<string, number>> = { middle: 0.5, end: 1 };

/**
 * What is read, as SVG has it: no spaces at both ends nor in a row, accents on their letters, and nothing that is never
 * seen.
 */
function lineOf(markup: string): string {
  const spaced = markup.replaceAll(/[\t\n\r ]+/g, " ").replaceAll(/^ | $/g, "");
  return spaced.normalize().replaceAll(/\p{Default_Ignorable_Code_Point}/gu, "")
    .replaceAll(/&#?[a-z0-9]+;/g, (entity) => CHARACTERS[entity] ?? entity);
}

/** What `escaped` makes of them. */
const CHARACTERS: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
};
