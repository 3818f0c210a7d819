import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { ORIENTATIONS } from "../../../config/fields/import_section.ts";
import type { ComplexImage } from "../../../data/complex_image.ts";
import { halfTurnOf } from "../../../data/study/by_object/orientations.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { EngineCanvas } from "../../../recon/engines/state/engine_canvas.ts";
import { engineScan } from "../../../recon/engines/state/engine_scan.ts";
import { measureResiduals } from "../../../recon/engines/measure_residuals.ts";
import {
  axesApart,
  laidOn,
  type ScanAxes,
  turnedAround,
  withLeastAngle,
} from "../../../recon/orientation_trial/scan_axes.ts";

const STRAIGHT: ScanAxes = { orientation: "none", rotation: 0 };

Deno.test("laidOn() swaps, flips and turns from x towards y, lengths and not pixels", () => {
  const positions = { x: Float64Array.of(3, 0), y: Float64Array.of(0, 2) };
  const laid = laidOn(positions, { orientation: "swap_flip_x", rotation: 0 });
  assertEquals([[...laid.x], [...laid.y]], [[-0, -2], [3, 0]]);
  const turned = laidOn(positions, { orientation: "none", rotation: 90 });
  assertEquals([[...turned.x], [...turned.y]], [[0, -2], [3, 0]]);
  const flat = laidOn(positions, { orientation: "swap", rotation: 0 }, { height: 1, width: 2 });
  assertEquals([[...flat.x], [...flat.y]], [[0, 1], [6, 0]]);
});

Deno.test("axesApart() tells mirror images and the angle between axes", () => {
  assertEquals(axesApart(STRAIGHT, STRAIGHT), { mirrored: false, degrees: 0 });
  assertEquals(axesApart(STRAIGHT, { orientation: "swap_flip_x", rotation: -20 }), { mirrored: false, degrees: 70 });
  assertEquals(axesApart(STRAIGHT, { orientation: "swap", rotation: 0 }).mirrored, true);
  for (const orientation of ORIENTATIONS) {
    const axes = { orientation, rotation: 7 };
    assertEquals(axesApart(axes, turnedAround(axes)), { mirrored: false, degrees: 180 });
    assertEquals(halfTurnOf(halfTurnOf(orientation)), orientation);
  }
});

Deno.test("withLeastAngle() gives another name to the same axes, with an angle of 45° at most", () => {
  const positions = { x: Float64Array.of(3, 1, -2), y: Float64Array.of(0, 2, 5) };
  for (const orientation of ORIENTATIONS) {
    for (const rotation of [-170, -45, 0, 45, 54.9, 200]) {
      const [axes, least] = [{ orientation, rotation }, withLeastAngle({ orientation, rotation })];
      assert(least.rotation > -45 && least.rotation <= 45, `${rotation} became ${least.rotation}`);
      const [before, after] = [laidOn(positions, axes), laidOn(positions, least)];
      before.x.forEach((at, i) => assertAlmostEquals(after.x[i] ?? NaN, at, 1e-9));
      before.y.forEach((at, i) => assertAlmostEquals(after.y[i] ?? NaN, at, 1e-9));
    }
  }
});

Deno.test("turnedAround() lays positions so that the twins of probe and object make the same patterns", async () => {
  await selectAccelerator("cpu", { threads: 1 });
  // An object of amplitude 1, as the probe of an engine is scaled for.
  const object = { kind: "deadLeaves", amplitudeRange: [1, 1] } as const;
  const made = simulateScan({ ...{ patchSize: 32, patterns: 20, photons: 1e7, seed: 3 }, object });
  const scan = engineScan(made);
  const residual = async (axes: ScanAxes, probe: ComplexImage, object: ComplexImage | null): Promise<number> => {
    const laid = { ...scan, positions: laidOn(scan.positions, axes) };
    // Pixel r of an image of side L lies at L − r of its twin; positions then begin at −(L − 1) + 1.
    const origin = axes.orientation === "none" ? { x: 0, y: 0 } : {
      x: -(object?.width ?? 0) + 1,
      y: -(object?.height ?? 0) + 1,
    };
    assert(object);
    const known = { object, mask: new Uint8Array(object.re.length).fill(1), origin };
    const canvas = new EngineCanvas(laid).start(known);
    return (await measureResiduals(laid, { canvas, probe: [probe], batchSize: 20 })).total.rFactor;
  };
  const [probe] = scan.probe;
  assert(probe && made.object);
  const truth = await residual(STRAIGHT, probe, made.object);
  const around = turnedAround(STRAIGHT);
  const twin = await residual(around, twinOf(probe, 0), twinOf(made.object, 1));
  assertAlmostEquals(twin, truth, 1e-4);
  assertLess(truth, 0.05);
  assertLess(5 * truth, await residual(around, probe, twinOf(made.object, 1)));
});

/** The conjugate at −r: of a probe about its pixel N/2, which leaves the first row and column; of an object end to end. */
function twinOf({ height, width, re, im }: ComplexImage, end: 0 | 1): ComplexImage {
  const from = Int32Array.from(re, (_, p) => {
    const [row, column] = [height - end - Math.floor(p / width), width - end - p % width];
    return row < height && column < width ? row * width + column : -1;
  });
  const [twinRe, twinIm] = [Float32Array.from(from, (p) => re[p] ?? 0), Float32Array.from(from, (p) => -(im[p] ?? 0))];
  return { height, width, re: twinRe, im: twinIm };
}
