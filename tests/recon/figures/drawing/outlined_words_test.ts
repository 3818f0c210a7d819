import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { dejavuSans } from "../../../../packages/dejavu_sans.ts";
import { Resvg } from "../../../../packages/resvg.ts";
import { outlinedWords } from "../../../../recon/figures/drawing/outlined_words.ts";
import { Outlines } from "../../../../recon/figures/drawing/text/outlines.ts";
import { textWidth } from "../../../../recon/figures/drawing/text/text_width.ts";
import { words, type WordsPlace } from "../../../../recon/figures/drawing/words.ts";

const LETTERS = new Outlines(dejavuSans());

/** Red parts of the pixels, by the renderer alone. */
function rendered(drawing: string): Uint8Array {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="60" font-family="DejaVu Sans">${drawing}</svg>`;
  const renderer = new Resvg(svg, {
    background: "#fff",
    font: { fontBuffers: [dejavuSans()], loadSystemFonts: false, defaultFontFamily: "DejaVu Sans" },
  });
  return renderer.render().pixels.filter((_, index) => index % 4 === 0);
}

/** Asserts that a line looks the same as curves as it does as text. */
function assertSameLine(text: string, place: Partial<WordsPlace> = {}): void {
  const line = words(text, { x: 20, y: 40, size: 16, ...place });
  const curves = outlinedWords(line, LETTERS);
  assert(!curves.includes("<text"), curves);
  const [expected, actual] = [rendered(line), rendered(curves)];
  const ink = expected.reduce((sum, value) => sum + 255 - value, 0);
  const apart = expected.reduce((sum, value, p) => sum + Math.abs(value - (actual[p] ?? 0)), 0);
  assert(ink > 0 && apart <= 0.005 * ink, `${text}: ${apart} of ${ink}`);
}

Deno.test("outlinedWords() looks as the renderer's own text does, each letter that the font has", () => {
  const ranges = [[0x21, 0x7e], [0xa1, 0xac], [0xae, 0x24f], [0x391, 0x3a1], [0x3a3, 0x3ff], [0x400, 0x45f]] as const;
  const more = [[0x2010, 0x2027], [0x2030, 0x2044], [0x2070, 0x209c], [0x2100, 0x214e], [0x2190, 0x2199], [
    0x2200,
    0x226b,
  ]] as const;
  for (const [first, last] of [...ranges, ...more]) {
    for (let from = first; from <= last; from += 64) {
      const points = Array.from({ length: Math.min(64, last + 1 - from) }, (_, index) => from + index);
      assertSameLine(String.fromCodePoint(...points));
    }
  }
});

Deno.test("outlinedWords() stands where the text stood, turned and faint as it was", () => {
  assertSameLine("middle of ×10⁻⁷", { x: 400, anchor: "middle" });
  assertSameLine("the end µm", { x: 700, anchor: "end", size: 11 });
  assertSameLine("intensity", { x: 800, y: 50, turned: -20, size: 13 });
  assertSameLine("faint", { opacity: 0.4 });
});

Deno.test("outlinedWords() reads text as the renderer does", () => {
  assertSameLine(`</text><script>alert("1")</script> & 'µm' &amp; &#39;`);
  assertSameLine("  spaces \n\t in   a row ");
  assertSameLine("cafe\u0301 A\u030a");
  assertSameLine("soft\u00adhyphen, zero\u200bwidth");
  assertEquals(outlinedWords(words("  ", { x: 0, y: 0 }), LETTERS), "");
});

Deno.test("outlinedWords() leaves text as it is that is not of words()", () => {
  const other = `<text x="1" y="2" font-weight="bold">a</text>`;
  assertEquals(outlinedWords(other, LETTERS), other);
});

Deno.test("Outlines is as wide as textWidth() says, and has a box for what it lacks", () => {
  const text = "An object of 516 patterns (µm)".replace("µ", "u");
  assertAlmostEquals(1000 * LETTERS.line(text).width / LETTERS.perEm, textWidth(text, 1000), 0.5 * text.length);
  assertEquals(LETTERS.line("語").path, LETTERS.line("本").path);
});
