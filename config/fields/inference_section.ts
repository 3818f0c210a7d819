/**
 * The `inference` section: how a trained network's patches become one image.
 *
 * @module
 */
import { z } from "../../packages/zod.ts";
import { field, whole } from "./field.ts";

/** zod schema of the `inference` section; strict, every key has a default. */
export const inferenceSchema = z.strictObject({
  scan: field(z.string().min(1).nullable().default(null), {
    about:
      "File of the scan to reconstruct, NPZ or HDF5 as that of a training; null takes the one that the network was trained on",
    flags: ["inference-scan"],
    path: "FILE",
    reference: ["InferenceConfig.test_data_file"],
    readBy: ["inference"],
  }),
  modelPath: field(z.string().min(1).nullable().default(null), {
    about: "Run directory or checkpoint file of the trained network",
    path: "FILE|DIR",
    reference: ["model_path"],
    readBy: ["inference"],
  }),
  batchSize: field(whole(1).default(16), {
    about: "Samples predicted at once; does not change the result",
    flags: ["inference-batch-size"],
    reference: ["inference_batch_size"],
  }),
  groups: field(whole(1).nullable().default(null), {
    about: "How many groups to reconstruct; null takes all",
    flags: ["inference-groups"],
    reference: ["InferenceConfig.n_groups", "InferenceConfig.n_images"],
  }),
  subsample: field(whole(1).nullable().default(null), {
    about: "How many patterns to keep at random before groups are drawn; null keeps all",
    flags: ["inference-subsample"],
    reference: ["InferenceConfig.n_subsample"],
  }),
  subsampleSeed: field(whole(0).default(42), {
    about: "Seed of the choice of patterns and groups to reconstruct",
    flags: ["inference-subsample-seed"],
    reference: ["InferenceConfig.subsample_seed"],
  }),
  neighbors: field(whole(1).nullable().default(null), {
    about: "Nearest neighbours K among which a group's members are chosen; null takes data.neighbors, as in training",
    flags: ["inference-neighbors"],
    reference: ["InferenceConfig.neighbor_count"],
    activeWhen: [{ path: "data.gridSize", isNot: [1] }],
  }),
  crop: field(whole(2).multipleOf(2).max(256).nullable().default(null), {
    about: "Side of the patch's central square that is placed on the canvas; null takes N/2",
    unit: "px",
    reference: ["M", "middle_trim"],
  }),
  patchWeighting: field(z.enum(["uniform", "probe"]).default("probe"), {
    about: "Weights with which overlapping patches are averaged: the probe's intensity, or all alike as in PtychoPINN",
    reference: ["patch_weighting"],
  }),
  padding: field(whole(0).default(0), {
    about: "Empty border added around the canvas",
    unit: "px",
    reference: ["pad_eval", "window"],
  }),
  varproScaling: field(z.boolean().default(false), {
    about: "Make the amplitude absolute: with the probe of the file the image is as bright as the measured patterns",
    reference: ["varpro_scaling"],
  }),
  refine: field(whole(0).default(0), {
    about:
      "Iterations of an engine that polish the network's image and the probe, as the section engine says, also of the " +
      "image that the train command ends with; 0 leaves the image as the network painted it",
    unit: "iterations",
  }),
  results: field(z.boolean().default(true), {
    about:
      "Write results.png, which shows at one look whether it worked and says what looks wrong, and diagnostics.npz, " +
      "which holds the residual of each pattern and what the picture is made of; the train command then makes an image " +
      "of its own scan at its end",
  }),
  product: field(z.boolean().default(false), {
    about:
      "Write product.h5 for ptychodus: the image, the probe, and positions in metres; the scan must tell the size " +
      "of an object pixel",
  }),
  logPatchStats: field(z.boolean().default(false), {
    about: "Write patch_stats.json, which tells whether the predicted patches are flat, all alike or saturated, and " +
      "patch_grid.png, which shows some",
    reference: ["log_patch_stats"],
  }),
  patchStatsLimit: field(whole(1).nullable().default(null), {
    about: "How many batches the patch statistics cover, from the first on; null takes all",
    unit: "batches",
    reference: ["patch_stats_limit"],
    activeWhen: [{ path: "inference.logPatchStats", is: [true] }],
  }),
  debug: field(z.boolean().default(false), {
    about: "Keep images of what went into the reconstruction in debug/: stitching weights, probe, mean pattern, and " +
      "the first patches with observed and predicted patterns",
    flags: ["inference-debug"],
    reference: ["InferenceConfig.debug"],
  }),
});
