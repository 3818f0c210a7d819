import { assertEquals } from "@std/assert";
import { reads, unreadFields } from "./config_reads.ts";
import { FOLDER_EDGES, FOLDER_PACKAGES } from "./folder_edges.ts";
import { lex } from "./lexer.ts";
import {
  executionLeaks,
  folderCycles,
  foldersWithoutRow,
  forbiddenImports,
  fullFolders,
  globalState,
  importCycles,
  longFiles,
  namedBackends,
  roomCycles,
  spelledUrls,
  undescribedFiles,
  worldlyCode,
} from "./rules.ts";
import { sourceFile } from "./source_file.ts";

Deno.test("lex() blanks comments, strings and regular expressions and keeps what templates interpolate", () => {
  const { code, uncommented } = lex('a // b\n/* c */ d `e ${f({ g: 1 })} h` = /[/"]i/ "j" k / l / m');
  assertEquals(code.split(/\s+/), ["a", "d", "f({", "g:", "1", "})", "=", "k", "/", "l", "/", "m"]);
  assertEquals(uncommented.includes('"j"'), true);
  assertEquals(uncommented.includes("b") || uncommented.includes("c"), false);
});

Deno.test("sourceFile() finds imports of every form and none in comments or strings", () => {
  const lines = [
    'import type { B } from "./b.ts";',
    "import {",
    "  c,",
    '} from "../data/c.ts";',
    'export { d } from "../model/d.ts";',
    'import "zod";',
    'const e = () => import("./e.ts");',
    '/** import { f } from "./f.ts"; */',
    "const g = ` import { h } from './h.ts'`;",
  ];
  const { imports } = sourceFile("train/a.ts", lines.join("\n"));
  assertEquals(imports, ["train/b.ts", "data/c.ts", "model/d.ts", "zod", "train/e.ts"]);
});

Deno.test("forbiddenImports() reports an edge that is not allowed, a type import too", () => {
  const files = [
    sourceFile("config/a.ts", ""),
    sourceFile("data/b.ts", 'import type { A } from "../config/a.ts";'),
    sourceFile("model/c.ts", 'import type { B } from "../data/b.ts";'),
    sourceFile("train/d.ts", 'import { C } from "../model/c.ts";'),
    sourceFile("recon/e.ts", 'import { D } from "../train/d.ts";'),
    sourceFile("mod.ts", 'export { E } from "./recon/e.ts";\nexport { x } from "./cli/commands/x.ts";'),
    sourceFile("cli/commands/x.ts", 'import { E } from "../../mod.ts";'),
  ];
  assertEquals(forbiddenImports(files).map((line) => line.split(":")[0]), [
    "model/c.ts must not import data/b.ts",
    "recon/e.ts must not import train/d.ts",
    "mod.ts must not import cli/commands/x.ts",
  ]);
});

Deno.test("forbiddenImports() reports a package that is not allowed: tensorflow.js in data", () => {
  const files = [
    sourceFile("data/a.ts", 'import * as tf from "../packages/tensorflow.ts";'),
    sourceFile("data/formats/b.ts", 'import { inflateRawSync } from "node:zlib";'),
    sourceFile("model/b.ts", 'import * as tf from "../packages/tensorflow.ts";\nimport { z } from "npm:zod@4.6.7";'),
  ];
  assertEquals(forbiddenImports(files), [
    "data/a.ts must not import packages/tensorflow.ts: " +
    "data may import config, data/files, data/formats, data/random, data/checks, data/arrays, data/frames, data/groups, data/thumbnails",
    "model/b.ts must not import npm:zod@4.6.7: model may import " +
    "config, data/formats, model/parameters, model/physics, model/loss, model/network, model/cnn, packages/tensorflow.ts",
  ]);
});

Deno.test("forbiddenImports() takes a folder inside another for a room of its own", () => {
  const files = [
    sourceFile("data/a.ts", 'import { b } from "./formats/b.ts";'),
    sourceFile("data/formats/b.ts", 'import { a } from "../a.ts";'),
    sourceFile("model/c.ts", 'import { b } from "../data/formats/b.ts";\nimport { a } from "../data/a.ts";'),
    sourceFile("train/d.ts", 'import { b } from "../data/formats/b.ts";'),
  ];
  assertEquals(forbiddenImports(files).map((line) => line.split(":")[0]), [
    "data/formats/b.ts must not import data/a.ts",
    "model/c.ts must not import data/a.ts",
  ]);
});

Deno.test("forbiddenImports() lets a room into the folder that it is in, and not into the rooms beside it", () => {
  const files = [
    sourceFile("data/a.ts", ""),
    sourceFile("data/feed/b.ts", ""),
    sourceFile("data/simulation/c.ts", 'import { a } from "../a.ts";\nimport { b } from "../feed/b.ts";'),
  ];
  assertEquals(forbiddenImports(files).map((line) => line.split(":")[0]), [
    "data/simulation/c.ts must not import data/feed/b.ts",
  ]);
});

Deno.test("forbiddenImports() reports an import of what is no source file", () => {
  const files = [sourceFile("config/a.ts", 'import { b } from "../tests/b.ts";')];
  assertEquals(forbiddenImports(files).length, 1);
});

Deno.test("forbiddenImports() keeps AssemblyScript among itself, its imports without an ending", () => {
  const files = [
    sourceFile("backend/cpu/assembly/matmul/a.ts", 'import { b } from "../runtime/b";'),
    sourceFile("backend/cpu/assembly/runtime/b.ts", 'import { a } from "./a.ts";'),
    sourceFile("backend/cpu/assembly/runtime/c.ts", 'import { d } from "../../d";'),
    sourceFile("backend/cpu/d.ts", 'import { a } from "./assembly/matmul/a.ts";'),
  ];
  assertEquals(forbiddenImports(files), [
    "backend/cpu/assembly/runtime/b.ts must not import backend/cpu/assembly/runtime/a.ts.ts: assembly/runtime may import nothing",
    "backend/cpu/assembly/runtime/c.ts must not import backend/cpu/d.ts: assembly/runtime may import nothing",
    `backend/cpu/d.ts must not import backend/cpu/assembly/matmul/a.ts: backend/cpu may import ${
      [...FOLDER_EDGES["backend/cpu"] ?? [], ...FOLDER_PACKAGES["backend/cpu"] ?? []].join(", ")
    }`,
  ]);
});

Deno.test("undescribedFiles() reports a file without a doc comment in front, or without @module but in assembly", () => {
  const files = [
    sourceFile("data/a.ts", "/**\n * A.\n *\n * @module\n */\nconst a = 1;"),
    sourceFile("data/b.ts", "/** B. */\nconst b = 1; /** @module */"),
    sourceFile("data/c.ts", "// C\nconst c = 1;"),
    sourceFile("backend/cpu/assembly/d.ts", "/** D. */\nconst d = 1;"),
    sourceFile("backend/cpu/assembly/e.ts", "const e = 1; /** E. */"),
  ];
  assertEquals(undescribedFiles(files).map((line) => line.split(" ")[0]), [
    "data/b.ts",
    "data/c.ts",
    "backend/cpu/assembly/e.ts",
  ]);
});

Deno.test("importCycles() reports a cycle, of types too, once", () => {
  const files = [
    sourceFile("data/a.ts", 'import { b } from "./b.ts";'),
    sourceFile("data/b.ts", 'import type { C } from "./c.ts";'),
    sourceFile("data/c.ts", 'export type { A } from "./a.ts";'),
    sourceFile("data/d.ts", 'import { a } from "./a.ts";'),
  ];
  assertEquals(importCycles(files), ["data/a.ts → data/b.ts → data/c.ts → data/a.ts"]);
  assertEquals(importCycles(files.slice(0, 2)), []);
});

Deno.test("roomCycles() reports rooms that may enter each other, a folder and one inside it too", () => {
  assertEquals(roomCycles({ a: ["b"], b: ["c"], c: ["a"], d: ["a"] }), ["a → b → c → a"]);
  assertEquals(roomCycles({ a: ["a/b"], "a/b": ["a"] }), ["a → a/b → a"]);
  assertEquals(roomCycles({ a: [], "a/b": [], c: ["a"] }), []);
});

Deno.test("roomCycles() takes the name of a folder for all below it", () => {
  assertEquals(roomCycles({ a: ["b"], b: [], "b/c": ["a"] }), ["a → b/c → a"]);
});

Deno.test("folderCycles() reports folders whose rooms import each other, even where no two rooms do", () => {
  const rooms = { "a/x": [], "b/y": ["a/x"], "a/z": ["b/y"] };
  assertEquals(roomCycles(rooms), []);
  assertEquals(folderCycles(rooms), ["a → b → a"]);
  assertEquals(folderCycles({ "a/x": [], b: ["a/x"], a: ["a/x"] }), []);
});

Deno.test("foldersWithoutRow() reports a folder of files that the table does not know, once", () => {
  const files = ["data/new/a.ts", "data/new/b.ts", "data/formats/c.ts", "mod.ts", "backend/cpu/assembly/new/d.ts"];
  assertEquals(foldersWithoutRow(files.map((path) => sourceFile(path, ""))), [
    "data/new/ has no row in FOLDER_EDGES: say what it may import",
    "assembly/new/ has no row in FOLDER_EDGES: say what it may import",
  ]);
});

Deno.test("fullFolders() reports 26 files in a folder and not 25, and counts no folder inside", () => {
  const files = (count: number, folder: string): ReturnType<typeof sourceFile>[] =>
    Array.from({ length: count }, (_, i) => sourceFile(`${folder}/f${i}.ts`, ""));
  assertEquals(fullFolders([...files(25, "data"), ...files(26, "data/formats")]), [
    "data/formats/ has 26 files: make folders of its concepts at 25",
  ]);
});

Deno.test("longFiles() reports 251 lines and not 250", () => {
  const files = [250, 251].map((count) => sourceFile(`data/${count}.ts`, "x;\n".repeat(count)));
  assertEquals(longFiles(files), ["data/251.ts has 251 lines: split it at 250"]);
});

Deno.test("worldlyCode() reports printing, argv and exits outside cli, but not in comments", () => {
  const text = (code: string): string => `// console.log\nconst a = "Deno.exit";\n${code}`;
  const files = ["console.log(1);", "Deno.args;", "Deno.exit(1);", "Deno.env;"].map((code, i) =>
    sourceFile(`data/${i}.ts`, text(code))
  );
  assertEquals(worldlyCode(files).map((line) => line.split(":")[0]), [
    "data/0.ts has console.",
    "data/1.ts has Deno.args",
    "data/2.ts has Deno.exit",
  ]);
  assertEquals(worldlyCode([sourceFile("cli/a.ts", "Deno.exit(1);"), sourceFile("cli.ts", "Deno.args;")]), []);
});

Deno.test("namedBackends() reports backend packages and calls outside backend", () => {
  const files = (folder: string): ReturnType<typeof sourceFile>[] => [
    sourceFile(`${folder}/a.ts`, 'const { W } = await import("../packages/tensorflow_webgpu.ts");'),
    sourceFile(`${folder}/b.ts`, 'await tf.setBackend("cpu");'),
  ];
  assertEquals(namedBackends(files("train")).length, 2);
  assertEquals(namedBackends(files("backend")), []);
});

Deno.test("globalState() reports what a module keeps, and neither constants nor what functions keep", () => {
  const files = [
    sourceFile("data/a.ts", "let last = 0;"),
    sourceFile(
      "train/b.ts",
      "export const seen: Map<string, number> = new Map();\nconst other = new WeakMap<object, string>();",
    ),
    sourceFile(
      "model/c.ts",
      "const KNOWN = new Set([1]);\nfunction f(): void {\n  let x = 0;\n  const y = new Map();\n}",
    ),
    sourceFile("backend/d.ts", "let device = null;"),
  ];
  assertEquals(globalState(files).map((line) => line.split(" ")[0]), ["data/a.ts", "train/b.ts"]);
});

Deno.test("spelledUrls() reports URLs of files that are put together as texts, and paths that are cut out of them", () => {
  const files = [
    sourceFile("cli/a.ts", "const url = new URL(`file://${Deno.cwd()}/`);"),
    sourceFile("cli/b.ts", 'const path = new URL("x", import.meta.url).pathname;'),
    sourceFile("cli/c.ts", 'const path = fileURLToPath(new URL("x", import.meta.url)); // not .pathname of `file:`'),
  ];
  assertEquals(spelledUrls(files).map((line) => line.split(" ")[0]), ["cli/a.ts", "cli/b.ts"]);
});

Deno.test("executionLeaks() reports the word in data and model code, not in comments or elsewhere", () => {
  const files = [
    sourceFile("data/a.ts", "payload.execution.workers;"),
    sourceFile("model/b.ts", 'const key = "execution";'),
    sourceFile("model/c.ts", "// execution\ntype T = ExecutionBuilder;"),
    sourceFile("data/d.ts", "/** execution */"),
    sourceFile("train/e.ts", "payload.execution.progress;"),
  ];
  assertEquals(executionLeaks(files).map((line) => line.split(" ")[0]), ["data/a.ts", "model/b.ts", "model/c.ts"]);
});

const READS: readonly (readonly [string, boolean])[] = [
  ["f(payload.training.seed);", true],
  ["f(payload.training?.seed);", true],
  ["const { epochs, seed } = payload.training;", true],
  ["const { seed: s } = training;", true],
  ["function f({ payload: { training: { seed }, model } }: Run): void {}", true],
  ['const value = payload.training[field];\nf("seed");', true],
  ["f(payload.data.seed);", false],
  ["const { seed } = options;", false],
  ["// payload.training.seed", false],
  ['f("training.seed");', false],
  ["const quick = { training: { seed: 1 } };", false],
  ["payload.training.seed = 1;", false],
  ["payload.training.seeds;", false],
];

for (const [code, expected] of READS) {
  Deno.test(`reads() takes ${JSON.stringify(code)} for ${expected ? "a" : "no"} read of training.seed`, () => {
    assertEquals(reads(sourceFile("train/a.ts", code), "training", "seed"), expected);
  });
}

Deno.test("reads() knows that data code calls its section config", () => {
  assertEquals(reads(sourceFile("data/a.ts", "config.photons;"), "data", "photons"), true);
  assertEquals(reads(sourceFile("train/a.ts", "config.photons;"), "data", "photons"), false);
});

Deno.test("unreadFields() reports a field in effect that nobody outside config reads, and no pending one", () => {
  const fields = [
    { section: "training", name: "seed", path: "training.seed", info: {} },
    { section: "training", name: "epochs", path: "training.epochs", info: {} },
    { section: "training", name: "stages", path: "training.stages", info: { pending: "not yet" } },
  ];
  const files = [sourceFile("train/a.ts", "training.seed;"), sourceFile("config/b.ts", "training.epochs;")];
  assertEquals(unreadFields(fields, files), ["training.epochs is read nowhere: declare it pending, or use it"]);
});
