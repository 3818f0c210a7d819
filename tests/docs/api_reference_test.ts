import { assertEquals } from "@std/assert";
import * as library from "@exitwave/exitwave";
import { PARTS, writeApiReference } from "../../docs/api_reference.ts";
import { withTempDir } from "../data/temp_dir.ts";

Deno.test("deno task docs:api has a page for every name of mod.ts, below the part that it is imported from", async () => {
  await withTempDir(async (directory) => {
    await writeApiReference(directory);
    const pages = new Map<string, string>();
    for (const { folder } of PARTS) {
      for (const { name } of Deno.readDirSync(`${directory}/${folder}/~`)) pages.set(name, folder);
    }
    const names = [...Object.keys(library), ...await typeNames()];
    assertEquals(names.filter((name) => !pages.has(`${name}.html`)), []);
    // Each says how it is imported.
    const unnamed = names.filter((name) => {
      const folder = pages.get(`${name}.html`) ?? "";
      const page = Deno.readTextFileSync(`${directory}/${folder}/~/${name}.html`);
      return !new RegExp(`import \\{ (?:type )?${name} \\} from &quot;@exitwave/exitwave/${folder}&quot;`).test(page);
    });
    assertEquals(unnamed, []);
    const index = Deno.readTextFileSync(`${directory}/index.html`);
    for (const { name, folder } of PARTS) {
      assertEquals(index.includes(`<h2><a href="./${folder}/index.html">${name}</a></h2>\n<p>`), true, name);
    }
  });
});

/** Types that mod.ts exports, as its snapshot lists them. */
async function typeNames(): Promise<string[]> {
  const listed = await Deno.readTextFile(new URL("../__snapshots__/mod_test.ts.snap", import.meta.url));
  return [...listed.matchAll(/: type (\w+)",$/gm)].map(([, name = ""]) => name);
}
