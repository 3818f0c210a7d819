/**
 * What is simulated, from options: what is not given is made.
 *
 * @module
 */
import { requireMemory } from "../checks/memory.ts";
import type { ComplexImage } from "../complex_image.ts";
import type { Positions } from "../positions.ts";
import type { ScanContent, ScanNotes } from "../scan.ts";
import { countsBeamAlone, Detector } from "./noise/detector.ts";
import { type Extent, makeObject, OBJECT_BYTES, recipeSize, requireObjectMemory } from "./objects/make_object.ts";
import { drawPositions, errorMargin, misplaced } from "./positions/choose_positions.ts";
import { placePositions } from "./positions/place_positions.ts";
import { stepOf } from "./positions/scan_step.ts";
import { beamDiameter } from "./probes/beam_diameter.ts";
import { propagate } from "./probes/fresnel.ts";
import { opticsOf } from "./probes/optics.ts";
import { makeProbe } from "./probes/make_probe.ts";
import { patchBeyond, type Scene } from "./record_patterns.ts";
import type { SimulateOptions } from "./simulate_options.ts";
import { isRecipe, simulationProvenance, type SimulationRecipe, simulationRecipe } from "./simulation_recipe.ts";

/** A scan before its patterns are recorded. */
export interface SimulatedScene extends Scene {
  /** All of the scan but its patterns. */
  readonly scan: Omit<ScanContent, "amplitude" | keyof ScanNotes> & ScanNotes & {
    readonly object: ComplexImage;
    readonly mask: Uint8Array | null;
  };
  readonly detector: Detector;
  /** Mean photons of the beam in a pattern. */
  readonly beamPhotons: number;
  readonly seed: number;
}

/**
 * Takes what is given and makes the rest.
 *
 * @param options What to simulate.
 * @param held Whether all patterns will be held in memory.
 * @throws {RangeError} As `simulateScan`.
 */
export function simulatedScene(options: SimulateOptions, held: boolean): SimulatedScene {
  const recipe = simulationRecipe(options);
  const { patchSize, photons, seed, errors, experiment } = recipe;
  requireNumbers(recipe);
  requireSize(recipe, held);
  const beam = chooseProbe(recipe);
  const detector = new Detector(recipe.detector, patchSize, seed);
  const places = choosePositions(recipe, beam);
  const object = chooseObject(recipe, places);
  const told = errors.positions > 0 ? misplaced(places, errors.positions, seed) : places;
  const optics = errors.defocus === 0 ? null : opticsOf(experiment, patchSize);
  const probeModes = optics ? beam.map((mode) => propagate(mode, errors.defocus, optics)) : beam;
  const [probe] = probeModes;
  if (!probe) throw new RangeError("Cannot simulate a scan as the probe has no modes");
  const scan = {
    ...{ count: places.x.length, patchSize, ...told, probe, probeModes, object, mask: detector.mask, experiment },
    photons: countsBeamAlone(recipe.detector) ? photons : null,
    ...{ frameIndices: null, provenance: simulationProvenance(recipe) },
    truth: told === places && probeModes === beam ? null : {
      positions: told === places ? null : places,
      probeModes: probeModes === beam ? null : beam,
    },
  };
  return { scan, beam, object, places, detector, beamPhotons: photons, seed };
}

/** The error that no photon was counted at all. */
export function noPhoton({ beamPhotons, scan }: SimulatedScene): Error {
  const blind = scan.mask ? ", or mask less of the detector" : "";
  return new RangeError(
    `Cannot simulate a scan as no pattern got a photon: photons is ${beamPhotons}; ask for more${blind}`,
  );
}

// --- internal ---

/** Amplitudes of more cannot be computed with in single precision. */
const MOST_PHOTONS = 1e30;
/** Bytes a pixel of a mode of the probe, and of the waves and of the transform's tables. */
const [MODE_BYTES, WAVE_BYTES] = [40, 96] as const;

function requireNumbers({ patterns, photons, errors }: SimulationRecipe): void {
  if (!(photons > 0 && photons <= MOST_PHOTONS)) {
    const bound = photons > 0 ? `at most ${MOST_PHOTONS}` : "above 0";
    throw new RangeError(`Cannot simulate a scan as photons must be ${bound}: current value is ${photons}`);
  }
  if (!Number.isInteger(patterns) || patterns < 1) {
    throw new RangeError(
      `Cannot simulate a scan as patterns must be a whole number above 0: current value is ${patterns}`,
    );
  }
  if (errors.positions >= 0 && errors.positions < Infinity && Number.isFinite(errors.defocus)) return;
  throw new RangeError(
    "Cannot simulate a scan as errors of positions must be 0 pixels or more, and of the defocus finite: current value " +
      `is ${errors.positions} and ${errors.defocus}`,
  );
}

/** Refuses what would not fit into memory before any of it is made. */
function requireSize({ patterns, patchSize, object, positions, probe }: SimulationRecipe, held: boolean): void {
  const pixels = patchSize * patchSize;
  const step = !isRecipe(positions) ? 0 : typeof positions.step === "number" ? positions.step : patchSize / 8;
  // The object that is made for a grid.
  const made = isRecipe(object) && step > 0 && recipeSize(object) === null
    ? (step * Math.sqrt(patterns) + patchSize) ** 2
    : 0;
  const modes = probe.kind === "given" ? probe.modes.length : probe.modeShares?.length ?? 1;
  const waves = (WAVE_BYTES + MODE_BYTES * (modes - 1)) * pixels;
  const bytes = (held ? 4 * patterns * pixels : 0) + waves + OBJECT_BYTES * made;
  requireMemory(bytes, "Cannot simulate a scan as", `${patterns} patterns of ${patchSize} × ${patchSize} px`);
}

function chooseProbe({ probe, patchSize, seed, experiment }: SimulationRecipe): readonly ComplexImage[] {
  for (const { height, width } of probe.kind === "given" ? probe.modes : []) {
    if (height === patchSize && width === patchSize) continue;
    throw new RangeError(
      `Cannot simulate a scan as the probe must be ${patchSize} × ${patchSize}: it is ${height} × ${width}`,
    );
  }
  return makeProbe(probe, { patchSize, seed, optics: () => opticsOf(experiment, patchSize) });
}

function choosePositions(recipe: SimulationRecipe, beam: readonly ComplexImage[]): Positions {
  const { positions, patterns, patchSize, seed, object, errors } = recipe;
  if (!isRecipe(positions)) return drawPositions(positions, patterns, seed);
  const size = isRecipe(object) ? recipeSize(object) : object;
  const step = stepOf(positions, () => beamDiameter(beam));
  const margin = errorMargin(errors.positions);
  return placePositions({
    recipe: positions,
    count: patterns,
    patchSize,
    seed,
    step,
    margin,
    ...(size && { object: size }),
  });
}

function chooseObject({ object, patchSize, seed, errors }: SimulationRecipe, places: Positions): ComplexImage {
  if (!isRecipe(object)) return object;
  const size = recipeSize(object) ?? extent(places, patchSize, errorMargin(errors.positions));
  return makeObject(object, { ...size, seed });
}

function extent({ x, y }: Positions, patchSize: number, margin: number): Extent {
  const length = (axis: Float64Array): number =>
    Math.ceil(axis.reduce((most, value) => Math.max(most, value), 0) + patchSize / 2 + margin);
  const size = { height: length(y), width: length(x) };
  // The object begins at (0, 0): what lies before it is seen before one is made.
  const before = x.findIndex((column, i) => Math.min(column, y[i] ?? NaN) < patchSize / 2);
  if (before >= 0) throw patchBeyond(size, before, { x, y });
  requireObjectMemory(size);
  return size;
}
