/**
 * Samples: the chosen patterns of a scan with everything that training and inference need beside them.
 *
 * @module
 */
import type { SciencePayload } from "../config/payload.ts";
import { darkPatterns } from "./checks/dark_patterns.ts";
import { patternEnergies } from "./checks/pattern_summary.ts";
import { resizeRemedy } from "./checks/patch_size.ts";
import type { ComplexImage } from "./complex_image.ts";
import { labelPatches } from "./labels.ts";
import {
  inputScaleOfEach,
  meanAmplitudes,
  meanInputEnergy,
  normalizeProbe,
  probeMask,
  type SampleScales,
  sampleScales,
} from "./scaling.ts";
import type { Scan } from "./scan.ts";
import { selectPatterns } from "./select.ts";

/** What a network is trained on or applied to. */
export interface Samples {
  /** Samples. */
  readonly count: number;
  /** Side N in pixels. */
  readonly patchSize: number;
  /** Patterns of a sample. */
  readonly channels: 1;
  /** (count, N, N) amplitudes as measured, DC centred. */
  readonly amplitude: Float32Array;
  /** (count) mean amplitude of each pattern, by which the loss is divided. */
  readonly brightness: Float64Array;
  /** Columns of the patch centres in object pixels. */
  readonly x: Float64Array;
  /** Rows of the patch centres in object pixels. */
  readonly y: Float64Array;
  /** (count) multiplies the network's input, and divides the predicted amplitude. */
  readonly inputScale: Float32Array;
  /** (count) multiplies prediction and observation before the loss. */
  readonly physicsScale: Float32Array;
  /** Scales of the whole set: `reference` of other sets that are to be scaled alike. */
  readonly scales: SampleScales;
  /** Probe, N × N, normalised as the model takes it: the model applies the mask and divides by probeScale once more. */
  readonly probe: ComplexImage;
  /** N × N, all ones where `data.probeMask` is off. */
  readonly probeMask: Float32Array;
  /** (count, N, N) object amplitudes; null unless the model is supervised. */
  readonly labelAmp: Float32Array | null;
  /** (count, N, N) object phases in radians; null unless the model is supervised. */
  readonly labelPhase: Float32Array | null;
}

/** How to prepare samples. */
export interface PrepareSamplesOptions {
  /** Seed of the choice of patterns, unless `data.subsampleSeed` is given. */
  readonly seed: number;
  /**
   * Scales of the training set, for a scan of validation or inference. With `data.normalize` "group" each pattern still
   * has an input scale of its own.
   */
  readonly reference?: SampleScales;
}

/**
 * Chooses and scales the patterns of a scan, those without light aside, normalises the probe, and cuts labels where the model is supervised. The
 * patterns are copied only if not all are used.
 *
 * @param scan The scan.
 * @param payload The `data` and `model` sections.
 * @param options Seed, and the scales to use.
 * @returns The samples.
 * @throws {RangeError} If patch sizes differ, too few patterns are there, or gridSize is not 1.
 * @throws {Error} If labels are needed and the scan has no object.
 * @example
 * ```ts
 * import { createTrainingPayload, data, model, prepareSamples, simulateScan, training } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const scan = simulateScan({ patchSize: 64, patterns: 9, photons: 1e4 });
 * const payload = createTrainingPayload({ data: data().scan("scan.npz"), model: model().pinn(), training: training() });
 * const samples = prepareSamples(scan, payload, { seed: 1 });
 * assertEquals([samples.count, samples.scales.physicsScale], [9, 1]);
 * ```
 */
export function prepareSamples(scan: Scan, payload: SciencePayload, options: PrepareSamplesOptions): Samples {
  const config = payload.data;
  checkPayload(scan, config);
  const indices = selectPatterns(scan, config, options.seed, darkPatterns(patternEnergies(scan)));
  const patterns = { count: indices.length, patchSize: scan.patchSize, amplitude: takePatterns(scan, indices) };
  const scales = options.reference ?? sampleScales(patterns, config);
  const mask = probeMask(scan.patchSize, config);
  const labels = payload.model.mode === "supervised" ? labelPatches(scan, indices, config) : null;
  const inputScale = config.normalize === "group"
    ? inputScaleOfEach(patterns, config)
    : new Float32Array(indices.length).fill(scales.inputScale);
  const inputEnergy = meanInputEnergy(patterns, inputScale, config);
  return {
    ...patterns,
    channels: 1,
    brightness: meanAmplitudes(patterns),
    x: Float64Array.from(indices, (index) => scan.x[index] ?? NaN),
    y: Float64Array.from(indices, (index) => scan.y[index] ?? NaN),
    inputScale,
    physicsScale: new Float32Array(indices.length).fill(scales.physicsScale),
    scales,
    probe: normalizeProbe(scan.probe, { config, mask, inputEnergy }),
    probeMask: mask,
    labelAmp: labels?.amp ?? null,
    labelPhase: labels?.phase ?? null,
  };
}

// --- internal ---

function checkPayload(scan: Scan, config: SciencePayload["data"]): void {
  if (scan.patchSize !== config.patchSize) {
    throw new RangeError(
      `Cannot prepare samples of ${scan.path} as its patterns have ${scan.patchSize} pixels a side: data.patchSize is ` +
        `${config.patchSize}; leave it away, or ${resizeRemedy(scan.patchSize, [config.patchSize])}`,
    );
  }
  if (config.gridSize !== 1) {
    throw new RangeError(
      `Cannot prepare samples as groups must be single patterns: data.gridSize is ${config.gridSize}`,
    );
  }
}

function takePatterns(scan: Scan, indices: Int32Array): Float32Array {
  if (indices.length === scan.count) return scan.amplitude;
  const pixels = scan.patchSize * scan.patchSize;
  const taken = new Float32Array(indices.length * pixels);
  indices.forEach((index, i) => taken.set(scan.amplitude.subarray(index * pixels, (index + 1) * pixels), i * pixels));
  return taken;
}
