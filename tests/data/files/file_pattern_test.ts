import { assert, assertEquals, assertThrows } from "../../../packages/development/assert.ts";
import * as fc from "../../../packages/development/fast_check.ts";
import { isPattern, matchesPattern, patternParts } from "../../../data/files/file_pattern.ts";

const MATCHES: readonly (readonly [pattern: string, matching: string[], others: string[]])[] = [
  ["*.npz", ["a.npz", "a.b.npz"], [".a.npz", "a.h5", "x/a.npz", "a.npz2"]],
  ["scan?.npz", ["scan1.npz", "scanä.npz"], ["scan.npz", "scan12.npz"]],
  ["scan[1-3x].npz", ["scan1.npz", "scan3.npz", "scanx.npz"], ["scan4.npz", "scan-.npz", "scan[1-3x].npz2"]],
  ["scan[!1-3].npz", ["scan4.npz"], ["scan2.npz"]],
  ["s/{a,b{1,2}}.npz", ["s/a.npz", "s/b1.npz", "s/b2.npz"], ["s/b.npz", "a.npz", "s/{a}.npz"]],
  ["**/a.npz", ["a.npz", "x/a.npz", "x/y/a.npz"], ["x/.y/a.npz", "x/ba.npz"]],
  ["x/**", ["x/a", "x/y/a"], ["y/a", "x/.a"]],
  ["x/**", ["x/a/b"], ["x", "x/a/.b"]],
  ["x/.*", ["x/.a"], ["x/a"]],
  ["a**b", ["ab", "axb"], ["a/b"]],
  ["[]].npz", ["].npz"], ["[].npz"]],
  ["[].npz", ["[].npz"], ["].npz"]],
  ["{a}.npz", ["{a}.npz"], ["a.npz"]],
];

for (const [pattern, matching, others] of MATCHES) {
  Deno.test(`matchesPattern() of ${pattern}`, () => {
    for (const separators of ["/", "/\\"] as const) {
      for (const path of matching) assert(matchesPattern(pattern, path, separators), path);
      for (const path of others) assert(!matchesPattern(pattern, path, separators), path);
    }
    const onWindows = (path: string): string => path.replaceAll("/", "\\");
    for (const windows of [pattern, onWindows(pattern)]) {
      for (const path of matching) assert(matchesPattern(windows, onWindows(path), "/\\"), `${windows} ${path}`);
      for (const path of others) assert(!matchesPattern(windows, onWindows(path), "/\\"), `${windows} ${path}`);
    }
  });
}

Deno.test("isPattern() is false of what stands for itself alone", () => {
  for (const name of ["a.npz", "a,b.npz", "{a}.npz", "[].npz", "a]b", "}{", "{a,b", "x/y"]) {
    assert(!isPattern(name), name);
  }
  for (const name of ["*", "a?", "[a]", "{a,b}", "x/{a,}"]) assert(isPattern(name), name);
});

Deno.test("isPattern() and patternParts() tell folders apart by what the system does", () => {
  const texts = (pattern: string, separators: "/" | "/\\"): string[][] =>
    patternParts(pattern, separators).map((parts) => parts.map(({ text }) => text));
  assertEquals(texts("C:\\beam time/{a,b\\*}.npz", "/\\"), [["C:", "beam time", "a.npz"], [
    ...["C:", "beam time", "b", "*.npz"],
  ]]);
  assertEquals(texts("\\\\host\\share\\*.h5", "/\\"), [["", "", "host", "share", "*.h5"]]);
  assertEquals(texts("x\\y/*.npz", "/"), [["x\\y", "*.npz"]]);
  for (const path of ["C:\\data\\a.npz", "[x\\y]", "[x/y]"]) assert(!isPattern(path, "/\\"), path);
  for (const path of ["C:\\data\\?.npz", "d\\[xy]"]) assert(isPattern(path, "/\\"), path);
  assert(isPattern("[x\\y]", "/"));
});

Deno.test("matchesPattern() takes a backslash for a letter of a name where no system tells folders apart by it", () => {
  const matches: readonly (readonly [pattern: string, path: string])[] = [
    ["scan\\*.npz", "scan\\1.npz"],
    ["*.npz", "scan\\1.npz"],
    ["scan?1.npz", "scan\\1.npz"],
    ["scan[\\_]1.npz", "scan\\1.npz"],
  ];
  for (const [pattern, path] of matches) assert(matchesPattern(pattern, path, "/"), pattern);
  assert(!matchesPattern("scan\\*.npz", "scan/1.npz", "/"));
  assert(!matchesPattern("*.npz", "scan\\1.npz", "/\\"));
});

Deno.test("matchesPattern() agrees with a regular expression of the same meaning", () => {
  const letter = fc.constantFrom("a", "b", "c");
  const pieces: fc.Arbitrary<readonly [pattern: string, expression: string]> = fc.oneof(
    letter.map((text) => [text, text] as const),
    fc.constant(["*", "[^/]*"] as const),
    fc.constant(["?", "[^/]"] as const),
    fc.array(letter, { minLength: 1, maxLength: 2 }).map((set) => [`[${set.join("")}]`, `[${set.join("")}]`] as const),
    fc.array(letter, { minLength: 2, maxLength: 3 }).map((set) => [`{${set.join()}}`, `(?:${set.join("|")})`] as const),
  );
  const names = fc.string({ unit: letter, maxLength: 6 });
  fc.assert(fc.property(fc.array(pieces, { maxLength: 6 }), names, (parts, name) => {
    const expression = new RegExp(`^${parts.map(([, part]) => part).join("")}$`);
    assertEquals(matchesPattern(parts.map(([part]) => part).join(""), name), expression.test(name));
  }));
});

Deno.test("matchesPattern() is quick of a pattern that fails at the end of many ways", () => {
  const name = "a".repeat(250);
  assert(!matchesPattern(`${"*a".repeat(60)}*b`, name));
});

Deno.test("patternParts() refuses braces that stand for too many names", () => {
  assertEquals(patternParts("{a,b}/*.npz").map((parts) => parts.map(({ text }) => text)), [["a", "*.npz"], [
    "b",
    "*.npz",
  ]]);
  assertThrows(() => patternParts("{a,b}".repeat(40)), RangeError, "its braces stand for more than 1000 names");
});
