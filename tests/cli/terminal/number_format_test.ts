import { assertEquals } from "@std/assert";
import { approximate, duration, significant } from "../../../cli/terminal/number_format.ts";

Deno.test("significant() keeps five digits, and says what is no number", () => {
  const texts = [0.899024, 24628.4, 0, -1.5, 1e-9 / 3, NaN, -Infinity].map(significant);
  assertEquals(texts, ["0.89902", "24628", "0", "-1.5", "3.3333e-10", "NaN", "-Infinity"]);
});

Deno.test("duration() grows from seconds to hours without a gap", () => {
  const texts = [0.04, 9.94, 10, 59.4, 59.6, 185, 3599.4, 3599.6, 7800, Infinity, NaN].map(duration);
  const minutes = ["1 min 00 s", "3 min 05 s", "59 min 59 s"];
  assertEquals(texts, ["0.0 s", "9.9 s", "10 s", "59 s", ...minutes, "1 h 00 min", "2 h 10 min", "?", "?"]);
});

Deno.test("approximate() gives a count with its unit", () => {
  const counts = [0, 940, 1000, 9949, 37_548, 999_499, 999_500, 1_234_567, 12_300_000];
  assertEquals(counts.map(approximate), ["0", "940", "1.0 k", "9.9 k", "38 k", "999 k", "1.0 M", "1.2 M", "12 M"]);
});
