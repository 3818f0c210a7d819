import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { parsePythonLiteral, type PythonValue } from "../../../../data/formats/text/python_literal.ts";

/** What JSON.parse() makes, as the maps that the reader makes of it. */
function asMaps(value: unknown): PythonValue {
  if (Array.isArray(value)) return value.map(asMaps);
  if (typeof value !== "object" || value === null) return value as PythonValue;
  return new Map(Object.entries(value).map(([key, part]) => [key, asMaps(part)]));
}

Deno.test("parsePythonLiteral() reads all JSON as JSON.parse() does", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 8 }), (text) => {
      assertEquals(parsePythonLiteral(text), asMaps(JSON.parse(text)));
    }),
    { numRuns: 500 },
  );
});

Deno.test("parsePythonLiteral() reads what Python writes besides", () => {
  const cases: [string, PythonValue][] = [
    ["NaN", NaN],
    ["[-Infinity, -inf, +1.5e3, .5, 3L]", [-Infinity, -Infinity, 1500, 0.5, 3]],
    ["{'a': True, \"b\": None, 1: (2,)}", new Map<string, PythonValue>([["a", true], ["b", null], ["1", [2]]])],
    [String.raw`('it\'s', b'x\xff', u"\U0001f600\u0041\n")`, ["it's", "x\xff", "😀A\n"]],
    ["  () ", []],
    ["'ä😀'", "ä😀"],
  ];
  for (const [text, value] of cases) assertEquals(parsePythonLiteral(text), value, text);
});

Deno.test("parsePythonLiteral() refuses everything else, code too", () => {
  const texts = [
    "",
    "{",
    "[1,,2]",
    "1 2",
    "'a",
    "'a\n'",
    "f(1)",
    "__import__('os')",
    "1 + 1",
    "{'a'}",
    "-True",
    "'\\q'",
    "x",
  ];
  for (const text of texts) assertThrows(() => parsePythonLiteral(text), SyntaxError, undefined, text);
  assertThrows(() => parsePythonLiteral("[".repeat(33)), SyntaxError, "it nests deeper than 32 levels");
  const ending = "'\x1b[31m" + "x".repeat(1000);
  const { message } = assertThrows(() => parsePythonLiteral(`[1, 2] ${ending}`), SyntaxError);
  assertEquals(message, "at character 7 is what no value has: '\\x1b[31mxxxxxxxxxxxxxx…");
});

Deno.test("parsePythonLiteral() ends on any text with a value or a SyntaxError", () => {
  const parts = fc.constantFrom(..."{}[](),:'\"\\ \n-+.eELnNxuU019", "True", "NaN", "None");
  fc.assert(
    fc.property(fc.array(parts), (words) => {
      try {
        parsePythonLiteral(words.join(""));
      } catch (error) {
        assertEquals((error as Error).constructor, SyntaxError);
      }
    }),
    { numRuns: 3000 },
  );
});
