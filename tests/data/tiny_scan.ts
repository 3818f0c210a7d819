/**
 * A scan small enough to write down.
 *
 * @module
 */
import { UNKNOWN_EXPERIMENT } from "../../data/experiment.ts";
import type { Scan } from "../../data/scan.ts";

/** Three patterns of 4 × 4 with amplitudes 0, 1, 2, … on a 10 × 12 object whose phase is a ramp. */
export function tinyScan(change: Partial<Scan> = {}): Scan {
  const object = { height: 10, width: 12, re: new Float32Array(120), im: new Float32Array(120) };
  for (let i = 0; i < 120; i++) {
    const phase = 0.02 * (i % 12) + 0.05 * Math.floor(i / 12);
    object.re[i] = 2 * Math.cos(phase);
    object.im[i] = 2 * Math.sin(phase);
  }
  const probe = { height: 4, width: 4, re: new Float32Array(16).fill(3), im: new Float32Array(16).fill(-4) };
  return {
    path: "tiny.npz",
    digest: "sha256:0",
    count: 3,
    patchSize: 4,
    amplitude: Float32Array.from({ length: 48 }, (_, i) => i),
    x: Float64Array.of(3, 5.5, 7.25),
    y: Float64Array.of(4, 4.5, 6),
    probe,
    probeModes: [probe],
    object,
    photons: null,
    experiment: UNKNOWN_EXPERIMENT,
    mask: null,
    frameIndices: null,
    provenance: null,
    truth: null,
    warnings: [],
    ...change,
  };
}
