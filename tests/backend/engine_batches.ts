/**
 * Batches of random numbers for the kernels of iterative engines, and what each kernel makes of them: computed on the
 * current accelerator, in Deno and in a browser.
 *
 * @module
 */
import {
  correctExitWaves,
  engineStep,
  type EngineWaves,
  exitWaves,
  type Likelihood,
  type MeasuredPatterns,
  type PatchPlaces,
  type ShotVariation,
  type StepSizes,
} from "../../backend/operations/waves/engine.ts";
import { differenceMapStep } from "../../backend/operations/waves/difference_map_step.ts";
import { coefficientStep, settleVariation } from "../../backend/operations/waves/shot_variation.ts";
import { positionWays } from "../../backend/operations/waves/position_ways.ts";
import { Random } from "../../data/random/random.ts";
import { createDftKernel, disposeDftKernel } from "../../model/physics/dft.ts";
import * as tf from "../../packages/tensorflow.ts";

/** What a batch is like. */
export interface EngineCase {
  readonly size: number;
  readonly modes: number;
  readonly positions: number;
  readonly height: number;
  readonly width: number;
  readonly mask: "none" | "shared" | "own";
  /** Corners at whole pixels, also at the very edge, where a patch has no part of a pixel. */
  readonly whole?: boolean;
  readonly probeStep?: number;
  readonly regularisation?: number;
  /** Counts that every pattern has besides. */
  readonly isFoggy?: boolean;
  /** Whether a part of the wave is taken away where nothing was measured. */
  readonly isDamped?: boolean;
  /** Eigenprobes by which the first mode differs from shot to shot, where it does. */
  readonly eigenprobes?: number;
  /** Whether they stay in a step. */
  readonly eigenprobesStay?: boolean;
}

/** Object, probe, and where patches lie. */
export function batchOf(made: EngineCase): { waves: EngineWaves; places: PatchPlaces } {
  const { corners, fractions } = placesOf(made), { positions } = made;
  return {
    waves: wavesOf(made, ""),
    places: {
      corners: tf.tensor2d(corners, [positions, 2], "int32"),
      fractions: tf.tensor2d(fractions, [positions, 2]),
    },
  };
}

/** Where patches lie, as numbers. */
export function placesOf({ size, positions, height, width, whole = false }: EngineCase): {
  corners: Int32Array;
  fractions: Float32Array;
} {
  const random = new Random(size + width, "places");
  const parts = Float32Array.from({ length: 2 * positions }, () => whole ? 0 : random.uniform());
  const corners = Int32Array.from(parts, (part, k) => {
    const room = (k % 2 === 0 ? height : width) - size;
    return random.integer(part > 0 ? room : room + 1);
  });
  return { corners, fractions: parts };
}

/** What exit waves lack. */
export function chiOf(made: EngineCase): EngineWaves["object"] {
  return waveOf(made, "chi", [made.positions, made.modes, made.size, made.size]);
}

/** Exit waves, corrected: χ and residuals, and predicted counts where there is a background. */
export function corrected(made: EngineCase, likelihood: Likelihood = "amplitude"): tf.Tensor[] {
  const dft = createDftKernel(made.size);
  const { waves, places } = batchOf(made);
  const variation = variationOf(made);
  const { chi, residuals, intensity } = correctExitWaves(waves, places, {
    ...{ ...measuredOf(made, dft.matrix), likelihood, ...(variation && { variation }) },
  });
  disposeDftKernel(dft);
  return [chi.re, chi.im, residuals, ...(intensity ? [intensity] : [])];
}

/** Exit waves. */
export function lit(made: EngineCase): tf.Tensor[] {
  const { waves, places } = batchOf(made);
  const { re, im } = exitWaves(waves, places);
  return [re, im];
}

/** Exit waves of more patterns than the batch has, after a step of the difference map, and after a first one. */
export function mapped(made: EngineCase): tf.Tensor[] {
  const dft = createDftKernel(made.size), { positions } = made, measured = measuredOf(made, dft.matrix);
  const { waves, places } = batchOf(made), shape = [positions + 2, made.modes, made.size, made.size];
  const rows = rowsOf(made);
  const steps = [false, true].map((isFirst) => ({ isFirst, relaxation: 0.75 }));
  const moved = steps.map((step) =>
    differenceMapStep(waveOf(made, "exit", shape), waves, { rows, places, measured }, step)
  );
  disposeDftKernel(dft);
  return moved.flatMap(({ re, im }) => [re, im]);
}

/** Object and probe after a step. */
export function moved(made: EngineCase, step = engineStep): tf.Tensor[] {
  const { waves, places } = batchOf(made);
  const variation = variationOf(made), varied = variation && { ...variation, moves: !made.eigenprobesStay };
  const { object, probe, eigenprobes } = step(waves, {
    ...{ places, chi: chiOf(made), sizes: sizesOf(made), ...(varied && { variation: varied }) },
  });
  return [object.re, object.im, probe.re, probe.im, ...(eigenprobes ? [eigenprobes.re, eigenprobes.im] : [])];
}

/** Coefficients of more patterns than the batch has and what is left of χ after a step; none without eigenprobes. */
export function coefficients(made: EngineCase): tf.Tensor[] {
  const { waves: { object }, places } = batchOf(made), variation = variationOf(made), rows = rowsOf(made);
  if (!variation) return [];
  const batch = { object, eigenprobes: variation.eigenprobes, places, chi: chiOf(made), rows };
  const { all, chi, coefficients } = coefficientStep(allCoefficients(made), batch);
  return [all, chi.re, chi.im, coefficients];
}

/** Probe, eigenprobes and coefficients between iterations; none without eigenprobes. */
export function settled(made: EngineCase): tf.Tensor[] {
  const { waves: { probe } } = batchOf(made), variation = variationOf(made);
  if (!variation) return [];
  const { probe: moved, eigenprobes, all } = settleVariation({
    ...{ probe, eigenprobes: variation.eigenprobes, all: allCoefficients(made) },
  });
  return [moved.re, moved.im, eigenprobes.re, eigenprobes.im, all];
}

/** Ways of positions by slopes of a reach, of an object with a border: patches lie three pixels within it. */
export function ways(made: EngineCase, reach = 1): tf.Tensor {
  const { waves: { object, probe }, places: { corners, fractions } } = batchOf(made);
  const wide = (part: tf.Tensor): tf.Tensor => tf.pad(part, [[3, 3], [3, 3]]);
  const places = { corners: corners.add<tf.Tensor2D>(tf.scalar(3, "int32")), fractions };
  const waves = { object: { re: wide(object.re), im: wide(object.im) }, probe };
  return positionWays(waves, { places, chi: chiOf(made), reach });
}

/** How far a step goes. */
export function sizesOf({ probeStep = 0.8, regularisation = 1 }: EngineCase): StepSizes {
  return { objectStep: 0.9, probeStep, objectRegularisation: regularisation, probeRegularisation: regularisation };
}

// --- internal ---

function variationOf(made: EngineCase): ShotVariation | undefined {
  const { eigenprobes = 0, size, positions } = made;
  if (eigenprobes === 0) return undefined;
  return {
    eigenprobes: waveOf(made, "eigenprobes", [eigenprobes, size, size]),
    coefficients: values(made, "coefficients", [positions, 2 * eigenprobes]),
  };
}

/** Of two patterns more than the batch has. */
function allCoefficients(made: EngineCase): tf.Tensor {
  return values(made, "all coefficients", [made.positions + 2, 2 * (made.eigenprobes ?? 0)]);
}

/** Numbers of the batch's patterns among two more. */
function rowsOf({ positions }: EngineCase): tf.Tensor1D {
  return tf.tensor1d(Int32Array.from({ length: positions }, (_, k) => k === 0 ? positions + 1 : k), "int32");
}

function values(made: EngineCase, name: string, shape: readonly number[]): tf.Tensor {
  const random = new Random(made.size + made.width, name);
  return tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => random.normal()), [...shape]);
}

function waveOf(made: EngineCase, name: string, shape: readonly number[]): EngineWaves["object"] {
  return { re: values(made, `${name} re`, shape), im: values(made, `${name} im`, shape) };
}

function wavesOf(made: EngineCase, what: string): EngineWaves {
  const { size, modes, height, width } = made;
  return {
    object: waveOf(made, `${what}object`, [height, width]),
    probe: waveOf(made, `${what}probe`, [modes, size, size]),
  };
}

function measuredOf(made: EngineCase, matrix: tf.Tensor2D): MeasuredPatterns {
  const shape: [number, number, number] = [made.positions, made.size, made.size];
  // Some are dark, some bright, some about as bright as predicted.
  const amplitude = tf.relu(values(made, "measured", shape)).mul<tf.Tensor3D>(3);
  const random = new Random(made.size, "mask");
  const pixels = (made.mask === "own" ? made.positions : 1) * made.size ** 2;
  const mask = Float32Array.from({ length: pixels }, () => Number(random.uniform() > 0.2));
  const image = (name: string): tf.Tensor => values(made, name, shape.slice(1));
  const background = made.isFoggy && { background: image("background").square() };
  const damping = made.isDamped && { damping: image("damping").clipByValue(0, 1) };
  const how = { amplitude, matrix, ...background, ...damping };
  if (made.mask === "none") return { ...how, mask: null };
  return { ...how, mask: tf.tensor(mask, made.mask === "own" ? shape : shape.slice(1)) };
}
