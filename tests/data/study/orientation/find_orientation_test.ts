import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import fc from "fast-check";
import { ORIENTATIONS } from "../../../../config/fields/import_section.ts";
import { loadScan } from "../../../../data/load_scan.ts";
import { Random } from "../../../../data/random/random.ts";
import { simulateScan } from "../../../../data/simulation/simulate.ts";
import { type Orientation, oriented } from "../../../../data/study/by_object/orientations.ts";
import { findOrientation, isDecisive } from "../../../../data/study/orientation/find_orientation.ts";
import type { Places } from "../../../../data/study/positions/neighbours.ts";
import { sharedPath } from "../../../shared_data.ts";

const STAR = sharedPath("data", "siemens_star_64.npz");

const scan = simulateScan({ patchSize: 32, patterns: 144, photons: 1e5, seed: 3 });
const simulated = centresOf(scan.amplitude, 32);

/** The orientation that takes back what each does. */
function inverse(orientation: Orientation): Orientation {
  const back = ORIENTATIONS.find((other) => {
    const { x, y } = oriented(other, oriented(orientation, { x: 3, y: 5 }));
    return x === 3 && y === 5;
  });
  return back ?? "none";
}

function laid(places: Places, orientation: Orientation, degrees = 0): Places {
  const [cos, sin] = [Math.cos(degrees * Math.PI / 180), Math.sin(degrees * Math.PI / 180)];
  const all = Array.from(places.x, (x, i) => {
    const { x: a, y: b } = oriented(orientation, { x, y: places.y[i] ?? NaN });
    return [a * cos - b * sin, a * sin + b * cos] as const;
  });
  return { x: Float64Array.from(all, ([x]) => x), y: Float64Array.from(all, ([, y]) => y) };
}

for (const orientation of ORIENTATIONS) {
  Deno.test(`findOrientation() undoes ${orientation}, by an object that absorbs and retards`, () => {
    const { centres, light } = simulated;
    const study = findOrientation({ places: laid(scan, orientation), centres }, { light, radiation: "photons" });
    assertEquals(study?.best, inverse(orientation));
    assert(isDecisive(study?.confidence ?? 0) && isDecisive(study?.signConfidence ?? 0));
  });
}

Deno.test("findOrientation() finds any angle by which an electron microscope turns the scan", () => {
  const sheet = atoms();
  const { centres, light } = centresOf(sheet.amplitude, 32);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 359 }), (degrees) => {
      const places = laid(sheet, "none", degrees);
      const study = findOrientation({ places, centres }, { light, radiation: "electrons" });
      assert(study);
      const { orientation, rotation } = study.free;
      // Turned back by what was found, a step along x is one along x again.
      const step = laid({ x: Float64Array.of(1), y: Float64Array.of(0) }, "none", degrees);
      const back = laid(step, orientation, rotation);
      assertGreater(back.x[0] ?? 0, 0.99);
      assert(isDecisive(study.free.confidence));
    }),
    { numRuns: 24 },
  );
});

Deno.test("findOrientation() decides nothing by noise", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 16, max: 200 }), (seed, count) => {
      const random = new Random(seed, "noise");
      const draw = (): Float64Array => Float64Array.from({ length: count }, () => random.normal());
      const field = { places: { x: draw(), y: draw() }, centres: { x: draw(), y: draw() } };
      const study = findOrientation(field, { light: draw(), radiation: "photons" });
      assert(!isDecisive(study?.confidence ?? 0) && !isDecisive(study?.free.confidence ?? 0));
    }),
    { numRuns: 30 },
  );
});

Deno.test("findOrientation() decides nothing by stripes, which two ways explain alike, nor by a line of positions", () => {
  const places = laid(scan, "none");
  const stripes = { x: places.x.map((x) => Math.sin(x / 5)), y: new Float64Array(scan.count) };
  const light = new Float64Array(scan.count).fill(1);
  const study = findOrientation({ places, centres: stripes }, { light, radiation: "photons" });
  assertLess(study?.confidence ?? 1, 0.5);
  const line = { x: Float64Array.from({ length: 50 }, (_, i) => i), y: new Float64Array(50) };
  const along = { x: line.x.map((x) => Math.sin(x)), y: line.x.map((x) => Math.cos(2 * x)) };
  const alone = findOrientation({ places: line, centres: along }, { light: line.x, radiation: "photons" });
  assert(alone === null || !isDecisive(alone.confidence));
});

Deno.test({
  name: "findOrientation() finds the axes of a measured Siemens star, and of it mirrored",
  ignore: STAR === null,
  fn: async () => {
    const star = await loadScan(STAR ?? "");
    const { centres, light } = centresOf(star.amplitude, 64);
    for (const orientation of ORIENTATIONS) {
      const study = findOrientation({ places: laid(star, orientation), centres }, { light, radiation: "photons" });
      assertEquals(study?.best, inverse(orientation));
      assert(isDecisive(study?.confidence ?? 0));
    }
  },
});

/** A sheet of atoms, which turn the phase and absorb nothing. */
function atoms(): ReturnType<typeof simulateScan> {
  const side = 120;
  const random = new Random(5, "atoms");
  const phase = new Float64Array(side * side);
  for (let atom = 0; atom < 120; atom++) {
    const [x, y] = [random.uniform() * side, random.uniform() * side];
    phase.forEach((_, p) => {
      const square = (p % side - x) ** 2 + (Math.floor(p / side) - y) ** 2;
      if (square < 60) phase[p] = (phase[p] ?? 0) + 0.4 * Math.exp(-square / 8);
    });
  }
  const object = {
    height: side,
    width: side,
    re: Float32Array.from(phase, Math.cos),
    im: Float32Array.from(phase, Math.sin),
  };
  return simulateScan({ patchSize: 32, patterns: 196, photons: 1e5, seed: 4, object });
}

function centresOf(amplitude: Float32Array, side: number): { centres: Places; light: Float64Array } {
  const count = amplitude.length / side ** 2;
  const [x, y, light] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  for (let frame = 0; frame < count; frame++) {
    let [sum, across, down] = [0, 0, 0];
    for (let p = 0; p < side ** 2; p++) {
      const intensity = (amplitude[frame * side ** 2 + p] ?? 0) ** 2;
      sum += intensity;
      across += intensity * (p % side);
      down += intensity * Math.floor(p / side);
    }
    [x[frame], y[frame], light[frame]] = [across / sum, down / sum, sum];
  }
  return { centres: { x, y }, light };
}
