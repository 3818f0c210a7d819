import { assertEquals } from "@std/assert";
import * as library from "@exitwave/exitwave";

/** Names exported by mod.ts, types marked, each with the file that declares it. */
async function publicNames(): Promise<string[]> {
  const source = await Deno.readTextFile(new URL("../mod.ts", import.meta.url));
  return [...source.matchAll(/^export (type )?\{([^}]*)\} from "\.\/(.+)";$/gm)].flatMap(
    ([, type = "", list = "", file]) => {
      const names = list.split(",").map((name) => name.trim()).filter((name) => name !== "");
      return names.map((name) => `${file}: ${type}${name}`);
    },
  );
}

Deno.test("mod.ts exports what it exported", async (t) => {
  await t.assertSnapshot((await publicNames()).sort());
});

Deno.test("functions of mod.ts take at most two required arguments, then options", () => {
  const functions = Object.entries(library).filter(([, value]) => typeof value === "function");
  assertEquals(functions.filter(([, value]) => (value as { length: number }).length > 3).map(([name]) => name), []);
});

Deno.test("mod.ts consists of explicit named exports alone", async () => {
  const source = await Deno.readTextFile(new URL("../mod.ts", import.meta.url));
  const rest = source.replaceAll(/^export (type )?\{[^}]*\} from ".+";$/gm, "").replaceAll(/\/\*\*[^]*?\*\//g, "");
  assertEquals(rest.split("\n").filter((line) => line !== "" && !line.startsWith("// ")), []);
  const values = (await publicNames()).map((name) => name.split(": ")[1] ?? "").filter((name) =>
    !name.startsWith("type ")
  );
  assertEquals(values.sort(), Object.keys(library).sort());
});
