/**
 * Test files run side by side in one process: none may change what all of them share.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { lex } from "./lexer.ts";
import { typeScriptIn } from "./source_file.ts";

const root = new URL("../../", import.meta.url);

/** Directory, environment, permissions of new files, signals, and the process itself. */
const SHARED = /\bDeno\.(?:chdir|umask|exit|addSignalListener|env\.(?:set|delete)|kill\(Deno\.pid)\b/g;

/** Places where a test changes what is the process's. */
function changesOfProcess(path: string, text: string): string[] {
  const { code } = lex(text);
  return [...code.matchAll(SHARED)].map(({ index, 0: what }) => {
    return `${path}:${code.slice(0, index).split("\n").length}: ${what}`;
  });
}

Deno.test("no test changes what the files that run beside it share", async () => {
  const paths = (await typeScriptIn(root, "tests")).filter((path) => /_(?:test|slow)\.ts$/.test(path));
  const found = paths.map(async (path) => changesOfProcess(path, await Deno.readTextFile(new URL(path, root))));
  assertEquals((await Promise.all(found)).flat(), []);
});

Deno.test("changesOfProcess() finds what is forbidden, and nothing in what other programs are told", () => {
  const test = 'Deno.chdir("a");\nconst program = "Deno.exit(1)"; // Deno.umask(0)\nDeno.env.set("A", "b");';
  assertEquals(changesOfProcess("a", test), ["a:1: Deno.chdir", "a:3: Deno.env.set"]);
});
