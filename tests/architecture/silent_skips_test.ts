import { assertEquals } from "@std/assert";
import { lex } from "./lexer.ts";
import { typeScriptIn } from "./source_file.ts";

const root = new URL("../../", import.meta.url);

/** What a machine may lack: an adapter, a system, files, programs. */
const LACKS =
  /\bif \([^\n]*(?:hasWebgpu|navigator\.gpu|Deno\.build|Deno\.env|sharedPath|\bignore\b)[^\n]*\)\s*\{?\s*(?:return|continue)\b/g;

/** Places where a test ends early, and so passes unproven, on a machine that lacks something. */
function silentSkips(text: string, path: string): string[] {
  const { code } = lex(text);
  return [...code.matchAll(LACKS)].map(({ index }) => `${path}:${code.slice(0, index).split("\n").length}`);
}

Deno.test("a test that this machine cannot run is ignored by name, and never passes unproven", async () => {
  const paths = await typeScriptIn(root, "tests");
  const found = paths.map(async (path) => silentSkips(await Deno.readTextFile(new URL(path, root)), path));
  assertEquals((await Promise.all(found)).flat(), []);
});

Deno.test("silentSkips() finds what ends a test early, in one line or with braces, and nothing in a comment", () => {
  const text = `
    if (!await hasWebgpu()) return;
    if (Deno.build.os !== "linux") {
      return;
    }
    for (const { ignore } of all) if (ignore) continue;
    // if (!await hasWebgpu()) return;
    Deno.test({ ignore: Deno.build.os !== "linux", fn });
  `;
  assertEquals(silentSkips(text, "a"), ["a:2", "a:3", "a:6"]);
});
