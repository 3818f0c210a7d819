/**
 * Simulated scans: a probe steps over an object, each exit wave is propagated to the far field, and photons are counted.
 *
 * @module
 */
import { cardBundle } from "../../config/notebook/card.ts";
import { shown } from "../../config/notebook/shown.ts";
import { experimentRows } from "../experiment.ts";
import { arraysDigest } from "../formats/file_digest.ts";
import { range } from "../random/random.ts";
import { checkScan, type Scan } from "../scan.ts";
import { scanCard } from "../thumbnails/scan_card.ts";
import { PatternRecorder, photonScale } from "./record_patterns.ts";
import { noPhoton, simulatedScene } from "./scene.ts";
import type { SimulateOptions } from "./simulate_options.ts";

/**
 * Simulates a scan: amplitudes √counts with counts ~ Poisson(s·Σ|F{P_k·O}|² + background) + read-out noise, the sum over
 * the modes of the probe, F the unitary Fourier transform and s such that the mean pattern has `photons` of them. Patches
 * at sub-pixel positions are interpolated bilinearly.
 *
 * @param options What to simulate.
 * @returns The scan, which shows itself in a notebook; its digest is of the arrays.
 * @throws {RangeError} If the probe is not N × N, N is not a power of two, a patch reaches beyond the object (the message
 * names the position), more patterns are wanted than there are positions, or
 * more memory than a machine has.
 * @example
 * ```ts
 * import { simulateScan } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const scan = simulateScan({ patchSize: 32, patterns: 9, photons: 1e5, seed: 7 });
 * assertEquals([scan.count, scan.patchSize, scan.amplitude.length], [9, 32, 9 * 32 * 32]);
 * ```
 */
export function simulateScan(options: SimulateOptions = {}): Scan {
  const scene = simulatedScene(options, true);
  const { scan, beamPhotons, detector } = scene;
  const { count, patchSize, x, y, probe, object, probeModes, mask } = scan;
  const recorder = new PatternRecorder(scene, detector);
  const energies = range(count).reduce((sum, pattern) => recorder.addEnergy(pattern, sum), 0);
  const scale = photonScale(energies, scene, beamPhotons);
  const pixels = patchSize * patchSize;
  const amplitude = new Float32Array(count * pixels);
  for (let pattern = 0; pattern < count; pattern++) {
    recorder.record(pattern, scale, amplitude.subarray(pattern * pixels, (pattern + 1) * pixels));
  }
  if (!amplitude.some((value) => value > 0)) throw noPhoton(scene);
  checkScan({ ...scan, amplitude }, "simulation");
  const further = [...probeModes.slice(1).flatMap(({ re, im }) => [re, im]), ...(mask ? [mask] : [])];
  const digest = arraysDigest([amplitude, x, y, probe.re, probe.im, object.re, object.im, ...further]);
  const simulated = { path: "simulation", digest, ...scan, amplitude, warnings: [] };
  return shown(simulated, (made) => cardBundle(scanCard(made, experimentRows(made.experiment, made.patchSize))));
}
