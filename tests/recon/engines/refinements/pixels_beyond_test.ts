import { assertEquals } from "@std/assert";
import { pixelsBeyond } from "../../../../recon/engines/refinements/pixels_beyond.ts";

/** A picture of what is beyond: `#` is. */
function beyond(measured: readonly string[]): string[] {
  const side = measured.length;
  const found = pixelsBeyond(Uint8Array.from(measured.join(""), (pixel) => Number(pixel === "o")), side);
  return measured.map((_, row) => Array.from(found.slice(row * side, (row + 1) * side), (p) => p ? "#" : ".").join(""));
}

Deno.test("pixelsBeyond() are those around all that were measured, and no gap, dead pixel or beam stop", () => {
  assertEquals(beyond(["......", ".oooo.", ".o..o.", ".oo.o.", ".oooo.", "......"]), [
    ...["######", "#....#", "#....#", "#....#", "#....#", "######"],
  ]);
  assertEquals(beyond(["oooo", "....", "oooo", "oo.o"]), ["....", "....", "....", "...."]);
});

Deno.test("pixelsBeyond() go by slanted edges too, and are all where nothing was measured", () => {
  assertEquals(beyond(["...o..", "......", "..oooo", "oooooo", "oooo..", "..o..."]), [
    ...["###.##", "##...#", "#.....", "......", "....##", "##.###"],
  ]);
  assertEquals(beyond(["....", "....", "....", "...."]), ["####", "####", "####", "####"]);
  assertEquals(beyond(["....", ".o..", "....", "...."]), ["####", "#.##", "####", "####"]);
});
