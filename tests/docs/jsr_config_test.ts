import { assertEquals } from "@std/assert";

async function readJson(name: string): Promise<Record<string, unknown>> {
  return JSON.parse(await Deno.readTextFile(new URL(`../../${name}`, import.meta.url)));
}

Deno.test("deno.jsr.json is deno.json without links and with a lock file of its own", async () => {
  const { links, ...rest } = await readJson("deno.json");
  assertEquals(Array.isArray(links), true);
  assertEquals(await readJson("deno.jsr.json"), { ...rest, lock: "deno.jsr.lock" });
});
