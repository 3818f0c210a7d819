import { assertEquals } from "@std/assert";
import manifest from "../deno.json" with { type: "json" };
import * as library from "@exitwave/exitwave";

/** Lines of a part that export a list of names of a file. */
const LISTS = /^export (type )?\{([^}]*)\} from "\.\.\/(.+)";$/gm;

/** Lines of a part that export all names of a file, which are types. */
const WHOLE_FILES = /^export type \* from "\.\.\/(.+)";$/gm;

/** Lines of mod.ts, each a part. */
const PARTS = /^export \* from "\.\/(mod\/\w+\.ts)";$/gm;

const root = new URL("../", import.meta.url);
const read = (path: string): Promise<string> => Deno.readTextFile(new URL(path, root));
const source = await read("mod.ts");
const parts = [...source.matchAll(PARTS)].map(([, path = ""]) => path);
const texts = new Map(await Promise.all(parts.map(async (path) => [path, await read(path)] as const)));

/** Names that a part exports, types marked, each with the file that declares it. */
async function namesOf(text: string): Promise<string[]> {
  const listed = [...text.matchAll(LISTS)].flatMap(([, type = "", list = "", file]) => {
    const names = list.split(",").map((name) => name.trim()).filter((name) => name !== "");
    return names.map((name) => `${file}: ${type}${name}`);
  });
  const whole = [...text.matchAll(WHOLE_FILES)].map(async ([, file = ""]) => {
    const declarations = (await read(file)).matchAll(/^export (?:type|interface) (\w+)/gm);
    return [...declarations].map(([, name]) => `${file}: type ${name}`);
  });
  return [...listed, ...(await Promise.all(whole)).flat()];
}

const publicNames = (await Promise.all([...texts.values()].map(namesOf))).flat();

Deno.test("mod.ts exports what it exported", async (t) => {
  await t.assertSnapshot(publicNames.toSorted());
});

Deno.test("functions of mod.ts take at most two required arguments, then options", () => {
  const functions = Object.entries(library).filter(([, value]) => typeof value === "function");
  assertEquals(functions.filter(([, value]) => (value as { length: number }).length > 3).map(([name]) => name), []);
});

Deno.test("mod.ts is the union of its parts, which are exports alone: each name by itself, or all types of a file", () => {
  const rest = [source.replaceAll(PARTS, ""), ...texts.values()].map((text) =>
    text.replaceAll(LISTS, "").replaceAll(WHOLE_FILES, "").replaceAll(/\/\*\*[^]*?\*\//g, "")
  );
  assertEquals(rest.join("\n").split("\n").filter((line) => line !== "" && !line.startsWith("// ")), []);
  const values = publicNames.map((name) => name.split(": ")[1] ?? "").filter((name) => !name.startsWith("type "));
  assertEquals(values.toSorted(), Object.keys(library).sort());
});

Deno.test("every part of mod.ts is a sub-path of deno.json, by its name, and there is no other", () => {
  const named = parts.map((path) => [`./${path.slice("mod/".length, -".ts".length)}`, `./${path}`]);
  const { ".": whole, "./cli": program, ...exported } = manifest.exports;
  assertEquals([whole, program], ["./mod.ts", "./cli.ts"]);
  assertEquals(Object.entries(exported), named);
  const mapped = Object.entries(manifest.imports).filter(([name]) => name.startsWith(`${manifest.name}/`));
  assertEquals(mapped.map(([name, file]) => [`.${name.slice(manifest.name.length)}`, file]), named);
});

Deno.test("no name is exported by two parts of mod.ts", () => {
  const names = publicNames.map((name) => name.replace(/^.*: (?:type )?/, ""));
  assertEquals(names.filter((name, i) => names.indexOf(name) !== i), []);
});

Deno.test("@exitwave/exitwave/config loads zod and its own files alone, by way of no other", async () => {
  const loaded = await modulesOf("mod/config.ts");
  const files = loaded.filter((path) => path.startsWith("config/"));
  assertEquals(loaded.filter((path) => !files.includes(path) && !/^npm:\/zod@[\d.]+$/.test(path)), [
    "mod/config.ts",
    "node:crypto",
    "packages/zod.ts",
  ]);
  assertEquals(files.length > 50 && files.length < 100, true, `${files.length} files`);
});

Deno.test("@exitwave/exitwave/data loads no tensorflow.js, and nothing that does", async () => {
  const loaded = await modulesOf("mod/data.ts");
  assertEquals(
    loaded.filter((path) => !/^(?:config|data)\//.test(path) && !path.includes("zod")),
    [
      "mod/data.ts",
      ...["node:crypto", "node:module", "node:path", "node:zlib"],
      ...loaded.filter((path) => /^npm:\/(?:flatbush|h5wasm|h5wasm-plugins)@[\d.]+$/.test(path)),
      ...["packages/flatbush.ts", "packages/h5wasm.ts", "packages/h5wasm_packages.ts"],
    ].sort(),
  );
});

Deno.test("@exitwave/exitwave/figures loads neither tensorflow.js nor readers of files", async () => {
  const loaded = await modulesOf("mod/figures.ts");
  assertEquals(loaded.includes("recon/image/figures/figures.ts"), true);
  const readers = /^(?:data\/formats\/(?:open|hdf5|tiff|npz|zip)|(?:backend|model|run|train)\/)/;
  assertEquals(loaded.filter((path) => readers.test(path) || /tensorflow|h5wasm|flatbush|zod/.test(path)), []);
});

/** All that is loaded with a file, dynamic imports and types too: paths below the repository, or bare specifiers. */
async function modulesOf(path: string): Promise<string[]> {
  const options = { args: ["info", "--json", path], cwd: root };
  const { stdout } = await new Deno.Command(Deno.execPath(), options).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
    readonly modules: readonly { readonly specifier: string }[];
  };
  return modules.map(({ specifier }) => specifier.replace(root.href, "")).sort();
}
