import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { ORIENTATIONS } from "../../../../config/fields/import_section.ts";
import { loadScan } from "../../../../data/load_scan.ts";
import { Random } from "../../../../data/random/random.ts";
import type { Scan } from "../../../../data/scan.ts";
import { simulateScan } from "../../../../data/simulation/simulate.ts";
import { fitPositions } from "../../../../data/study/by_object/fit_positions.ts";
import { oriented, unoriented, type Vector } from "../../../../data/study/by_object/orientations.ts";
import { placeByObject } from "../../../../data/study/by_object/place_by_object.ts";
import { sharedPath } from "../../../shared_data.ts";

const STAR = sharedPath("data", "siemens_star_64.npz");

/** The orientation that takes back what each does. */
const INVERSE = ORIENTATIONS.map((orientation) =>
  ORIENTATIONS.find((other) => {
    const { x, y } = oriented(other, oriented(orientation, { x: 3, y: 5 }));
    return x === 3 && y === 5;
  })
);

Deno.test("oriented() has an inverse among the eight for each of them, and no two are the same", () => {
  assertEquals(new Set(INVERSE).size, 8);
  assertEquals(new Set(ORIENTATIONS.map((one) => JSON.stringify(oriented(one, { x: 3, y: 5 })))).size, 8);
});

Deno.test("unoriented() takes back what oriented() does", () => {
  for (const orientation of ORIENTATIONS) {
    assertEquals(unoriented(orientation, oriented(orientation, { x: 3, y: 5 })), { x: 3, y: 5 });
  }
});

Deno.test("placeByObject() finds unit, axes and signs of positions, whatever they are", () => {
  const scan = simulateScan({ patchSize: 32, patterns: 60, object: "lines", seed: 3 });
  const { positions, images } = some(scan, 12);
  [0, 3, 5].forEach((i) => {
    const orientation = ORIENTATIONS[i] ?? "none";
    const unit = 10 ** (i - 8);
    const given = positions.map(({ x, y }) => oriented(orientation, { x: (x + 7) * unit, y: (y - 4) * unit }));
    const fit = placeByObject(images, given, { probe: scan.probe, object: known(scan) });
    assert(fit);
    assertEquals(fit.orientation, INVERSE[i]);
    assertAlmostEquals(fit.scale * unit, 1, 0.01);
    assertAlmostEquals(fit.shift.x, -7, 0.5);
    assertAlmostEquals(fit.shift.y, 4, 0.5);
  });
});

Deno.test("fitPositions() finds each of the eight ways, scale and shift, though a third of the places are wrong", () => {
  const random = new Random(5, "places");
  const positions = Array.from({ length: 30 }, () => ({ x: random.uniform(), y: random.uniform() }));
  ORIENTATIONS.forEach((orientation) => {
    const places = positions.map((position, i) => {
      const { x, y } = oriented(orientation, position);
      return i % 3 === 0
        ? { x: 200 * random.uniform(), y: 200 * random.uniform() }
        : { x: 150 * x + 40, y: 150 * y + 60 };
    });
    const fit = fitPositions(positions, places, 1);
    assert(fit && fit.agreement > 0.6 && fit.next < 0.3, JSON.stringify(fit));
    assertEquals(fit.orientation, orientation);
    assertAlmostEquals(fit.scale, 150, 0.5);
  });
});

Deno.test("placeByObject() says nothing of an object that the patterns do not show, nor of too few", () => {
  const scan = simulateScan({ patchSize: 32, patterns: 60, object: "lines", seed: 3 });
  const other = simulateScan({ patchSize: 32, patterns: 60, object: "lines", seed: 4 });
  const { positions, images } = some(scan, 16);
  assertEquals(placeByObject(images, positions, { probe: scan.probe, object: known(other) }), null);
  const few = some(scan, 5);
  assertEquals(placeByObject(few.images, few.positions, { probe: scan.probe, object: known(scan) }), null);
});

Deno.test({
  name: "placeByObject() finds the positions of a measured Siemens star as they are",
  ignore: STAR === null,
  fn: async () => {
    const scan = await loadScan(String(STAR));
    const { positions, images } = some(scan, 12);
    const fit = placeByObject(images, positions, { probe: scan.probe, object: known(scan) });
    assert(fit);
    assertEquals(fit.orientation, "none");
    assertAlmostEquals(fit.scale, 1, 0.006);
  },
});

interface Some {
  readonly positions: readonly Vector[];
  readonly images: readonly Float32Array[];
}

function some({ amplitude, patchSize, count, x, y }: Scan, wanted: number): Some {
  const numbers = Array.from({ length: wanted }, (_, k) => Math.floor(k * count / wanted));
  return {
    positions: numbers.map((i) => ({ x: x[i] ?? NaN, y: y[i] ?? NaN })),
    images: numbers.map((i) => amplitude.slice(i * patchSize ** 2, (i + 1) * patchSize ** 2)),
  };
}

function known({ object }: Scan): NonNullable<Scan["object"]> {
  assert(object);
  return object;
}
