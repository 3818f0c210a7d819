import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";

const root = new URL("../../", import.meta.url);

Deno.test("deno.lock, as committed, pins what users need alone: git checkout deno.lock, or write it as contributing.md says", async () => {
  const { specifiers } = JSON.parse(await committed("deno.lock")) as { readonly specifiers: Record<string, string> };
  const named = await specifiersIn("packages/");
  assertEquals(named.size > 3, true);
  assertEquals(Object.keys(specifiers).filter((specifier) => !named.has(specifier)), []);
});

Deno.test("deno.dev.lock pins the same versions as deno.lock of what users and developers share", async () => {
  const [users, developers] = await Promise.all(
    ["deno.lock", "deno.dev.lock"].map(async (name) =>
      Object.keys((JSON.parse(await committed(name)) as { readonly npm: Record<string, unknown> }).npm)
    ),
  );
  assertEquals(users?.filter((pinned) => !developers?.includes(pinned)), []);
});

Deno.test("packages/ names each package of npm in one version, an exact one", async () => {
  const named = [...await specifiersIn("packages/"), ...await specifiersIn("packages/development/")];
  assertEquals(named.filter((specifier) => !/@\d+\.\d+\.\d+$/.test(specifier)), []);
  const packages = named.map((specifier) => specifier.replace(/@[^@]+$/, ""));
  assertEquals(packages.length, new Set(packages).size);
});

Deno.test("deno.json names no package of npm: deno task would install it for everybody", async () => {
  const { imports } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root))) as {
    readonly imports: Readonly<Record<string, string>>;
  };
  assertEquals(Object.values(imports).filter((target) => !target.startsWith("./")), []);
});

// --- internal ---

/** A file of the last commit; a plain `deno test` has written into those that lie around. */
async function committed(name: string): Promise<string> {
  try {
    const git = new Deno.Command("git", { args: ["show", `HEAD:${name}`], cwd: fileURLToPath(root) });
    const { success, stdout } = await git.output();
    if (success) return new TextDecoder().decode(stdout);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return await Deno.readTextFile(new URL(name, root));
}

/** The packages that are named in the files of a folder, without paths into them. */
async function specifiersIn(folder: string): Promise<Set<string>> {
  const found = new Set<string>();
  for await (const { name, isFile } of Deno.readDir(new URL(folder, root))) {
    const text = isFile ? await Deno.readTextFile(new URL(folder + name, root)) : "";
    for (const [, specifier = ""] of text.matchAll(/"(npm:@?[^@"]+@[^/"]+)/g)) found.add(specifier);
  }
  return found;
}
