import { assertEquals } from "@std/assert";
import { ConfigError } from "../../../config/values/config_error.ts";

Deno.test("ConfigError tells a hundred problems and how many more there are, each on a plain line", () => {
  const problems = Array.from(
    { length: 5000 },
    (_, i) => ({ path: `a\x1b${i}`, value: "\u202e", requirement: "must\n be b" }),
  );
  const error = new ConfigError("try", problems);
  assertEquals(error.problems.length, 101);
  const lines = error.message.split("\n");
  assertEquals(lines[0], 'Cannot try as "a\\x1b0" must be b: current value is "\\u202e"');
  assertEquals(lines[100], "Cannot try as the rest must be mended too, so many more problems: current value is 4900");
  assertEquals(lines.length, 101);
});
