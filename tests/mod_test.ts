import { assertEquals } from "@std/assert";
import * as library from "@exitwave/exitwave";

/** Lines of mod.ts that export a list of names of a file. */
const LISTS = /^export (type )?\{([^}]*)\} from "\.\/(.+)";$/gm;

/** Lines of mod.ts that export all names of a file. */
const WHOLE_FILES = /^export (type )?\* from "\.\/(.+)";$/gm;

const source = await Deno.readTextFile(new URL("../mod.ts", import.meta.url));

/** Names exported by mod.ts, types marked, each with the file that declares it. */
async function publicNames(): Promise<string[]> {
  const listed = [...source.matchAll(LISTS)].flatMap(([, type = "", list = "", file]) => {
    const names = list.split(",").map((name) => name.trim()).filter((name) => name !== "");
    return names.map((name) => `${file}: ${type}${name}`);
  });
  const whole = [...source.matchAll(WHOLE_FILES)].map(async ([, , file = ""]) => {
    const text = await Deno.readTextFile(new URL(`../${file}`, import.meta.url));
    const declarations = text.matchAll(/^export (type|interface|const|function|class) (\w+)/gm);
    return [...declarations].map(([, kind = "", name]) =>
      `${file}: ${["type", "interface"].includes(kind) ? "type " : ""}${name}`
    );
  });
  return [...listed, ...(await Promise.all(whole)).flat()];
}

Deno.test("mod.ts exports what it exported", async (t) => {
  await t.assertSnapshot((await publicNames()).sort());
});

Deno.test("functions of mod.ts take at most two required arguments, then options", () => {
  const functions = Object.entries(library).filter(([, value]) => typeof value === "function");
  assertEquals(functions.filter(([, value]) => (value as { length: number }).length > 3).map(([name]) => name), []);
});

Deno.test("mod.ts consists of exports alone, each name by itself or all names of a file", async () => {
  const rest = source.replaceAll(LISTS, "").replaceAll(WHOLE_FILES, "").replaceAll(/\/\*\*[^]*?\*\//g, "");
  assertEquals(rest.split("\n").filter((line) => line !== "" && !line.startsWith("// ")), []);
  const values = (await publicNames()).map((name) => name.split(": ")[1] ?? "").filter((name) =>
    !name.startsWith("type ")
  );
  assertEquals(values.sort(), Object.keys(library).sort());
});
