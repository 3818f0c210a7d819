import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { element, escaped } from "../../../config/values/markup.ts";

Deno.test("escaped() leaves nothing that markup is made of, and says what it was given", () => {
  const text = fc.string({
    unit: fc.constantFrom("<", ">", "&", '"', "'", "a", "]]>", "<!--", "é", "\0", "\ud800", "😀", "\n"),
  });
  fc.assert(fc.property(text, (given) => {
    const markup = escaped(given);
    assertEquals(markup.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, "").match(/[<>"'&\0]/), null);
    assertEquals(markup.isWellFormed(), true);
    const read = markup.replaceAll(
      /&(amp|lt|gt|quot|#39);/g,
      (_, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" })[name] ?? "",
    );
    assertEquals(read, given.toWellFormed().replaceAll("\0", "\ufffd"));
  }));
});

Deno.test("element() escapes the values of attributes, rounds numbers, and leaves out what is undefined", () => {
  const path = element("path", { d: `M0 0"/><script>`, x: 1 / 3, y: -1e-9, z: undefined });
  assertEquals(path as string, '<path d="M0 0&quot;/&gt;&lt;script&gt;" x="0.33" y="0"/>');
  assertEquals(element("text", {}, [escaped("a < b")]) as string, "<text>a &lt; b</text>");
});
