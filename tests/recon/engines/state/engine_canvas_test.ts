import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import type { Positions } from "../../../../data/positions.ts";
import { simulateScan } from "../../../../data/simulation/simulate.ts";
import { EngineCanvas } from "../../../../recon/engines/state/engine_canvas.ts";
import { engineScan } from "../../../../recon/engines/state/engine_scan.ts";
import { Stitcher } from "../../../../recon/patches/stitch.ts";
import { modeIntensity } from "../../../../data/arrays/orthogonal_modes.ts";

const scan = engineScan(simulateScan({ patchSize: 16, patterns: 5, seed: 2 }));
const canvas = new EngineCanvas(scan);
const { height, width, origin } = canvas.frame;

Deno.test("EngineCanvas places patches on its pixels, within its bounds", () => {
  const { corners, fractions } = canvas.places(Int32Array.of(0, 1, 2, 3, 4));
  const { x, y } = scan.positions;
  x.forEach((centre, j) => {
    assertEquals(
      Math.abs((corners[2 * j + 1] ?? NaN) + (fractions[2 * j + 1] ?? NaN) + 8 + origin.x - centre) < 1e-5,
      true,
    );
    const row = (corners[2 * j] ?? NaN) + (fractions[2 * j] ?? NaN);
    assertEquals(Math.abs(row + 8 + origin.y - (y[j] ?? NaN)) < 1e-5, true);
    assertEquals(row >= 0 && row + 15 <= height - 1, true);
  });
});

Deno.test("EngineCanvas takes what is next to nothing below a whole pixel for the whole pixel", () => {
  const near = new EngineCanvas({
    ...scan,
    count: 2,
    positions: { x: Float64Array.of(10, 20 - 1e-12), y: Float64Array.of(10, 20) },
  });
  const { corners, fractions } = near.places(Int32Array.of(1));
  assertEquals([...corners, ...fractions], [10, 10, 0, 0]);
});

Deno.test("EngineCanvas starts with 1, and where it is known with a reconstruction by its place", () => {
  const object = { height: 2, width: 1, re: Float32Array.of(5, 6), im: Float32Array.of(7, 8) };
  const start = canvas.start({ object, mask: Uint8Array.of(1, 0), origin: { x: origin.x + 3, y: origin.y + 2 } });
  assertEquals([start.height, start.width], [height, width]);
  start.re.forEach((value, p) => {
    const known = p === 2 * width + 3;
    assertEquals([value, start.im[p]], known ? [5, 7] : [1, 0]);
  });
});

Deno.test("EngineCanvas covers what a stitched image covers, and nothing lies beside it", () => {
  const object = {
    height,
    width,
    re: new Float32Array(height * width).fill(2),
    im: new Float32Array(height * width).fill(3),
  };
  const image = canvas.reconstruction(object, scan.probe);
  const stitcher = new Stitcher(scan.positions, {
    patchSize: 16,
    weights: Float32Array.from(modeIntensity(scan.probe)),
  });
  scan.positions.x.forEach(() => stitcher.add({ re: new Float32Array(256), im: new Float32Array(256) }));
  const stitched = stitcher.finish();
  const at = (p: number): number => {
    const row = Math.floor(p / stitched.object.width) + stitched.origin.y - image.origin.y;
    return row * width + p % stitched.object.width + stitched.origin.x - image.origin.x;
  };
  assertEquals(stitched.mask.map((_, p) => image.mask[at(p)] ?? 9), stitched.mask);
  const sum = (mask: Uint8Array): number => mask.reduce((sum, value) => sum + value, 0);
  assertEquals(sum(image.mask), sum(stitched.mask));
  image.mask.forEach((covered, p) => assertEquals([image.object.re[p], image.object.im[p]], covered ? [2, 3] : [0, 0]));
});

Deno.test("EngineCanvas moves patches as far as its margin, and refuses what would reach beyond", () => {
  const wide = new EngineCanvas(scan, 2);
  const all = Int32Array.of(0, 1, 2, 3, 4);
  const shifted = (by: number): Positions => ({ x: scan.positions.x.map((at) => at + by), y: scan.positions.y });
  wide.move(shifted(1.25));
  const { corners, fractions } = wide.places(all);
  all.forEach((j) => {
    const column = (corners[2 * j + 1] ?? NaN) + (fractions[2 * j + 1] ?? NaN) + 8 + wide.frame.origin.x;
    assertAlmostEquals(column, (scan.positions.x[j] ?? NaN) + 1.25, 1e-5);
  });
  assertThrows(
    () => wide.move(shifted(4)),
    RangeError,
    "as its patch would reach beyond the canvas: current value is x = ",
  );
  assertEquals(wide.positions, shifted(1.25));
});
