import { assert, assertEquals } from "@std/assert";
import { fields } from "../../../config/fields/sections.ts";
import { COMMANDS } from "../../../cli/commands/commands.ts";
import { commandFlags } from "../../../cli/line/command_flags.ts";

Deno.test("remedies of findings name fields and flags that there are", async () => {
  const folder = new URL("../../../recon/findings/", import.meta.url);
  const paths = new Set(fields.map(({ path }) => path));
  const flags = new Set(COMMANDS.flatMap((command) => commandFlags(command).flatMap(({ names }) => names)));
  let named = 0;
  for await (const { name } of Deno.readDir(folder)) {
    const text = await Deno.readTextFile(new URL(name, folder));
    const told = text.replaceAll(/^(import|export) .* from .*$/gm, "").replaceAll(/" \+\s+"/g, "");
    for (const [path] of told.matchAll(/\b(?:data|model|training|inference|execution)\.[a-z]\w+/g)) {
      assert(paths.has(path), `${name}: ${path}`);
      named++;
    }
    for (const [, flag = ""] of told.matchAll(/--(?:no-)?([a-z][a-z-]+)/g)) assert(flags.has(flag), `${name}: ${flag}`);
  }
  assertEquals(named > 8, true);
});
