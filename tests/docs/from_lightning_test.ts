import { assertEquals } from "@std/assert";
import { fields } from "@exitwave/exitwave/config";
import { likelyField } from "../../config/names/likely_field.ts";
import { tableBelow } from "./page_table.ts";

const root = new URL("../../", import.meta.url);
const page = await Deno.readTextFile(new URL("docs/from_lightning_and_hydra.md", root));

for (const [name = "", here = ""] of tableBelow(page, "### Trainer, checkpoints, early stopping, loaders")) {
  Deno.test(`docs/from_lightning_and_hydra.md: ${name}, where a field belongs, is answered by ${here}`, () => {
    const likely = likelyField(name.replaceAll("`", ""));
    const path = likely && "field" in likely ? `\`${likely.field.path}\`` : null;
    if (path !== null) assertEquals(here, path);
    else assertEquals(likely && "advice" in likely, true, "it is answered by nothing");
  });
}

Deno.test("docs/from_lightning_and_hydra.md has every hook of a callback but those that Lightning has not, in their order", async () => {
  const source = await Deno.readTextFile(new URL("train/callbacks/callback.ts", root));
  const hooks = [...source.matchAll(/^ {2}(on\w+)\?\(/gm)].map(([, name]) => `\`${name}\``);
  const shown = tableBelow(page, "### Hooks").map(([, name]) => name);
  assertEquals(shown.filter((name) => !hooks.includes(name ?? "")), []);
  assertEquals(hooks.filter((name) => !shown.includes(name)), ["`onImages`", "`onCheckpoint`", "`onTrained`"]);
});

Deno.test("docs/from_lightning_and_hydra.md names only fields that exist", () => {
  const named = [...page.matchAll(/`((?:data|model|training|inference|execution)\.\w+)`/g)].map(([, path = ""]) =>
    path
  );
  assertEquals(named.filter((path) => !fields.some((field) => field.path === path)), []);
});
