import { assert, assertAlmostEquals, assertEquals, assertGreater, assertLess } from "@std/assert";
import { colourMap, type MapName } from "../../../../recon/figures/drawing/colours/colour_maps.ts";
import {
  AMPLITUDE_STEPS,
  complexColours,
  complexPlace,
  PHASE_STEPS,
} from "../../../../recon/figures/drawing/colours/complex_colours.ts";
import { oklchOf, type Rgb, rgbOf } from "../../../../recon/figures/drawing/colours/oklch.ts";
import { seriesStyle } from "../../../../recon/figures/drawing/colours/series_colours.ts";

function coloursOf(table: Uint8Array): Rgb[] {
  return Array.from(
    { length: table.length / 3 },
    (_, index) => [...table.slice(3 * index, 3 * index + 3)] as unknown as Rgb,
  );
}

/** Colours as eyes without one kind of cone see them (Machado et al. 2009, severity 1), in linear light. */
const BLINDNESSES: Readonly<Record<string, readonly (readonly number[])[]>> = {
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

function light(rgb: Rgb): number[] {
  return rgb.map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
}

function seen(rgb: Rgb, matrix: readonly (readonly number[])[]): Rgb {
  return matrix.map((row) => row.reduce((sum, weight, index) => sum + weight * (light(rgb)[index] ?? 0), 0))
    .map((part) => Math.min(1, Math.max(0, part)))
    .map((part) => 255 * (part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055)) as unknown as Rgb;
}

function distance(a: Rgb, b: Rgb): number {
  const [x, y] = [oklchOf(a), oklchOf(b)].map(({ lightness, chroma, hue }) => [
    lightness,
    chroma * Math.cos((hue * Math.PI) / 180),
    chroma * Math.sin((hue * Math.PI) / 180),
  ]);
  return Math.hypot(...(x ?? []).map((part, index) => part - (y?.[index] ?? 0)));
}

/** The parts of each map in which lightness goes one way. */
const LINES: Readonly<Record<MapName, readonly (readonly [number, number])[]>> = {
  grey: [[0, 254]],
  sequential: [[0, 254]],
  cyclic: [[0, 127], [127, 254]],
  diverging: [[0, 127], [127, 254]],
};

for (const [name, lines] of Object.entries(LINES) as [MapName, (typeof LINES)[MapName]][]) {
  const colours = coloursOf(colourMap(name));
  const at = (index: number): Rgb => colours[index] ?? [0, 0, 0];

  Deno.test(`colourMap(${name}) has lightness as a straight line, and steps that look equal`, () => {
    for (const [from, to] of lines) {
      const [first, last] = [oklchOf(at(from)).lightness, oklchOf(at(to)).lightness];
      for (let index = from; index <= to; index++) {
        const straight = first + (last - first) * (index - from) / (to - from);
        assertAlmostEquals(oklchOf(at(index)).lightness, straight, 0.005);
      }
      // Steps of 1/16 of the map: those of one are too near to what 8 bits tell apart.
      const steps = Array.from({ length: 7 }, (_, step) => from + Math.round(step * (to - from) / 7));
      const sizes = steps.map((index) => distance(at(index), at(index + Math.round((to - from) / 7))));
      assertLess(Math.max(...sizes) / Math.min(...sizes), 1.5, `${sizes}`);
    }
  });

  Deno.test(`colourMap(${name}) keeps its order for colour-blind eyes and on grey paper`, () => {
    const grey = (rgb: Rgb): number =>
      [0.2126, 0.7152, 0.0722].reduce((sum, w, i) => sum + w * (light(rgb)[i] ?? 0), 0);
    for (const matrix of Object.values(BLINDNESSES)) {
      for (const [from, to] of lines) {
        const ways = [at, (index: number) => seen(at(index), matrix)].map((look) =>
          Array.from({ length: 15 }, (_, step) => grey(look(from + Math.round(step * (to - from) / 14))))
        );
        for (const way of ways) {
          const rising = Math.sign((way.at(-1) ?? 0) - (way[0] ?? 0));
          for (let step = 1; step < way.length; step++) {
            assertGreater(rising * ((way[step] ?? 0) - (way[step - 1] ?? 0)), 0, `${name}: ${way}`);
          }
        }
      }
    }
  });
}

Deno.test("colourMap() is grey, closed and symmetric where it says so", () => {
  assert(coloursOf(colourMap("grey")).every(([red, green, blue]) => red === green && green === blue));
  const [cyclic, diverging] = [coloursOf(colourMap("cyclic")), coloursOf(colourMap("diverging"))];
  assertEquals(cyclic[0], cyclic[254]);
  assertAlmostEquals(
    oklchOf(diverging[0] ?? [0, 0, 0]).lightness,
    oklchOf(diverging[254] ?? [0, 0, 0]).lightness,
    0.005,
  );
  // Both sides are told apart by all eyes.
  for (const matrix of Object.values(BLINDNESSES)) {
    for (const colours of [cyclic, diverging]) {
      const [a = [0, 0, 0], b = [0, 0, 0]] = [colours[64], colours[190]] as [Rgb, Rgb];
      assertGreater(distance(seen(a, matrix), seen(b, matrix)), 0.08);
    }
  }
});

Deno.test("complexColours() has the amplitude for lightness, the phase for hue, red for 0", () => {
  const table = complexColours();
  const colour = (share: number, phase: number): Rgb => {
    const at = complexPlace(share, phase);
    return [table[at] ?? 0, table[at + 1] ?? 0, table[at + 2] ?? 0];
  };
  assertEquals(table.length, 3 * AMPLITUDE_STEPS * PHASE_STEPS);
  assertEquals(colour(0, 1), [0, 0, 0]);
  assertEquals(colour(1, Math.PI), colour(1, -Math.PI));
  assertEquals(colour(7, 1), colour(1, 1));
  for (const share of [0.3, 0.6, 1]) {
    for (let phase = -3; phase < 3; phase += 0.5) {
      const { lightness, chroma, hue } = oklchOf(colour(share, phase));
      assertAlmostEquals(lightness, 0.78 * share, 0.01);
      assertGreater(chroma, 0.03);
      const turned = ((hue - 29 - (phase * 180) / Math.PI) % 360 + 540) % 360 - 180;
      assertLess(Math.abs(turned), 3);
    }
  }
});

Deno.test("rgbOf() and oklchOf() are each other's inverse, and keep lightness where a screen has no such colour", () => {
  for (const rgb of [[255, 0, 0], [12, 200, 99], [1, 1, 1], [250, 250, 255]] as const) {
    assertEquals(rgbOf(oklchOf(rgb)), rgb);
  }
  // The values of Ottosson's article for red.
  const red = oklchOf([255, 0, 0]);
  assertAlmostEquals(red.lightness, 0.628, 1e-3);
  assertAlmostEquals(red.chroma, 0.2577, 1e-3);
  assertAlmostEquals(red.hue, 29.23, 0.05);
  assertAlmostEquals(oklchOf(rgbOf({ lightness: 0.5, chroma: 0.4, hue: 150 })).lightness, 0.5, 0.005);
});

Deno.test("seriesStyle() is read on white and on black, and told apart by all eyes or by its dashes", () => {
  const styles = Array.from({ length: 12 }, (_, index) => seriesStyle(index));
  assertEquals(new Set(styles.map(({ colour, dashes }) => `${colour} ${dashes}`)).size, styles.length);
  const rgb = styles.map(({ colour }) =>
    [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)) as unknown as Rgb
  );
  const luminance = (of: Rgb): number =>
    [0.2126, 0.7152, 0.0722].reduce((sum, w, i) => sum + w * (light(of)[i] ?? 0), 0);
  const contrast = (a: Rgb, b: Rgb): number => {
    const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  for (const each of rgb) {
    assertGreater(contrast(each, [255, 255, 255]), 3);
    assertGreater(contrast(each, [17, 20, 24]), 3);
  }
  for (const matrix of Object.values(BLINDNESSES)) {
    for (let a = 0; a < 6; a++) {
      for (let b = a + 1; b < 6; b++) {
        if (styles[a]?.dashes !== styles[b]?.dashes) continue;
        assertGreater(
          distance(seen(rgb[a] ?? [0, 0, 0], matrix), seen(rgb[b] ?? [0, 0, 0], matrix)),
          0.06,
          `${a} ${b}`,
        );
      }
    }
  }
});
