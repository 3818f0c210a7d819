import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { decode } from "fast-png";
import fc from "fast-check";
import { lengthText } from "../../../../data/experiment.ts";
import { TEXT_ROWS, textDots } from "../../../../recon/image/figures/bitmap_font.ts";
import { amplitudeFigure } from "../../../../recon/image/figures/figures.ts";
import { levelRows } from "../../../../recon/image/figures/grey_figure.ts";
import { barLength, withScaleBar } from "../../../../recon/image/figures/scale_bar.ts";
import type { Reconstruction } from "../../../../recon/image/reconstruction.ts";

/** An image without contrast, which is mid-grey. */
function grey(height: number, width: number): Reconstruction {
  const count = height * width;
  const object = { height, width, re: new Float32Array(count).fill(1), im: new Float32Array(count) };
  return { object, mask: new Uint8Array(count).fill(1), origin: { y: 0, x: 0 } };
}

Deno.test("barLength() is 1, 2 or 5 times a power of ten, and as long as it says", () => {
  const widths = fc.integer({ min: 10, max: 20_000 }); // the bar of a narrower image may be shorter than a pixel
  const sizes = fc.double({ min: -12, max: -4, noNaN: true }).map((power) => 10 ** power);
  const UNITS: Readonly<Record<string, number>> = { m: 1, mm: 1e-3, µm: 1e-6, nm: 1e-9, pm: 1e-12 };
  fc.assert(fc.property(widths, fc.option(sizes, { nil: undefined }), (width, size) => {
    const bar = barLength(width, size);
    assert(bar);
    const [number = "", unit = ""] = bar.label.split(" ");
    assert(/^0?\.?0*[125]0*$/.test(number), bar.label);
    const pixels = size === undefined ? Number(number) : Number(number) * (UNITS[unit] ?? NaN) / size;
    assertLess(Math.abs(pixels / bar.pixels - 1), 1e-9);
    assert(bar.pixels <= width / 4 + 1e-6 && bar.pixels > width / 10 - 1e-6, `${bar.pixels} of ${width}`);
  }));
  assertEquals(barLength(400, 8e-9)?.label, "500 nm");
  assertAlmostEquals(barLength(400, 8e-9)?.pixels ?? NaN, 62.5, 1e-9);
  assertEquals(barLength(400), { pixels: 100, label: "100 px" });
  assertEquals(barLength(3), null);
});

Deno.test("withScaleBar() leaves the image as it is, and draws a bar of the pixels that it says below", () => {
  const [height, width] = [90, 150];
  const levels = Uint8Array.from({ length: height * width }, (_, p) => p % 251);
  for (const size of [undefined, 8e-9, 3.3e-7]) {
    const barred = withScaleBar({ levels, height, width }, size);
    assertEquals([barred.width, barred.height > height], [width, true]);
    const row = levelRows(barred.levels, width);
    for (let i = 0; i < height; i++) assertEquals(row(i), levels.subarray(i * width, (i + 1) * width));
    const strip = Array.from({ length: barred.height - height }, (_, i) => row(height + i));
    const runs = strip.map((line) => line.slice(3).indexOf(255));
    assertEquals(Math.max(...runs), Math.round(barLength(width, size)?.pixels ?? NaN));
    assertEquals([...new Set(strip.flatMap((line) => [...line]))].sort(), [0, 255]);
    assert(strip.every((line) => line.at(-1) === 255 && line[0] === 255));
  }
});

Deno.test("withScaleBar() writes larger on large images, and leaves narrow ones without", () => {
  const heightOf = (width: number): number =>
    withScaleBar({ levels: new Uint8Array(width), height: 1, width }).height - 1;
  assertEquals([300, 800, 4000].map(heightOf), [15, 30, 150]);
  assertEquals([1, 4, 30].map(heightOf), [0, 0, 0]);
  assertEquals(heightOf(70), 15);
});

Deno.test("amplitudeFigure() has the bar of its pixel size, of pixels without", () => {
  const figure = (pixelSize?: { height: number; width: number }): Uint8Array => {
    const { data, width } = decode(amplitudeFigure({ ...grey(50, 200), ...(pixelSize && { pixelSize }) }));
    return Uint8Array.from(data.slice(50 * width));
  };
  const below = (pixelWidth?: number): Uint8Array => {
    const { levels, height, width } = withScaleBar(
      { levels: new Uint8Array(50 * 200), height: 50, width: 200 },
      pixelWidth,
    );
    const row = levelRows(levels, width);
    return Uint8Array.from(Array.from({ length: height - 50 }, (_, i) => [...row(50 + i)]).flat());
  };
  assertEquals(figure(), below());
  assertEquals(figure({ height: 1e-6, width: 8e-9 }), below(8e-9));
});

Deno.test("textDots() has a glyph of its own for every character of a length", () => {
  const characters = [...new Set([1e-13, 2e-12, 3.45e-9, 6.78e-6, 9e-3, 1].map(lengthText).join("") + " px0e-+")];
  const glyphs = characters.filter((character) => character !== " ").map((character) => textDots(character).join("\n"));
  assertEquals(new Set(glyphs).size, glyphs.length);
  assert(glyphs.every((glyph) => glyph.includes("#")));
  assertEquals(textDots("12 µm").length, TEXT_ROWS);
  assert(textDots("12 µm").every((row) => row.length === 5 * 6 - 1));
});
