import { assertEquals } from "@std/assert";
import { decode } from "fast-png";
import { joinedList } from "../../../../data/arrays/joined_bytes.ts";
import { type PngLayout, writePng } from "../../../../data/formats/png/write_png.ts";
import { noise } from "../../../recon/image/known_object.ts";

function png(layout: PngLayout, bytes: Uint8Array): Uint8Array {
  const length = bytes.length / layout.height;
  return joinedList([...writePng(layout, (i) => bytes.subarray(i * length, (i + 1) * length))]);
}

Deno.test("writePng() packs images of any size, in one band or many, so that others read the same levels", () => {
  for (const [height, width] of [[1, 1], [3, 7], [1300, 1900], [2, 1_100_000], [70_000, 20]] as const) {
    const levels = new Uint8Array(height * width);
    for (let p = 0; p < levels.length; p++) levels[p] = 128 + 100 * noise(p % 99_991);
    const image = decode(png({ height, width, colour: "grey" }, levels));
    assertEquals([image.height, image.width, image.channels, image.depth], [height, width, 1, 8]);
    assertEquals(image.data.length, levels.length);
    assertEquals(image.data.every((level, p) => level === levels[p]), true);
  }
});

Deno.test("writePng() packs colours and their opacity, pixel by pixel or by a palette", () => {
  const rgba = Uint8Array.from({ length: 2 * 3 * 4 }, (_, index) => 10 * index);
  const coloured = decode(png({ height: 2, width: 3, colour: "rgba" }, rgba));
  assertEquals([coloured.channels, [...coloured.data]], [4, [...rgba]]);
  const palette = { rgb: Uint8Array.of(1, 2, 3, 40, 50, 60, 7, 8, 9), alpha: Uint8Array.of(0) };
  const { data, palette: read } = decode(png({ height: 1, width: 4, colour: palette }, Uint8Array.of(2, 0, 1, 1)));
  assertEquals([...data], [2, 0, 1, 1]);
  assertEquals(read?.map((colour) => [...colour]), [[1, 2, 3, 0], [40, 50, 60, 255], [7, 8, 9, 255]]);
});
