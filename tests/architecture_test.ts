import { assertEquals } from "@std/assert";
import { fields } from "@exitwave/exitwave/config";
import { unreadFields } from "./architecture/config_reads.ts";
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
} from "./architecture/rules.ts";
import { hasChoice } from "./config/arbitrary_value.ts";
import { readSourceFiles, SOURCE_FOLDERS } from "./architecture/source_file.ts";

const files = await readSourceFiles(new URL("../", import.meta.url));

Deno.test("the architecture tests see every folder of the product", () => {
  const folders = new Set(files.map(({ folder }) => folder));
  assertEquals([...folders].sort(), [...SOURCE_FOLDERS, "assembly"].sort());
});

Deno.test("imports point one way: cli → mod → train → recon → {model, data, backend} → config", () => {
  assertEquals(forbiddenImports(files), []);
});

Deno.test("no folder may import itself by way of others", () => {
  assertEquals(roomCycles(), []);
  assertEquals(folderCycles(), []);
  assertEquals(foldersWithoutRow(files), []);
});

Deno.test("no file imports itself by way of others", () => {
  assertEquals(importCycles(files), []);
});

Deno.test("no source file is longer than 250 lines", () => {
  assertEquals(longFiles(files), []);
});

Deno.test("no folder has more than 25 files", () => {
  assertEquals(fullFolders(files), []);
});

Deno.test("every source file begins with a doc comment", () => {
  assertEquals(undescribedFiles(files), []);
});

Deno.test("only cli prints, reads argv or exits", () => {
  assertEquals(worldlyCode(files), []);
});

Deno.test("only backend names a tfjs backend", () => {
  assertEquals(namedBackends(files), []);
});

Deno.test("nothing is kept at the top level of a module, but for the device in backend", () => {
  assertEquals(globalState(files), []);
});

Deno.test("paths and URLs of files become each other by node:url", () => {
  assertEquals(spelledUrls(files), []);
});

Deno.test("execution fields are not mentioned in data or model code", () => {
  assertEquals(executionLeaks(files), []);
});

Deno.test("every field that is in effect is read by the program", () => {
  // A field of one value has nothing to say: it refuses the others.
  assertEquals(unreadFields(fields.filter(hasChoice), files), []);
});
