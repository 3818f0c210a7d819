import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { cutText, textWidth } from "../../../cli/terminal/text_width.ts";

Deno.test("textWidth() counts columns, two for East Asian letters and emoji, none for what stands on the letter before", () => {
  const widths: readonly (readonly [string, number])[] = [
    ["", 0],
    ["epoch 1/20 ███░░", 16],
    ["試料", 4],
    ["ｶﾀｶﾅ", 4],
    ["Ａ", 2],
    ["한글", 4],
    ["e\u0301\u0302", 1],
    ["👩‍🔬", 2],
    ["🇩🇪", 2],
    ["❤️", 2],
    ["𠀋", 2],
    ["a\u200bb", 2],
    ["µm × °…", 7],
  ];
  assertEquals(widths.map(([text]) => [text, textWidth(text)]), widths.map(([text, width]) => [text, width]));
});

Deno.test("cutText() gives a beginning of the text that fits, whatever it is written in", () => {
  assertEquals(cutText("試料 one", 8), "試料 one");
  assertEquals([7, 6, 5, 4, 3, 2, 1, 0, -1].map((columns) => cutText("試料 one", columns)), [
    ...["試料 o…", "試料 …", "試料…", "試…", "試…", "…", "…", "", ""],
  ]);
  const texts = fc.string({ unit: "grapheme", maxLength: 30 });
  fc.assert(fc.property(texts, fc.integer({ min: 1, max: 40 }), (text, columns) => {
    const cut = cutText(text, columns);
    assert(textWidth(cut) <= columns);
    assert(cut === text || text.startsWith(cut.slice(0, -1)));
  }));
});
