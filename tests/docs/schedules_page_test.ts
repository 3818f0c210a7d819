import { assertEquals } from "@std/assert";
import { fields } from "@exitwave/exitwave/config";
import { choices } from "../../config/fields/allowed.ts";

const text = await Deno.readTextFile(new URL("../../docs/schedules.md", import.meta.url));

Deno.test("docs/schedules.md names only flags that exist", () => {
  const flags = new Set(fields.flatMap((field) => field.flags));
  const named = [...text.matchAll(/`--([a-z0-9-]+)/g)].map(([, flag = ""]) => flag);
  assertEquals(named.filter((flag) => !flags.has(flag)), []);
});

Deno.test("docs/schedules.md has every schedule in its order, and every shape of the physics weight", () => {
  const names = (path: string): readonly string[] =>
    fields.filter((field) => field.path === path).flatMap((field) => choices(field));
  const rows = [...text.matchAll(/^\| `(\w+)`/gm)].map(([, name = ""]) => name);
  assertEquals(rows, names("training.scheduler"));
  assertEquals(names("training.physicsWeightSchedule").filter((shape) => !text.includes(`\`${shape}\``)), []);
});
