/**
 * Images of a scan whose positions were corrected in the training.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { createInferencePayload } from "../../config/inference_payload.ts";
import { openArrays } from "../../data/formats/open/open_arrays.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { boundedCorrection } from "../../model/physics/learned_positions.ts";
import { infer } from "../../recon/infer.ts";
import type { LearnedBeam } from "../../run/learned_beam.ts";
import { readRunRecord } from "../../run/run_record.ts";
import { CPU, workspace } from "../train/tiny_run.ts";
import { trained } from "../train/trained.ts";

async function numbersIn(path: string, key: string): Promise<number[]> {
  await using file = await openArrays(path);
  const array = await file.read(key);
  return array.kind === "real" ? Array.from(array.data, Number) : [];
}

Deno.test("infer() lays the patterns of the trained scan where the training put them, those of others where they are", async () => {
  await using space = await workspace(9);
  const simulated = simulateScan({ patchSize: 64, patterns: 9, photons: 1e5, seed: 3 });
  const objectPixel = { height: 8e-9, width: 9e-9 };
  const scan = { ...simulated, experiment: { ...simulated.experiment, objectPixel } };
  await writeScan(`${space.path}/scan.npz`, scan);
  await writeScan(`${space.path}/other.npz`, { ...scan, x: scan.x.map((x) => x + 1) });
  const begun: (LearnedBeam | undefined)[] = [];
  const onFitStart = async (): Promise<void> => {
    const record = await readRunRecord(`${space.path}/run`);
    begun.push(record?.data.scan.learned);
  };
  const { runDirectory, weights } = await trained(space, {
    data: { gridSize: 2, neighbors: 7, maxNeighborDistance: 60 },
    model: { positionsTrainable: true },
    training: { beamSweeps: 3, positionsStartEpoch: 0, positionsLearningRate: 0.5, valSplit: 0 },
    execution: { outputDir: `${space.path}/run`, checkpointMonitor: null },
  }, { callbacks: [{ name: "reader", onFitStart }] });
  const inferred = async (name: string): ReturnType<typeof infer> =>
    await infer(
      createInferencePayload({
        inference: { modelPath: runDirectory, scan: `${space.path}/${name}.npz`, product: true, results: false },
        execution: { outputDir: `${space.path}/image-${name}` },
      }),
      { accelerator: CPU },
    );
  const { files, positions } = await inferred("scan");
  const { positions: path = "", product = "" } = files;
  assertEquals(await numbersIn(path, "frame_indices"), [...scan.x.keys()]);
  for (const axis of ["x", "y"] as const) {
    const corrections = Array.from(
      weights.get(`physics.positions.${axis}`)?.data ?? [],
      (value) => boundedCorrection(value, 4),
    );
    assert(corrections.some((value) => Math.abs(value) > 0.3));
    const mean = corrections.reduce((sum, value) => sum + value, 0) / corrections.length;
    const places = await numbersIn(path, `${axis}coords`);
    assertEquals(await numbersIn(path, `${axis}coords_start`), [...scan[axis]]);
    const metres = await numbersIn(product, `probe_position_${axis}_m`);
    corrections.forEach((correction, k) => {
      assertAlmostEquals(places[k] ?? NaN, (scan[axis][k] ?? NaN) + correction - mean, 1e-5);
      const pixel = axis === "x" ? objectPixel.width : objectPixel.height;
      assertAlmostEquals((metres[k] ?? NaN) / pixel, places[k] ?? NaN, 1e-9);
    });
  }
  assert(positions && positions.greatest > 0.3 && positions.rms > positions.rmsOfOwn);
  assertEquals(await numbersIn(path, "affine"), positions.affine.flat());
  // The record has them from the first step on, and in the end those of the weights.
  const record = await readRunRecord(runDirectory);
  assertEquals(record?.data.scan.learned, { probeShares: null, positions });
  const [start] = begun;
  assert(start?.positions && start.positions.rms > 0.1 && start.positions.rms !== positions.rms);
  const other = await inferred("other");
  assertEquals([other.positions, other.files.positions], [null, undefined]);
});
