import { assertEquals } from "@std/assert";
import { fields } from "@exitwave/exitwave/config";
import { droppedFields } from "../../config/names/dropped_fields.ts";
import { REFERENCE_FIELDS } from "./reference_fields.ts";

const taken = fields.flatMap(({ info }) => info.reference ?? []);
const dropped = droppedFields.flatMap(({ names }) => names);

for (const [object, names] of Object.entries(REFERENCE_FIELDS)) {
  Deno.test(`the glossary accounts for every field of PtychoPINN's ${object}`, () => {
    assertEquals(names.filter((name) => !taken.includes(name) && !dropped.includes(name)), []);
  });
}

Deno.test("the glossary drops no field that is taken, and none twice", () => {
  assertEquals(dropped.filter((name) => taken.includes(name)), []);
  assertEquals(dropped.filter((name, i) => dropped.indexOf(name) !== i), []);
});

Deno.test("no two fields claim the same name of PtychoPINN", () => {
  assertEquals(taken.filter((name, i) => taken.indexOf(name) !== i), []);
});
