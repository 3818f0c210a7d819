import { assert, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { decimalText, numberText, powerText } from "../../../../recon/figures/drawing/text/number_text.ts";
import { fittedText, textWidth } from "../../../../recon/figures/drawing/text/text_width.ts";
import { wrappedText } from "../../../../recon/figures/drawing/text/wrapped_text.ts";

Deno.test("numberText() writes numbers as people do", () => {
  const texts = [0, 1, -0.5, 0.1 + 0.2, 12345, 123456, 1e-7, -2.5e-9, 0.00123, NaN, -Infinity].map((value) =>
    numberText(value)
  );
  assertEquals(texts, [
    "0",
    "1",
    "−0.5",
    "0.3",
    "12300",
    "1.23×10⁵",
    "10⁻⁷",
    "−2.5×10⁻⁹",
    "0.00123",
    "not a number",
    "−∞",
  ]);
  assertEquals(numberText(9.999, 2), "10");
});

Deno.test("decimalText() and powerText() have a true minus, and none for zero", () => {
  assertEquals([decimalText(-0.04, 1), decimalText(-0.06, 1), decimalText(3, 0)], ["0.0", "−0.1", "3"]);
  assertEquals([powerText(-12), powerText(0), powerText(305)], ["10⁻¹²", "10⁰", "10³⁰⁵"]);
});

Deno.test("fittedText() is never wider than its room, but for the mark of what is left out", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), fc.integer({ min: 12, max: 300 }), (text, room) => {
      assertLess(textWidth(fittedText(text, 12, room), 12), room + 1e-9);
    }),
  );
  assertEquals(fittedText("run", 12, 100), "run");
  const long = fittedText("a run with a name that does not end before its number 17", 12, 150);
  assert(long.startsWith("a run") && long.includes("…") && long.endsWith("17"), long);
});

Deno.test("wrappedText() loses no word, and no line is too long", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "m", "i", "é", "画"), minLength: 1, maxLength: 8 });
  fc.assert(fc.property(fc.array(word, { maxLength: 30 }), fc.integer({ min: 120, max: 600 }), (list, width) => {
    const lines = wrappedText(list.join(" \n"), 12, width);
    assertEquals(lines.join(" "), list.join(" "));
    for (const line of lines) assertLess(textWidth(line, 12), width + 1e-9);
  }));
  assertEquals(wrappedText(" ", 12, 100), []);
  const [long = "", ...others] = wrappedText("x".repeat(500), 12, 100);
  assert(others.length === 0 && long.includes("…") && textWidth(long, 12) <= 100, long);
});
