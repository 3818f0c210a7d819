/**
 * Findings as a list to be read above the images.
 *
 * @module
 */
import { type Block, NO_MARGINS } from "../figures/drawing/layout/block.ts";
import { element, joined, type Markup } from "../../config/values/markup.ts";
import { capital } from "../figures/drawing/text/capital.ts";
import { fittedText } from "../figures/drawing/text/text_width.ts";
import { wrappedText } from "../figures/drawing/text/wrapped_text.ts";
import { SIZES, words } from "../figures/drawing/words.ts";
import type { Finding } from "../findings/finding.ts";

/** What stands above the list, and how wide it may be. */
export interface FindingsHead {
  readonly title: string;
  readonly subtitle: string;
  /** Room in px. */
  readonly width: number;
}

/** The list: a disc marks a problem, a ring a hint, whatever the colours. */
export function findingsBlock(findings: readonly Finding[], { title, subtitle, width }: FindingsHead): Block {
  const parts: Markup[] = [
    words(fittedText(title, HEAD, width), { x: 0, y: HEAD, size: HEAD }),
    words(fittedText(subtitle, SIZES.label, width), { x: 0, y: HEAD + LINE + 2 }),
  ];
  let y = HEAD + LINE + 12;
  if (findings.length === 0) parts.push(words("Nothing looks wrong.", { x: 0, y: y += LINE }));
  for (const { severity, title, detail, remedy } of findings) {
    y += LINE + 4;
    parts.push(mark(severity, y - SIZES.title / 3));
    parts.push(words(fittedText(capital(title), SIZES.title, width - INDENT), { x: INDENT, y, size: SIZES.title }));
    for (const line of wrappedText(`${capital(detail)}.`, SIZES.label, width - INDENT)) {
      parts.push(words(line, { x: INDENT, y: y += LINE, opacity: 0.85 }));
    }
    for (const line of wrappedText(`Try: ${remedy}.`, SIZES.label, width - INDENT)) {
      parts.push(words(line, { x: INDENT, y: y += LINE, opacity: 0.85 }));
    }
  }
  return { ...NO_MARGINS, width, height: y + 4, content: joined(parts) };
}

// --- internal ---

/** Font size of the title, distance of lines, and room for the mark, in px. */
const [HEAD, LINE, INDENT] = [16, 16, 20];

/** Read on light and on dark paper. */
const COLOURS = { problem: "#d03b2f", hint: "#b8860b" } as const;

function mark(severity: Finding["severity"], y: number): Markup {
  const colour = COLOURS[severity];
  const drawn = severity === "problem" ? { fill: colour } : { fill: "none", stroke: colour, "stroke-width": 2 };
  return element("circle", { class: severity, cx: 7, cy: y, r: 5, ...drawn });
}
