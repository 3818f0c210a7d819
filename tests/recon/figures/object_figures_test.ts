import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { figurePng, objectFigure, probeFigure, reconstructionsFigure } from "@exitwave/exitwave/figures";
import { colourMap } from "../../../recon/figures/drawing/colours/colour_maps.ts";
import { flatObject, flatPhase } from "../../../recon/figures/panels/flat_object.ts";
import { attributes, drawn, imagesIn, wordsIn } from "./drawn.ts";
import { HOSTILE, PIXEL, wave, whole } from "./small_data.ts";

/** A bar of 1 rad on a ground of 0, 1 and 2 in amplitude, not covered in a corner. */
function bar(): ReturnType<typeof whole> {
  const object = wave(24, 32, (row, column) => [column > 15 ? 2 : 1, row > 11 ? 1 : 0]);
  const reconstruction = whole(object);
  reconstruction.mask.fill(0, 0, 5);
  return { ...reconstruction, pixelSize: PIXEL };
}

Deno.test("objectFigure() is what it was", async (t) => {
  await t.assertSnapshot(drawn(objectFigure(bar())));
});

Deno.test("objectFigure() has a scale bar in nm, in px where pixels have no size, and the units of what is shown", () => {
  const [known, unknown] = [bar(), whole(bar().object)].map(objectFigure);
  assert(known && unknown);
  // A quarter of 32 px of 8 nm is 64 nm; 32 px are 230 px wide.
  assertEquals(
    attributes(known, "scale-bar", "width").map(Number),
    [50, 50, 50].map((nm) => Math.round(nm / 8 / 32 * 23000) / 100),
  );
  assertEquals(wordsIn(known).filter((text) => text.endsWith(" nm")), ["50 nm", "50 nm", "50 nm"]);
  assertEquals(wordsIn(unknown).filter((text) => text.endsWith(" px")), ["5 px", "5 px", "5 px"]);
  assert(wordsIn(known).includes("Phase (rad)"));
  assertEquals([attributes(known, "hatch", "d").length, attributes(unknown, "hatch", "d").length], [3, 0]);
  assertEquals(known.description.includes("99.3 %"), true);
});

Deno.test("objectFigure() takes out a ramp, shows a phase of less than half a turn in order, another on a circle", () => {
  const tilted = wave(24, 32, (row, column) => [column > 15 ? 2 : 1, (row > 11 ? 1 : 0) + 0.9 * column - 0.4 * row]);
  const phaseMap = (object: typeof tilted): number[] => {
    const palette = imagesIn(objectFigure(whole(object)))[2]?.palette ?? []; // amplitude, its bar, phase
    return [...palette[255] ?? []].slice(0, 3);
  };
  assertEquals(phaseMap(tilted), [...colourMap("sequential").slice(-3)]);
  const turning = wave(24, 32, (row, column) => [1, 0.1 * ((row - 12) ** 2 + (column - 16) ** 2)]);
  assertEquals(phaseMap(turning), [...colourMap("cyclic").slice(-3)]);
  assert(wordsIn(objectFigure(whole(turning))).includes("−π"));
});

Deno.test("objectFigure() draws any shape and any values, and hatches where there are none", async () => {
  const shapes: readonly (readonly [number, number])[] = [[1, 1], [1, 300], [300, 2], [1100, 3]];
  const strange = [NaN, 0, 1, Infinity, 3e38, 1e-38];
  for (const [height, width] of shapes) {
    for (const value of strange) {
      const figure = objectFigure(whole(wave(height, width, (row, column) => [row + column === 1 ? 1 : value, 0])));
      assert(!/NaN|Infinity/.test(figure.svg.replaceAll(/base64,[^"]*/g, "")), `${height} × ${width} of ${value}`);
    }
  }
  const none = { ...bar(), mask: new Uint8Array(24 * 32) };
  assertEquals(attributes(objectFigure(none), "hatch", "d").length, 3);
  assert((await figurePng(objectFigure(none), { scale: 1 })).length > 1000);
});

Deno.test("flatObject() averages large objects as complex numbers: a phase about ±π stays there", () => {
  const object = wave(2, 2048, (row, column) => [1, column < 1000 ? 0 : (row + column) % 2 === 0 ? 3.1 : -3.1]);
  const flat = flatObject(object, null, { x: 0, y: 0, offset: 0 });
  const { width, data } = flatPhase(flat);
  assertEquals([width, flat.size.width, flat.covered], [1024, 2048, 1]);
  assertAlmostEquals(data[0] ?? NaN, 0, 1e-6);
  assertAlmostEquals(Math.abs(data[1023] ?? NaN), Math.PI, 1e-6);
  assertAlmostEquals(flat.amplitude.data[1023] ?? NaN, 1, 1e-6);
});

Deno.test("probeFigure() is what it was", async (t) => {
  const modes = [1, 0.5].map((amplitude) =>
    wave(8, 8, (row, column) => [amplitude * Math.exp(-((row - 4) ** 2)), column])
  );
  await t.assertSnapshot(drawn(probeFigure(modes, { pixelSize: PIXEL })));
});

Deno.test("probeFigure() tells shares of the power, and shows the far field with its middle in the middle", () => {
  const modes = [Math.sqrt(3), 1].map((amplitude) => wave(16, 16, () => [amplitude, 0]));
  const figure = probeFigure(modes);
  assertEquals(wordsIn(figure).filter((text) => text.endsWith("%")), ["Mode 1: 75 %", "Mode 2: 25 %"]);
  // Row 2 of the figure: the far field of a flat wave is a point.
  const far = imagesIn(figure).find(({ width, palette }) => width === 16 && palette);
  assertEquals([...far?.data ?? []].flatMap((level, p) => level > 1 ? [[p, level]] : []), [[8 * 16 + 8, 255]]);
});

Deno.test("probeFigure() draws no mode, many, and modes of nothing", () => {
  assertEquals(probeFigure([]).description, "No mode is known.");
  const six = Array.from({ length: 6 }, () => wave(4, 4, () => [0, 0]));
  assertEquals(wordsIn(probeFigure(six)).filter((text) => text.startsWith("Mode 6")), [
    "Mode 6: no power",
    "Mode 6 on the detector",
  ]);
  assert(!/NaN/.test(probeFigure([wave(4, 4, () => [NaN, 0])]).svg));
});

function textured(contrast: number): ReturnType<typeof whole> {
  return whole(
    wave(32, 32, (row, column) => [1 + contrast * Math.sin(row * column), 0.5 * Math.sin(row / 3 + column)]),
  );
}

Deno.test("reconstructionsFigure() is what it was", async (t) => {
  const [first, second] = [textured(0.2), textured(0.25)];
  await t.assertSnapshot(drawn(reconstructionsFigure([
    { name: "first", reconstruction: { ...first, pixelSize: PIXEL } },
    { name: HOSTILE, reconstruction: second },
  ])));
});

Deno.test("reconstructionsFigure() shows no difference of the same, and says what cannot be compared", () => {
  const first = textured(0.2);
  const turned = {
    ...first,
    object: { ...first.object, re: first.object.im.map((value) => -value), im: first.object.re },
  };
  const same = imagesIn(
    reconstructionsFigure([{ name: "a", reconstruction: first }, { name: "b", reconstruction: turned }]),
  );
  const difference = same.filter(({ width }) => width === 32).at(-2);
  assertEquals(new Set(difference?.data).size < 130, true);
  const empty = { ...first, mask: new Uint8Array(32 * 32) };
  const figure = reconstructionsFigure([{ name: "a", reconstruction: first }, { name: "none", reconstruction: empty }]);
  assertMatch(
    figure.description,
    /^a, compared with none\. none cannot be laid on it: Cannot align images as their common rectangle .*\?\)\.$/,
  );
  assertEquals(reconstructionsFigure([]).description, "There is none.");
  assertEquals(reconstructionsFigure([{ name: "a", reconstruction: first }]).description, "a.");
});
