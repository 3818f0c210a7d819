import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { parseJson, readJson } from "../../../data/formats/json_file.ts";
import { withTempDir } from "../temp_dir.ts";

Deno.test("parseJson() refuses what no recursion could walk, and counts no brackets in text", () => {
  for (const open of ["[", '{"a":']) {
    assertThrows(() => parseJson(open.repeat(100_000)), SyntaxError, "it nests deeper than 64 levels");
  }
  const text = JSON.stringify({ a: '["\\"[[['.repeat(100) });
  assertEquals(parseJson(text), JSON.parse(text));
  assertEquals(parseJson("[".repeat(64) + "]".repeat(64)), JSON.parse("[".repeat(64) + "]".repeat(64)));
  const { message } = assertThrows(() => parseJson('{"a":\n1,\x1b}'), SyntaxError);
  assertEquals(/[\p{Cc}]/u.test(message), false);
});

Deno.test("readJson() reads the encodings that Windows writes", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.json`;
    const text = '{"note": "größe"}';
    const wide = Uint8Array.of(0xff, 0xfe, ...new Uint8Array(Uint16Array.from(text, (c) => c.charCodeAt(0)).buffer));
    for (const content of [new TextEncoder().encode(text), new TextEncoder().encode(`\ufeff${text}`), wide]) {
      await Deno.writeFile(path, content);
      assertEquals(await readJson(path), { note: "größe" });
    }
  }));

Deno.test("readJson() names the file and what it is instead", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.json`;
    const cases: [Uint8Array, string][] = [
      [new Uint8Array(0), "it is no JSON: Unexpected end of JSON input"],
      [new TextEncoder().encode("version https://git-lfs.github.com/spec/v1\n"), "it is a Git LFS pointer"],
      [new TextEncoder().encode("{nope"), "it is no JSON: "],
      [Uint8Array.of(0x22, 0xff, 0x22), "it is no text in UTF-8"],
    ];
    for (const [content, message] of cases) {
      await Deno.writeFile(path, content);
      await assertRejects(() => readJson(path), Error, `Cannot read ${path} as ${message}`);
    }
    await assertRejects(() => readJson(directory), Error, `Cannot read ${directory} as it is a directory`);
  }));
