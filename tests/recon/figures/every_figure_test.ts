import { assert, assertEquals } from "@std/assert";
import * as library from "@exitwave/exitwave/figures";
import type { Figure } from "@exitwave/exitwave/figures";
import { frc } from "../../../recon/image/frc.ts";
import { HOSTILE, image, PIXEL, positions, wave, whole } from "./small_data.ts";

const object = wave(16, 16, (row, column) => [1 + row / 16, column / 16]);
const pattern = image(8, 8, (row, column) => row * column);
const scan = positions(2, 3);

/** Each figure, with whatever a name may be in it. */
const FIGURES: Readonly<Record<string, () => Figure>> = {
  lossFigure: () =>
    library.lossFigure([{ epoch: 0, metrics: { [HOSTILE]: 1 } }], { stops: [{ epoch: 0, reason: HOSTILE }] }),
  objectFigure: () => library.objectFigure({ ...whole(object), pixelSize: PIXEL }),
  patternsFigure: () => library.patternsFigure({ mean: pattern, quantity: "intensity", sums: [1, 2] }),
  positionsFigure: () => library.positionsFigure(scan, { values: { name: HOSTILE, data: [1, 2, 3, 4, 5, 6] } }),
  predictionFigure: () =>
    library.predictionFigure([{ name: HOSTILE, number: 1, residual: 0.1, measured: pattern, predicted: pattern }]),
  probeFigure: () => library.probeFigure([object, object]),
  reconstructionsFigure: () => library.reconstructionsFigure([{ name: HOSTILE, reconstruction: whole(object) }]),
  residualFigure: () => library.residualFigure({ positions: scan, residuals: [1, 2, 3, 4, 5, 6] }),
  ringFigure: () => library.ringFigure(frc(object, object)),
};

/** Grey images, one pixel an object pixel, which are PNG from the beginning. */
const GREY = ["amplitudeFigure", "comparisonFigure", "phaseFigure"];

Deno.test("every function of ./figures that ends in Figure is looked at here, but for those of grey images", () => {
  const names = Object.keys(library).filter((name) => name.endsWith("Figure"));
  assertEquals(names.filter((name) => !GREY.includes(name)).toSorted(), Object.keys(FIGURES));
});

for (const [name, make] of Object.entries(FIGURES)) {
  Deno.test(`${name}() is well-formed, the same each time, and brings nothing that a page would obey or load`, async () => {
    const figure = make();
    assertEquals(make(), figure);
    const elements = new Set([...figure.svg.matchAll(/<(\w+)/g)].map(([, element]) => element));
    const plain = new Set(["circle", "desc", "g", "image", "path", "rect", "svg", "text", "title"]);
    assertEquals([...elements.difference(plain)], []);
    assert(!/\s(?:id|on\w+|style)=/.test(figure.svg));
    assertEquals(figure.svg.match(/(?:href|src)="(?!data:image\/png;base64,)/), null);
    assertEquals(figure.svg.match(/\w+:\/\/(?!www\.w3\.org\/2000\/svg")/), null);
    assert(figure.title !== "" && figure.description !== "" && figure.width > 0 && figure.height > 0);
    // Reading it, the renderer refuses what is not well-formed.
    assert((await library.figurePng(figure, { scale: 0.5 })).length > 100);
  });
}
