import { assertEquals } from "@std/assert";

const root = new URL("../../", import.meta.url);

async function json(name: string): Promise<Record<string, Record<string, unknown>>> {
  return JSON.parse(await Deno.readTextFile(new URL(name, root)));
}

Deno.test("packages/ names each package of npm once, with an exact version", async () => {
  const named = new Set<string>();
  for (const folder of ["packages/", "packages/development/"]) {
    for await (const { name, isFile } of Deno.readDir(new URL(folder, root))) {
      const text = isFile ? await Deno.readTextFile(new URL(folder + name, root)) : "";
      for (const [, specifier = ""] of text.matchAll(/"npm:(@?[^@"]+@[^/"]+)/g)) named.add(specifier);
    }
  }
  assertEquals([...named].filter((specifier) => !/@\d+\.\d+\.\d+$/.test(specifier)), []);
  const packages = [...named].map((specifier) => specifier.replace(/@[^@]+$/, ""));
  assertEquals([packages.includes("zod"), packages.length], [true, new Set(packages).size]);
});

Deno.test("deno.json names no package of npm: `deno task` would install it for everybody", async () => {
  const { imports = {} } = await json("deno.json");
  assertEquals(Object.values(imports).filter((target) => !String(target).startsWith("./")), []);
});

Deno.test("deno.lock and deno.dev.lock pin the same versions of what users and developers share", async () => {
  const [users, developers] = [await json("deno.lock"), await json("deno.dev.lock")];
  const pinned = Object.keys(users.npm ?? {});
  assertEquals(pinned.some((one) => one.startsWith("@tensorflow/tfjs-core@")), true);
  assertEquals(pinned.filter((one) => !(one in (developers.npm ?? {}))), []);
});
