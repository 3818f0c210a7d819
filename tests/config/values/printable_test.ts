import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { nameList, printable, shapeText, terminalText } from "../../../config/values/printable.ts";

Deno.test("printable() makes one short line that no terminal obeys of any text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
    const shown = printable(text);
    assertEquals(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(shown) || !shown.isWellFormed(), false);
    assertEquals([...shown].length <= 10 * 80 + 1, true);
  }));
  assertEquals(printable("\x1b[2J\r\nab\u202e\u2028"), "\\x1b[2J\\r\\nab\\u202e\\u2028");
  assertEquals(printable("Siemens-Stern größer 😀"), "Siemens-Stern größer 😀");
  assertEquals(printable("x".repeat(1e6)), `${"x".repeat(80)}…`);
});

Deno.test("nameList() and shapeText() cut what nobody reads", () => {
  assertEquals(nameList(["a", "b\n"]), "a, b\\n");
  const names = Array.from({ length: 1000 }, (_, i) => `a${i}`);
  assertEquals(nameList(names), "a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11 and 988 more");
  assertEquals(shapeText([516, 64, 64]), "(516, 64, 64)");
  assertEquals(shapeText([]), "()");
  assertEquals(shapeText(Array(32).fill(1)), "(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, …)");
});

Deno.test("terminalText() keeps lines and escapes whatever else a terminal would obey", () => {
  assertEquals(
    terminalText("error: a\x1b]0;title\x07\n  b\r\u009b2J ä"),
    "error: a\\x1b]0;title\\x07\n  b\\r\\x9b2J ä",
  );
});
