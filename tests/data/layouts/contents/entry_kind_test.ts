import { assertEquals } from "@std/assert";
import { lastDigits, squeezed } from "../../../../data/layouts/contents/entry_kind.ts";

Deno.test("lastDigits() puts a * for the last number of a name", () => {
  const names = ["frame_1", "data_000012", "scan_3_0007.tif", "12", "x", "", `${"1".repeat(60000)}a1`];
  assertEquals(names.map(lastDigits).map((name) => name?.replace(/1{9,}/, "1…")), [
    ...["frame_*", "data_*", "scan_3_*.tif", "*", undefined, undefined, "1…a*"],
  ]);
});

Deno.test("squeezed() drops axes of one in front, but keeps two", () => {
  assertEquals([[1, 1, 7, 2], [1, 1], [1, 5, 1], [], [4]].map((shape) => squeezed(shape)), [
    ...[[7, 2], [1, 1], [5, 1], [], [4]],
  ]);
});
