import { assertAlmostEquals, assertEquals } from "@std/assert";
import { shareOutsideCentralHalf } from "../../../data/checks/probe_extent.ts";

Deno.test("shareOutsideCentralHalf() is the share of the intensity of all modes that the border of the patch has", () => {
  const mode = (fill: (row: number, column: number) => number) => ({
    re: Float32Array.from({ length: 64 }, (_, p) => fill(Math.floor(p / 8), p % 8)),
    im: new Float32Array(64),
  });
  const inside = mode((row, column) => Number(row >= 2 && row < 6 && column >= 2 && column < 6));
  const border = mode((row) => Number(row === 1));
  assertEquals(shareOutsideCentralHalf({ probe: [inside], patchSize: 8 }), 0);
  assertEquals(shareOutsideCentralHalf({ probe: [border], patchSize: 8 }), 1);
  assertAlmostEquals(shareOutsideCentralHalf({ probe: [inside, border], patchSize: 8 }), 8 / 24, 1e-12);
  assertEquals(shareOutsideCentralHalf({ probe: [mode(() => 0)], patchSize: 8 }), 0);
});
