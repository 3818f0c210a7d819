import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import type { Orientation } from "../../../data/study/by_object/orientations.ts";
import type { Scan } from "../../../data/scan.ts";
import type { SimulateOptions } from "../../../data/simulation/simulate_options.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { laidOn } from "../../../recon/orientation_trial/scan_axes.ts";
import { tryOrientations } from "../../../recon/orientation_trial/try_orientations.ts";

/** A simulated scan whose positions are brought right by an orientation that is its own inverse. */
function laidWrong(orientation: Orientation, options: SimulateOptions, rotation = 0): Scan {
  const made = simulateScan({ patchSize: 32, patterns: 60, photons: 1e5, seed: 3, ...options });
  const turned = laidOn(made, { orientation: "none", rotation: -rotation });
  return { ...made, ...laidOn(turned, { orientation, rotation: 0 }) };
}

Deno.test("tryOrientations() finds the orientation, the half turn by the probe, and that no angle is better", async () => {
  await selectAccelerator("cpu", { threads: 1 });
  const steps: number[] = [];
  const { axes, halfTurnBy, turned, patterns, tries } = await tryOrientations(laidWrong("flip_x", {}), {
    onProgress: ({ done, total }) => void steps.push(done / total),
  });
  assertEquals([axes, halfTurnBy, turned], [{ orientation: "flip_x", rotation: 0 }, "probe", false]);
  assertEquals(patterns, { fitted: 48, heldOut: 12 });
  assertEquals(tries.map(({ rFactor }) => rFactor), tries.map(({ rFactor }) => rFactor).toSorted((a, b) => a - b));
  assert(steps.every((step) => step > 0 && step <= 1));
});

Deno.test("tryOrientations() finds an angle, and leaves the half turn open where the probe is its own twin", async () => {
  await selectAccelerator("cpu", { threads: 1 });
  const weak = { kind: "gaussianRandomField", amplitudeRange: [1, 1], phaseContrast: 0.4 } as const;
  const scan = laidWrong("swap", { object: weak, probe: "gaussian", photons: 1e7 }, 9);
  const { axes, halfTurnBy, turned } = await tryOrientations(scan);
  assert(axes !== null && ["swap", "swap_flip_xy"].includes(axes.orientation), axes?.orientation);
  assertAlmostEquals(axes.rotation, 9, 1);
  assertEquals([halfTurnBy, turned], [null, true]);
});

Deno.test("tryOrientations() is not decisive where nearly no light is", async () => {
  await selectAccelerator("cpu", { threads: 1 });
  const scan = simulateScan({ patchSize: 32, patterns: 40, photons: 20, object: "lines", seed: 4 });
  const { axes, halfTurnBy, tries } = await tryOrientations(scan);
  assertEquals([axes, halfTurnBy, tries.length], [null, null, 32]);
});

Deno.test("tryOrientations() refuses a scan of few patterns, and stops with the signal's reason", async () => {
  await selectAccelerator("cpu", { threads: 1 });
  await assertRejects(
    () => tryOrientations(simulateScan({ patchSize: 32, patterns: 39 })),
    RangeError,
    "Cannot try orientations as there are too few patterns: current value is 39 (40 are needed)",
  );
  const controller = new AbortController();
  const onTry = (): void => controller.abort(new Error("enough"));
  const scan = laidWrong("none", { patterns: 40 });
  await assertRejects(() => tryOrientations(scan, { onTry, signal: controller.signal }), Error, "enough");
});
