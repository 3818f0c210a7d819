/**
 * The reference of the public API, from the doc comments, as pages that open from disk: `deno task docs:api` writes them
 * into `docs/api`, which git ignores. A section for each part of the library; begin with its `index.html`.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import manifest from "../deno.json" with { type: "json" };

/** Parts of the library, as they are imported, with the folder of their pages and their file. */
export const PARTS: readonly { readonly name: string; readonly folder: string; readonly file: string }[] = Object
  .entries(manifest.exports).filter(([path]) => path !== "." && path !== "./cli")
  .map(([path, file]) => ({ name: `${manifest.name}${path.slice(1)}`, folder: path.slice("./".length), file }));

/**
 * Writes the pages. `deno doc` makes them; it gives `mod.ts` a page for each name beside those of the parts, so it is left
 * out, and here the first page gets what stands in its place: the parts, and what each is for.
 *
 * @param directory Where to; pages of before that are there no longer are removed.
 * @throws {Error} Where `deno doc` fails, with what it says.
 */
export async function writeApiReference(directory: string): Promise<void> {
  await Deno.remove(directory, { recursive: true }).catch(ignoreMissing);
  const args = ["doc", "--html", "--name=Exitwave", `--output=${directory}`, ...PARTS.map(({ file }) => file)];
  const options = { args, cwd: fileURLToPath(new URL("..", import.meta.url)), env: { NO_COLOR: "1" } };
  const { success, stderr } = await new Deno.Command(Deno.execPath(), options).output();
  if (!success) throw new Error(`Cannot write the API reference: ${new TextDecoder().decode(stderr)}`);
  for (const part of PARTS) await nameInFull(join(directory, part.folder), part);
  const path = join(directory, "index.html");
  const index = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, index.replace("<main></main>", `<main>${await overview(directory)}</main>`));
}

if (import.meta.main) {
  const directory = fileURLToPath(new URL("./api", import.meta.url));
  await writeApiReference(directory);
  // deno-lint-ignore no-console -- a program for the terminal
  console.log(join(directory, "index.html"));
}

// --- internal ---

/** `deno doc` says of each name that it is imported from "config": the whole name is what can be pasted. */
async function nameInFull(folder: string, part: (typeof PARTS)[number]): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) await nameInFull(path, part);
    else if (name.endsWith(".html")) {
      const text = await Deno.readTextFile(path);
      await Deno.writeTextFile(
        path,
        text.replaceAll(`from &quot;${part.folder}&quot;`, `from &quot;${part.name}&quot;`),
      );
    }
  }
}

/** The parts with the first paragraph of each. */
async function overview(directory: string): Promise<string> {
  const sections = PARTS.map(async ({ name, folder }) => {
    const text = await Deno.readTextFile(join(directory, folder, "index.html"));
    const [, first] = /<main>.*?(<p>.*?<\/p>)/s.exec(text) ?? [];
    if (first === undefined) throw new Error(`Cannot find what ${name} is for: its pages have no paragraph`);
    return `<h2><a href="./${folder}/index.html">${name}</a></h2>\n${first}`;
  });
  const whole = `<p><code>${manifest.name}</code> exports all names of its parts.</p>`;
  return `<div class="markdown">${[whole, ...await Promise.all(sections)].join("\n")}</div>`;
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
