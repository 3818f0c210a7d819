/**
 * The `training` section: how long, how fast and in what order the weights are learned.
 *
 * @module
 */
import { z } from "zod";
import { field, fraction, nonNegative, positive, whole } from "./field.ts";

const CONSTANT_RATE = "the learning rate stays constant";
const ADAM_ONLY = "the optimizer is always Adam without weight decay";
const NO_STAGES = "training has a single stage";
const UNCLIPPED = "gradients are not clipped";

/** zod schema of the `training` section; strict, every key has a default. */
export const trainingSchema = z.strictObject({
  epochs: field(whole(1).default(50), {
    about: "Passes over the training patterns",
    unit: "epochs",
    flags: ["max-epochs"],
    reference: ["nepochs", "max_epochs", "epochs"],
  }),
  batchSize: field(whole(1).default(16), {
    about: "Samples of a training batch",
    reference: ["batch_size"],
  }),
  learningRate: field(positive().default(1e-3), {
    about: "Base learning rate",
    reference: ["learning_rate"],
  }),
  accumulate: field(whole(1).default(1), {
    about: "Batches whose gradients are summed for one optimizer step",
    unit: "batches",
    flags: ["accumulate-grad-batches"],
    reference: ["accum_steps"],
    pending: "every batch is an optimizer step",
  }),
  optimizer: field(z.enum(["adam", "adamw", "sgd"]).default("adam"), {
    about: "Rule that turns gradients into steps of the weights",
    reference: ["optimizer"],
    pending: ADAM_ONLY,
  }),
  adamBeta1: field(z.number().min(0).lt(1).default(0.9), {
    about: "Decay of Adam's first moment",
    reference: ["adam_beta1"],
  }),
  adamBeta2: field(z.number().min(0).lt(1).default(0.999), {
    about: "Decay of Adam's second moment",
    reference: ["adam_beta2"],
  }),
  momentum: field(z.number().min(0).lt(1).default(0.9), {
    about: "Nesterov momentum of SGD",
    reference: ["momentum"],
    pending: ADAM_ONLY,
  }),
  weightDecay: field(nonNegative().default(0), {
    about: "Weight decay",
    reference: ["weight_decay"],
    pending: ADAM_ONLY,
  }),
  clipGradients: field(positive().nullable().default(null), {
    about: "Bound of the gradients; null leaves them as they are",
    flags: ["gradient-clip-val"],
    reference: ["gradient_clip_val"],
    pending: UNCLIPPED,
  }),
  clipAlgorithm: field(z.enum(["norm", "value", "agc"]).default("norm"), {
    about: "What the bound applies to: global norm, each value, or norm relative to the weights (AGC)",
    flags: ["gradient-clip-algorithm"],
    reference: ["gradient_clip_algorithm"],
    pending: UNCLIPPED,
  }),
  scheduler: field(
    z.enum(["Default", "Exponential", "MultiStage", "Adaptive", "WarmupCosine", "ReduceLROnPlateau"])
      .default("Default"),
    {
      about: "Schedule of the learning rate; case-sensitive",
      reference: ["scheduler"],
      pending: CONSTANT_RATE,
    },
  ),
  stages: field(z.tuple([whole(0), whole(0), whole(0)]).nullable().default(null), {
    about: "Epochs of the three stages of MultiStage and Adaptive; null divides the epochs of MultiStage evenly",
    unit: "epochs",
    reference: ["stage_1_epochs", "stage_2_epochs", "stage_3_epochs"],
    pending: NO_STAGES,
  }),
  physicsWeightSchedule: field(z.enum(["cosine", "linear", "exponential"]).default("cosine"), {
    about: "How the physics weight rises during the second stage",
    reference: ["physics_weight_schedule"],
    pending: NO_STAGES,
  }),
  stage3LearningRateFactor: field(positive().default(0.1), {
    about: "Learning rate of the third stage, as a factor of the base",
    reference: ["stage_3_lr_factor"],
    pending: NO_STAGES,
  }),
  exponentialGamma: field(positive().max(1).default(0.95), {
    about: "Factor of the learning rate an epoch in the Exponential schedule",
    pending: CONSTANT_RATE,
  }),
  warmupEpochs: field(whole(0).default(0), {
    about: "Epochs of linear warm-up in the WarmupCosine schedule",
    unit: "epochs",
    reference: ["lr_warmup_epochs"],
    pending: CONSTANT_RATE,
  }),
  minLearningRateRatio: field(fraction().default(0.1), {
    about: "Final learning rate of WarmupCosine, as a factor of the base",
    reference: ["lr_min_ratio"],
    pending: CONSTANT_RATE,
  }),
  plateauFactor: field(z.number().positive().lt(1).default(0.5), {
    about: "Factor by which ReduceLROnPlateau lowers the learning rate",
    reference: ["plateau_factor"],
    pending: CONSTANT_RATE,
  }),
  plateauPatience: field(whole(0).default(2), {
    about: "Epochs without improvement before ReduceLROnPlateau acts",
    unit: "epochs",
    reference: ["plateau_patience"],
    pending: CONSTANT_RATE,
  }),
  plateauMinLearningRate: field(nonNegative().default(5e-5), {
    about: "Learning rate below which ReduceLROnPlateau does not go",
    reference: ["plateau_min_lr"],
    pending: CONSTANT_RATE,
  }),
  plateauThreshold: field(nonNegative().default(0), {
    about: "Relative improvement that ReduceLROnPlateau takes notice of",
    reference: ["plateau_threshold"],
    pending: CONSTANT_RATE,
  }),
  fineTuneEpochs: field(whole(0).default(0), {
    about: "Epochs of fine-tuning with a frozen encoder after the training",
    unit: "epochs",
    reference: ["epochs_fine_tune"],
    pending: "there is no fine-tuning",
  }),
  fineTuneGamma: field(positive().default(0.1), {
    about: "Learning rate of the fine-tuning, as a factor of the base",
    reference: ["fine_tune_gamma"],
    pending: "there is no fine-tuning",
  }),
  valSplit: field(z.number().min(0).max(0.9).default(0.05), {
    about: "Share of the samples held out for validation where there is no second scan; 0 holds out none",
    reference: ["val_split"],
  }),
  seed: field(z.int().min(0).max(0xffffffff).default(42), {
    about: "Seed of the initial weights, the validation split and the order of the batches",
    reference: ["npseed"],
  }),
  limitTrainBatches: field(whole(1).nullable().default(null), {
    about: "Train on at most this many batches an epoch",
    unit: "batches",
    reference: ["limit_train_batches"],
  }),
  limitValBatches: field(whole(1).nullable().default(null), {
    about: "Validate on at most this many batches",
    unit: "batches",
    reference: ["limit_val_batches"],
  }),
});
