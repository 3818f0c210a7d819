import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { selectAccelerator, simulateScan } from "@exitwave/exitwave";
import * as tf from "../../../packages/tensorflow.ts";
import { engineScan } from "../../../recon/engines/state/engine_scan.ts";
import { predictAmplitudes } from "../../../recon/engines/predict_amplitudes.ts";

for (const patchSize of [32, 16] as const) {
  Deno.test(`predictAmplitudes() gives what was measured of ${patchSize} px where object and probe are known`, async () => {
    await selectAccelerator("cpu", { threads: 1 });
    const scan = simulateScan({
      ...{ patchSize, patterns: 4, photons: 1e9, seed: 1 },
      probe: { kind: "gaussian", fwhm: patchSize / 4, modeShares: [0.8, 0.2] },
    });
    assert(scan.object);
    const { probe } = engineScan(scan);
    assertEquals(probe.length, 2);
    const before = tf.memory().numTensors;
    const places = Array.from(scan.x, (x, k) => ({ x: x - 3, y: (scan.y[k] ?? NaN) + 5 }));
    const predicted = await predictAmplitudes({ canvas: scan.object, origin: { x: -3, y: 5 }, probe }, places);
    assertEquals(tf.memory().numTensors, before);
    const background = new Float32Array(patchSize ** 2).fill(3);
    const [foggy] = await predictAmplitudes(
      { canvas: scan.object, origin: { x: -3, y: 5 }, probe, background },
      places,
    );
    const [clear] = predicted;
    foggy?.forEach((a, p) => assertAlmostEquals(a ** 2, (clear?.[p] ?? NaN) ** 2 + 3, 1e-3 * a ** 2));
    assertEquals(tf.memory().numTensors, before);
    predicted.forEach((amplitude, k) => {
      const measured = scan.amplitude.subarray(k * patchSize ** 2, (k + 1) * patchSize ** 2);
      const norm = Math.hypot(...measured),
        difference = Math.hypot(...amplitude.map((a, p) => a - (measured[p] ?? NaN)));
      // The probe is scaled as if the object had an amplitude of 1.
      const scale = Math.hypot(...amplitude) / norm;
      assertAlmostEquals(Math.hypot(...amplitude.map((a, p) => a / scale - (measured[p] ?? NaN))) / norm, 0, 0.01);
      assert(difference < norm);
    });
  });
}
