import { assert, assertEquals } from "@std/assert";
import { patternsFigure, positionsFigure, predictionFigure, residualFigure } from "@exitwave/exitwave/figures";
import { attributes, drawn, imagesIn, wordsIn } from "./drawn.ts";
import { HOSTILE, image, PIXEL, positions, wave, whole } from "./small_data.ts";

const SCAN = positions(3, 4);
const VALUES = Array.from(SCAN.x, (x, index) => x / 10 + index);

/** Places of dots: path by path, the numbers behind each M. */
function dots(svg: string): number[][] {
  const [, group = ""] = svg.match(/<g class="positions"[^>]*>([^]*?)<\/g>/) ?? [];
  return [...group.matchAll(/M([-\d.]+) ([-\d.]+)h0/g)].map(([, x, y]) => [Number(x), Number(y)]);
}

Deno.test("positionsFigure() is what it was", async (t) => {
  const given = { x: SCAN.x.map((x, index) => x + (index % 2 ? 0.3 : -0.3)), y: SCAN.y };
  const object = { ...whole(wave(16, 20, (row) => [row + 1, 0])), origin: { y: -3, x: -3 }, pixelSize: PIXEL };
  await t.assertSnapshot(drawn(positionsFigure(SCAN, { given, object, values: { name: HOSTILE, data: VALUES } })));
});

Deno.test("positionsFigure() has x to the right and y downwards, on axes of the sample's lengths", () => {
  const figure = positionsFigure(SCAN, { pixelSize: PIXEL });
  const places = dots(figure.svg);
  assertEquals(places.length, 12);
  const [first = [], ...others] = places.toSorted(([, a = 0], [, b = 0]) => a - b);
  assert(others.every(([, y = 0]) => y >= (first[1] ?? 0)));
  // 12 px of 8 nm: 96 nm across, 8 px down.
  const words = wordsIn(figure);
  assert(words.includes("x (nm)") && words.includes("y (nm)") && words.includes("80"), words.join());
  assertEquals(wordsIn(positionsFigure(SCAN)).includes("x (px)"), true);
  const labels = words.slice(0, words.indexOf("y (nm)")).filter((text) => /^\d+$/.test(text));
  assertEquals(labels, ["60", "50", "40", "30", "20", "10", "0"]);
});

Deno.test("positionsFigure() lays the object under the positions by its origin", () => {
  const object = { ...whole(wave(11, 21, () => [1, 0])), origin: { y: -1, x: 2 } };
  const figure = positionsFigure({ x: Float64Array.of(2, 22), y: Float64Array.of(-1, 9) }, { object });
  const [, width = ""] = figure.svg.match(/<image [^>]*x="0" y="0" width="(\d+)"/) ?? [];
  assertEquals(width, "420");
  const places = dots(figure.svg).map((place) => place.map((at) => Math.round(at)));
  assertEquals(places.slice(0, 2), [[10, 10], [410, 210]]); // the middles of the outermost pixels
});

Deno.test("positionsFigure() draws corrections longer where they would not be seen, and says so", () => {
  const given = { x: SCAN.x.map((x) => x + 0.01), y: SCAN.y };
  const figure = positionsFigure(SCAN, { given });
  assertEquals(wordsIn(figure)[0], "Scan positions in order, arrows × 20");
  assertEquals(figure.description.endsWith("by 0.01 px on average."), true);
  assertEquals(positionsFigure(SCAN, { given: SCAN }).svg.includes("arrows"), true);
});

Deno.test("positionsFigure() draws no position, one, a line, those that are no number, and of very many some", () => {
  for (const x of [[], [3], [3, NaN], [1, 2, 3], [1e-300, 1e300]]) {
    const figure = positionsFigure({ x: Float64Array.from(x), y: new Float64Array(x.length) });
    assert(!/NaN|Infinity/.test(figure.svg.replaceAll(/base64,[^"]*/g, "")), String(x));
  }
  const many = positionsFigure(positions(200, 250), { values: { name: "time", data: new Float64Array(50_000) } });
  assertEquals(dots(many.svg).length, Math.ceil(50_000 / 3));
  assert(many.description.endsWith("One in 3 is drawn."), many.description);
});

Deno.test("residualFigure() is what it was", async (t) => {
  await t.assertSnapshot(drawn(residualFigure({ positions: SCAN, residuals: VALUES }, { pixelSize: PIXEL })));
});

Deno.test("residualFigure() shows residuals by the numbers of their patterns, and leaves out what is none", () => {
  const residuals = [0.3, NaN, 0.1];
  const figure = residualFigure({ positions: positions(1, 3), residuals, numbers: [20, 10, 0] });
  const [path = ""] = attributes(figure, "dots", "d");
  const xs = [...path.matchAll(/M([\d.]+) /g)].map(([, x]) => Number(x));
  assertEquals(xs, [0, 320]);
  assertEquals(figure.description, "Residuals of 2 patterns: 0.1 in the middle, from 0.1 to 0.3.");
  const none = residualFigure({ positions: positions(0, 1), residuals: [] });
  assertEquals([none.description, /NaN/.test(none.svg)], ["No residual is known.", false]);
});

const MEAN = image(8, 8, (row, column) => 1000 * Math.exp(-((row - 4) ** 2 + (column - 4) ** 2)));

Deno.test("patternsFigure() is what it was", async (t) => {
  const mask = Uint8Array.from(MEAN.data, (_, p) => p % 8 === 2 ? 0 : 1);
  const pattern = { number: 3, image: image(8, 8, (row) => row) };
  await t.assertSnapshot(
    drawn(patternsFigure({ mean: MEAN, quantity: "intensity", mask, pattern, sums: [9, 12, 10] })),
  );
});

Deno.test("patternsFigure() has a logarithm of at most six decades, and one colour for nothing and less", () => {
  const dark = { ...MEAN, data: MEAN.data.map((value, p) => p === 0 ? 0 : p === 1 ? -5 : value) };
  const figure = patternsFigure({ mean: dark, quantity: "amplitude" });
  const logarithm = imagesIn(figure)[2];
  assertEquals([logarithm?.data[0], logarithm?.data[1], logarithm?.data[36]], [1, 1, 255]);
  assertEquals(wordsIn(figure).filter((text) => text.startsWith("10")).length <= 7, true);
  assertEquals(figure.description, "8 × 8 px, of which none are masked.");
  const nothing = patternsFigure({
    mean: image(4, 4, () => 0),
    quantity: "intensity",
    mask: new Uint8Array(16),
    sums: [],
  });
  assertEquals([/NaN/.test(nothing.svg), nothing.description], [false, "4 × 4 px, of which 100 % are masked."]);
});

Deno.test("predictionFigure() is what it was", async (t) => {
  const predicted = { ...MEAN, data: MEAN.data.map((value, p) => value + p % 3 - 1) };
  const best = { name: "best", number: 4, residual: 0.0123, measured: MEAN, predicted };
  await t.assertSnapshot(drawn(predictionFigure([best, { ...best, name: HOSTILE }])));
});

Deno.test("predictionFigure() is red where too much is predicted, and has measured and predicted in the same colours", () => {
  const [measured, predicted] = [
    image(1, 4, () => 5),
    image(1, 4, (_, column) => column === 0 ? 9 : column === 1 ? 1 : 5),
  ];
  const figure = predictionFigure([{ name: "worst", number: 0, residual: 0.4, measured, predicted }]);
  const images = imagesIn(figure).filter(({ width }) => width === 4);
  const colour = (index: number): number[] => [...images[2]?.palette?.[images[2]?.data[index] ?? 0] ?? []];
  const [[red = 0, , blue = 0], [otherRed = 0, , otherBlue = 0]] = [colour(0), colour(1)];
  assert(red > blue && otherBlue > otherRed);
  assertEquals(images[0]?.palette, images[1]?.palette);
  assertEquals(predictionFigure([]).description, "No pattern was predicted.");
});
