import { assertEquals } from "@std/assert";
import { decode } from "fast-png";
import { greyPng } from "../../../../recon/image/figures/grey_png.ts";
import { greyRange } from "../../../../recon/image/figures/grey_levels.ts";
import { rowsOf } from "../../../../recon/image/figures/image_rows.ts";
import { noise } from "../known_object.ts";

async function png(height: number, width: number, levels: Uint8Array): Promise<Uint8Array> {
  const pieces = [...greyPng({ height, width }, (i) => levels.subarray(i * width, (i + 1) * width))];
  return new Uint8Array(await new Blob(pieces as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

Deno.test("greyPng() packs images of any size, in one band or many, so that others read the same levels", async () => {
  for (const [height, width] of [[1, 1], [3, 7], [1300, 1900], [2, 1_100_000], [70_000, 20]] as const) {
    const levels = new Uint8Array(height * width);
    for (let p = 0; p < levels.length; p++) levels[p] = 128 + 100 * noise(p % 99_991);
    const image = decode(await png(height, width, levels));
    assertEquals([image.height, image.width, image.channels, image.depth], [height, width, 1, 8]);
    assertEquals(image.data.length, levels.length);
    assertEquals(image.data.every((level, p) => level === levels[p]), true);
  }
});

Deno.test("greyRange() finds the percentiles that sorting finds, of either sign", () => {
  const data = Float64Array.from({ length: 30_000 }, (_, p) => Math.fround(noise(p) ** 3 * 10 - 1));
  data[17] = -Infinity;
  const mask = Uint8Array.from(data, (_, p) => Number(p % 5 !== 0));
  const sorted = data.filter((_, p) => mask[p]).sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
  assertEquals(greyRange(rowsOf({ height: 100, width: 300, data }), mask), { low: at(0.005), high: at(0.995) });
});
