/**
 * The `data` section: which scan is read, which of its patterns are used, and how amplitudes and the probe are scaled.
 *
 * @module
 */
import { z } from "../../packages/zod.ts";
import { field, fraction, nonNegative, positive, whole } from "./field.ts";

/** Read by iterative engines, too. */
const ALL = ["training", "inference", "reconstruction"] as const;

/** An inference has a field of its own for it. */
const WITHOUT_NETWORK = ["training", "reconstruction"] as const;

/** Only where a sample is more than a single pattern. */
const GROUPED = [{ path: "data.gridSize", isNot: [1] }];

/** zod schema of the `data` section; strict, every key has a default. */
export const dataSchema = z.strictObject({
  scan: field(scans(), {
    about:
      "File of the scan to train on or to reconstruct, NPZ or HDF5 with datasets of the same names; to train, several as a " +
      "list, and as patterns such as scans/*.npz",
    flags: ["train-data-file"],
    path: "FILE",
    reference: ["train_data_file"],
    readBy: WITHOUT_NETWORK,
  }),
  testScan: field(scans(), {
    about:
      "File of another scan to validate on, or several; without it a part of each scan that is trained on is held out",
    flags: ["test-data-file"],
    path: "FILE",
    reference: ["test_data_file"],
    readBy: ["training"],
  }),
  labels: field(z.string().min(1).nullable().default(null), {
    about:
      "Reconstruction that a network learns from, file or directory; engine has one made first, as the section engine says; " +
      "null takes objectGuess of the scan",
    path: "FILE|DIR",
    readBy: ["training"],
    activeWhen: [{ path: "model.mode", is: ["supervised"] }, { path: "model.realspaceMaeWeight", isNot: [0] }],
  }),
  measurement: field(z.enum(["amplitude", "intensity"]).default("amplitude"), {
    about: "What the file's diffraction holds: amplitudes (square roots of counts) or intensities (counts)",
    flags: ["measurement", "measurement-domain"],
    reference: ["measurement_domain", "scale_contract_version"],
    instead: {
      ...{ count_intensity: "intensity", ci_intensity_v2: "intensity" },
      ...{ normalized_amplitude: "amplitude", legacy_v1: "amplitude" },
    },
    readBy: ALL,
  }),
  patchSize: field(z.literal([64, 128, 256]).default(64), {
    about: "Side N of a diffraction pattern and of an object patch",
    unit: "px",
    reference: ["N"],
  }),
  gridSize: field(z.int().min(1).max(5).default(1), {
    about: "A sample is a group of gridSize × gridSize neighbouring scan positions, one channel each",
    flags: ["gridsize"],
    reference: ["gridsize", "grid_size", "C", "C_model", "C_forward"],
  }),
  groups: field(whole(1).nullable().default(null), {
    about:
      "How many groups to draw from each scan, and as many from testScan or all that it has; null takes one around every " +
      "position",
    flags: ["n-groups", "n-images"],
    reference: ["n_groups", "n_images"],
    readBy: ["training"],
  }),
  sequentialSampling: field(z.boolean().default(false), {
    about: "Take the first groups in file order instead of a random choice",
    reference: ["sequential_sampling"],
    activeWhen: [{ path: "data.groups", isNot: [null] }],
  }),
  subsample: field(whole(1).nullable().default(null), {
    about: "How many patterns of each scan to keep at random before groups are drawn; null keeps all",
    flags: ["n-subsample"],
    reference: ["TrainingConfig.n_subsample"],
    readBy: WITHOUT_NETWORK,
  }),
  subsampleSeed: field(whole(0).nullable().default(null), {
    about: "Seed of the choice of patterns and groups; null uses training.seed, or engine.seed",
    reference: ["subsample_seed"],
    activeWhen: [{ path: "data.groups", isNot: [null] }, { path: "data.subsample", isNot: [null] }],
    readBy: WITHOUT_NETWORK,
  }),
  xBounds: field(bounds(), {
    about: "Part of the scan's width that is trained on or reconstructed, as fractions of its extent",
    reference: ["x_bounds"],
    readBy: ALL,
  }),
  yBounds: field(bounds(), {
    about: "Part of the scan's height that is trained on or reconstructed, as fractions of its extent",
    reference: ["y_bounds"],
    readBy: ALL,
  }),
  neighbors: field(whole(1).default(4), {
    about:
      "Nearest neighbours K among which a group's members are chosen; at least gridSize², which it is where none are set and gridSize is above 2",
    flags: ["neighbor-count"],
    reference: ["neighbor_count", "K"],
    activeWhen: GROUPED,
  }),
  neighborFunction: field(z.enum(["nearest", "minDistance", "fourQuadrant"]).default("nearest"), {
    about: "How the neighbours of a position are chosen: the nearest, those within least and greatest distance, or " +
      "evenly from the four quadrants around it",
    reference: ["neighbor_function"],
    instead: { "4_quadrant": "fourQuadrant", min_dist: "minDistance" },
    activeWhen: GROUPED,
  }),
  quadrantNeighbors: field(whole(4).default(30), {
    about: "Neighbours searched when one is taken from each quadrant",
    reference: ["K_quadrant"],
    activeWhen: [{ path: "data.neighborFunction", is: ["fourQuadrant"] }],
  }),
  minNeighborDistance: field(nonNegative().default(0), {
    about: "Least distance between members of a group",
    unit: "px",
    reference: ["min_neighbor_distance"],
    activeWhen: [{ path: "data.neighborFunction", is: ["minDistance"] }],
  }),
  maxNeighborDistance: field(nonNegative().default(3), {
    about: "Greatest distance of members from the position around which their group is formed",
    unit: "px",
    reference: ["max_neighbor_distance"],
    activeWhen: [{ path: "data.neighborFunction", is: ["minDistance"] }],
  }),
  groupsPerPosition: field(whole(1).default(1), {
    about: "Groups drawn around each position, of different members",
    reference: ["DataConfig.n_subsample"],
    activeWhen: GROUPED,
    readBy: ["training"],
  }),
  oversampling: field(z.boolean().default(false), {
    about: "Allow more groups than positions by drawing different neighbours each time",
    flags: ["enable-oversampling"],
    reference: ["enable_oversampling"],
    activeWhen: [{ path: "data.groups", isNot: [null] }],
  }),
  neighborPoolSize: field(whole(1).nullable().default(null), {
    about: "Neighbours to draw from when oversampling, at least gridSize²; null takes data.neighbors",
    reference: ["neighbor_pool_size"],
    activeWhen: [{ path: "data.oversampling", is: [true] }],
  }),
  scanPattern: field(z.enum(["isotropic", "rectangular"]).default("isotropic"), {
    about:
      "Whether scan steps are alike in every direction; rectangular measures which neighbours are nearest in steps " +
      "along either axis",
    reference: ["scan_pattern"],
    activeWhen: GROUPED,
  }),
  positionsProvided: field(z.literal(true).default(true), {
    about: "Scan positions are those of the file: patterns overlap where they say so",
    reference: ["positions_provided"],
    remedy:
      "nothing is learned without positions; where none were measured, give nominal ones as xcoords and ycoords, " +
      "which model.positionsTrainable corrects",
  }),
  photons: field(positive().nullable().default(null), {
    about: "Mean photons of a pattern, to which the loss scales the data; null takes the measured squared amplitudes",
    unit: "photons",
    flags: ["nphotons"],
    reference: ["nphotons"],
    readBy: ["training"],
  }),
  normalize: field(z.enum(["batch", "group"]).default("batch"), {
    about: "Scale the network's input by one constant for the whole scan (batch) or one for each sample (group)",
    reference: ["normalize"],
  }),
  dataScaling: field(z.enum(["parseval", "max"]).default("parseval"), {
    about: "Input scale: mean energy (N/2)² (parseval) or greatest amplitude 1 (max)",
    reference: ["data_scaling"],
  }),
  inputContrast: field(z.number().min(0).max(0.9).default(0.1), {
    about:
      "Share of the input's energy that differences between patterns are given where they have less than about a " +
      "quarter of it, as with weak objects; 0 leaves them as measured",
    readBy: ["training"],
  }),
  probeNormalize: field(z.union([z.boolean(), z.literal("energy")]).default("energy"), {
    about: "energy lets an object of amplitude 1 diffract as much as was measured; true divides the probe by " +
      "probeScale times its mean absolute value",
    reference: ["probe_normalize"],
  }),
  probeScale: field(positive().default(4), {
    about: "Divisor of the probe's normalisation and of its illumination of the object",
    reference: ["probe_scale"],
    activeWhen: [{ path: "data.probeNormalize", isNot: ["energy"] }],
  }),
  probeModes: field(whole(1).nullable().default(null), {
    about: "Incoherent modes of the probe that are used, the strongest; null takes all in the file",
    readBy: ALL,
  }),
  probeMask: field(z.boolean().default(false), {
    about: "Restrict the probe to a disk with a soft edge",
    reference: ["probe_mask"],
  }),
  probeMaskSigma: field(nonNegative().default(1), {
    about: "Width of the probe mask's soft edge",
    unit: "px",
    reference: ["probe_mask_sigma"],
    activeWhen: [{ path: "data.probeMask", is: [true] }],
  }),
  probeMaskDiameter: field(positive().nullable().default(null), {
    about: "Diameter of the probe mask; null takes half the patch",
    unit: "px",
    reference: ["probe_mask_diameter"],
    activeWhen: [{ path: "data.probeMask", is: [true] }],
  }),
  phaseSubtraction: field(z.boolean().default(true), {
    about: "Subtract the mean phase from each label",
    reference: ["phase_subtraction"],
    activeWhen: [{ path: "model.mode", is: ["supervised"] }, { path: "model.realspaceMaeWeight", isNot: [0] }],
    readBy: ["training"],
  }),
});

// --- internal ---

/** Files, by their names or by patterns of names. */
function scans(): z.ZodDefault<z.ZodNullable<z.ZodUnion<readonly [z.ZodString, z.ZodArray<z.ZodString>]>>> {
  const name = z.string().min(1);
  return z.union([name, z.array(name).min(1)]).nullable().default(null);
}

function bounds(): z.ZodDefault<z.ZodTuple<[z.ZodNumber, z.ZodNumber], null>> {
  return z.tuple([fraction(), fraction()]).default([0, 1]);
}
