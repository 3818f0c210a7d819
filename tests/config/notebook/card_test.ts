import { assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { type Card, cardBundle } from "../../../config/notebook/card.ts";

Deno.test("cardBundle writes a table as HTML and as text in columns", () => {
  const card: Card = {
    title: "A thing",
    head: ["name", "value"],
    rows: [["long name", "1"], ["b", "2"]],
    notes: ["End."],
  };
  const { "text/html": html, "text/plain": text } = cardBundle(card);
  assertEquals(text, "A thing\n  name       value\n  long name  1\n  b          2\nEnd.");
  for (const part of ["<strong>", ">long name</td>", ">name</th>", "<p>\nEnd.\n</p>".replaceAll("\n", "")]) {
    assertStringIncludes(html?.replaceAll("\n", "") ?? "", part);
  }
});

Deno.test("cardBundle shows whatever is written on a card as text: no tag, no entity, no character that moves a cursor", () => {
  const hostile = fc.string({ unit: "binary", maxLength: 60 });
  fc.assert(fc.property(hostile, hostile, (text, other) => {
    const written = `<script>alert(1)</script>&amp;"'\u001b[2J\u202e${text}`;
    const { "text/html": html = "", "text/plain": plain = "" } = cardBundle({
      title: written,
      head: [written, other],
      rows: [[written, other]],
      notes: [written],
    });
    const tags = new Set([...html.matchAll(/<\/?([a-z]*)/g)].map(([, name]) => name));
    assertEquals([...tags].sort(), ["div", "p", "strong", "table", "tbody", "td", "th", "tr"]);
    // deno-lint-ignore no-control-regex -- just these must not be there
    assertEquals(/[\x00-\x09\x0b-\x1f\u202e]/.test(plain), false);
  }));
});

Deno.test("cardBundle writes no table where there are no rows, and cuts a cell that nobody would read", () => {
  assertEquals(cardBundle({ title: "Empty", head: ["name"], rows: [] })["text/plain"], "Empty");
  assertEquals(cardBundle({ title: "Empty", head: ["name"], rows: [] })["text/html"]?.includes("<table"), false);
  const long = cardBundle({ title: "Long", rows: [["name", "x".repeat(1e6)]] });
  assertEquals([long["text/html"], long["text/plain"]].every((text = "") => text.length < 1000), true);
});
