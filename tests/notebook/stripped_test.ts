import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { readNotebook } from "./jupyter.ts";
import { SHOWN } from "./shown_cells.ts";

const examples = fileURLToPath(new URL("../../examples", import.meta.url));

Deno.test("notebooks of examples/ are kept without what they show, for Deno's kernel, and each is run by deno task notebooks", async () => {
  const files = (await Array.fromAsync(Deno.readDir(examples), ({ name }) => name)).filter((name) =>
    name.endsWith(".ipynb")
  );
  assertEquals(files.sort(), Object.keys(SHOWN).map((name) => `${name}.ipynb`).sort());
  for (const file of files) {
    const { cells, metadata } = await readNotebook(`${examples}/${file}`);
    const code = cells.filter(({ cell_type }) => cell_type === "code");
    assertEquals(code.flatMap(({ outputs = [] }) => outputs), [], file);
    assertEquals(code.map(({ execution_count }) => execution_count ?? null), code.map(() => null), file);
    assertEquals(
      [metadata.kernelspec?.name, code.length],
      ["deno", SHOWN[file.slice(0, -".ipynb".length)]?.length],
      file,
    );
  }
});
