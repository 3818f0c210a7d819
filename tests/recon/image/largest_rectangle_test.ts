import { assertEquals } from "@std/assert";
import { largestRectangle } from "../../../recon/image/largest_rectangle.ts";

function of(...rows: string[]): ReturnType<typeof largestRectangle> {
  const mask = Uint8Array.from(rows.join(""), (mark) => mark === "#" ? 1 : 0);
  return largestRectangle(mask, rows.length, rows[0]?.length ?? 0);
}

Deno.test("largestRectangle() finds the largest rectangle without gaps", () => {
  assertEquals(of("....", "...."), { y: 0, x: 0, height: 0, width: 0 });
  assertEquals(of("####", "####"), { y: 0, x: 0, height: 2, width: 4 });
  assertEquals(of(".#...", "####.", "####.", ".#..#"), { y: 1, x: 0, height: 2, width: 4 });
  assertEquals(of("#..##", "#..##", "#..##"), { y: 0, x: 3, height: 3, width: 2 });
  assertEquals(of("#####", "##.##", "#####", "#####"), { y: 2, x: 0, height: 2, width: 5 });
});

Deno.test("largestRectangle() agrees with trying every rectangle", () => {
  const [height, width] = [7, 9];
  for (let seed = 1; seed <= 30; seed++) {
    const mask = Uint8Array.from({ length: height * width }, (_, p) => Math.sin(seed * 97 + p * p) > -0.6 ? 1 : 0);
    const found = largestRectangle(mask, height, width);
    assertEquals(covered(mask, width, found.y, found.x, found.height, found.width), true);
    assertEquals(found.height * found.width, largestArea(mask, height, width));
  }
});

function covered(mask: Uint8Array, width: number, y: number, x: number, rows: number, columns: number): boolean {
  for (let i = y; i < y + rows; i++) for (let j = x; j < x + columns; j++) if (!mask[i * width + j]) return false;
  return true;
}

function largestArea(mask: Uint8Array, height: number, width: number): number {
  let best = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let h = 1; y + h <= height; h++) {
        for (let w = 1; x + w <= width; w++) if (covered(mask, width, y, x, h, w)) best = Math.max(best, h * w);
      }
    }
  }
  return best;
}
