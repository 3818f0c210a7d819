import { assertEquals } from "@std/assert";
import { approximate, duration, expected, rate, significant } from "../../../cli/terminal/number_format.ts";

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

Deno.test("expected() is no finer than a time is known, and grows without a gap", () => {
  const texts = [-1, 0, 0.2, 4, 59, 59.9, 64, 66, 594, 595, 3569, 3570, 7800, 90_000, Infinity, NaN].map(expected);
  const minutes = [
    "1 min 00 s",
    "1 min 10 s",
    "9 min 50 s",
    "10 min",
    "59 min",
    "1 h 00 min",
    "2 h 10 min",
    "25 h 00 min",
  ];
  assertEquals(texts, ["0 s", "0 s", "1 s", "4 s", "59 s", "60 s", ...minutes, "", ""]);
});

Deno.test("rate() is a number of a second, or the time of one where that is long", () => {
  const texts = [1234.5, 9.95, 3.14, 0.5, 0.4, 0.001, 0, NaN, Infinity].map((perSecond) => rate(perSecond, "patterns"));
  assertEquals(texts, [
    ...["1235 patterns/s", "10 patterns/s", "3.1 patterns/s", "0.5 patterns/s", "2.5 s/pattern", "16 min 40 s/pattern"],
    ...["", "", ""],
  ]);
  assertEquals(rate(0.1, "patches"), "10 s/patch");
});
