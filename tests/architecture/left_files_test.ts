/**
 * Nothing that runs the tests leaves files behind: tests have one owner of directories, examples remove their own.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { printedBlocks } from "../walk/printed_blocks.ts";
import { lex } from "./lexer.ts";
import { readSourceFiles, typeScriptIn } from "./source_file.ts";

const root = new URL("../../", import.meta.url);

/** Where tests take directories from. */
const OWNER = "tests/data/temp_dir.ts";

/** Places of a test where it makes a temporary file or directory by itself. */
function ownTemporaries(path: string, text: string): string[] {
  const { uncommented } = lex(text);
  return [...uncommented.matchAll(/\bDeno\.makeTemp\w+\(/g)].map(({ index }) => {
    return `${path}:${uncommented.slice(0, index).split("\n").length}`;
  });
}

/** Examples of a page that make more files and directories than they remove, by their first line. */
function untidyExamples(path: string, text: string): string[] {
  const times = (pattern: RegExp, block: string): number => [...block.matchAll(pattern)].length;
  return printedBlocks(text)
    .filter(({ text }) => times(/\bDeno\.makeTemp/g, text) > times(/\bDeno\.remove\(/g, text))
    .map(({ line }) => `${path}:${line}`);
}

/** The comments of a file as a page: without the stars before their lines. */
function commentsAsPage(text: string): string {
  return text.replaceAll(/^ *\* ?/gm, "");
}

Deno.test(`tests take the directories that they write to from ${OWNER}`, async () => {
  const paths = (await typeScriptIn(root, "tests")).filter((path) => path !== OWNER);
  const found = paths.map(async (path) => ownTemporaries(path, await Deno.readTextFile(new URL(path, root))));
  assertEquals((await Promise.all(found)).flat(), []);
});

Deno.test("examples remove the files and directories that they make", async () => {
  const names = await Array.fromAsync(Deno.readDir(new URL("docs/", root)), ({ name }) => name);
  const pages = ["README.md", ...names.filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`)];
  const texts = pages.map(async (path) => untidyExamples(path, await Deno.readTextFile(new URL(path, root))));
  const sources = (await readSourceFiles(root)).map(({ path, text }) => untidyExamples(path, commentsAsPage(text)));
  assertEquals([...await Promise.all(texts), ...sources].flat(), []);
});

Deno.test("ownTemporaries() and untidyExamples() find what is forbidden, and nothing in a comment", () => {
  // Not said in one word, or this file would be one that is found.
  const deno = "Deno";
  const test =
    `// ${deno}.makeTempDir()\nawait ${deno}.makeTempFile();\nconst program = "${deno}.makeTempDirSync({})";`;
  assertEquals(ownTemporaries("a", test), ["a:2", "a:3"]);
  const example = (end: string): string =>
    commentsAsPage(` * \`\`\`ts\n * f(await ${deno}.makeTempDir());\n${end} * \`\`\`\n`);
  assertEquals(untidyExamples("a", example("")), ["a:1"]);
  assertEquals(untidyExamples("a", example(" * await Deno.remove(directory);\n")), []);
});
