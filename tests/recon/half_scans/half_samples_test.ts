import { assertAlmostEquals, assertEquals } from "@std/assert";
import { createTrainingPayload, simulateScan, writeScan } from "@exitwave/exitwave";
import { openScan } from "../../../data/load_scan.ts";
import { Random } from "../../../data/random/random.ts";
import { halfSamples } from "../../../recon/half_scans/half_samples.ts";
import { samplesForNetwork } from "../../../recon/inference_samples.ts";
import { withLearned } from "../../../recon/learned_physics.ts";
import { withTempDir } from "../../data/temp_dir.ts";

Deno.test("halfSamples() has the scales, and the learned probe and positions of its patterns, as they are in the whole", async () => {
  await withTempDir(async (directory) => {
    const path = `${directory}/scan.npz`;
    await writeScan(path, simulateScan({ patterns: 30 }));
    using scan = await openScan(path, { measurement: "amplitude", believesFile: true, frameCache: null });
    const science = createTrainingPayload({ data: { scan: path, gridSize: 2, subsample: 24 } });
    const random = new Random(1, "corrections");
    const corrections = (): Float64Array => Float64Array.from({ length: 30 }, () => random.normal());
    const turned = { ...scan.probe, re: scan.probe.im, im: scan.probe.re.map((value) => 2 * value) };
    const learned = { probe: [turned], positions: { x: corrections(), y: corrections() } };
    const given = samplesForNetwork(scan, { science, seed: 1 });
    const samples = withLearned(given, learned);
    const places = Int32Array.of(1, 4, 5, 9, 12, 13, 17, 20, 23);
    const half = halfSamples({ scan, samples, learned, warnings: [] }, { places, science, seed: 1 });
    assertEquals([half.patterns.count, half.count, half.channels, half.scales], [9, 9, 4, samples.scales]);
    for (const axis of ["x", "y"] as const) {
      const expected = Array.from(places, (place) => samples.patterns[axis][place] ?? NaN);
      assertEquals([...half.patterns[axis]], expected);
    }
    const [ours, theirs] = [half, samples].map(({ probe: [mode] }) =>
      (mode?.im[2000] ?? NaN) / (mode?.im[2080] ?? NaN)
    );
    assertAlmostEquals(ours ?? NaN, theirs ?? NaN, 1e-3);
  });
});
