import { assertEquals } from "@std/assert";
import { repeatedName } from "../../../../data/formats/text/repeated_name.ts";

const TEXTS: readonly (readonly [json: string, name: string | undefined])[] = [
  ["{}", undefined],
  ['{"a": 1, "b": {"a": 2}, "c": [{"a": 3}, {"a": 4}]}', undefined],
  ['{"a": "a", "b": "a"}', undefined],
  ['{"a": "\\"b\\": 1, \\"b\\": 2"}', undefined],
  ['["a", "a"]', undefined],
  ["3", undefined],
  ['{"a": 1, "a": 1}', "a"],
  ['{"training": {"epochs": 3, "seed": 1, "epochs": 5}}', "training.epochs"],
  ['{"training": {}, "data": {"x": [1, {"y": {}}]}, "training": {}}', "training"],
  ['{"a": [{"b": 1, "\\u0062": 2}]}', "a.b"],
];

for (const [json, name] of TEXTS) {
  Deno.test(`repeatedName() of ${json} is ${name}`, () => assertEquals(repeatedName(json), name));
}
