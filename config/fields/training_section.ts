/**
 * The `training` section: how long, how fast and in what order the weights are learned.
 *
 * @module
 */
import { z } from "../../packages/zod.ts";
import { byEpoch, field, fraction, nonNegative, positive, whole } from "./field.ts";

const ADAM = [{ path: "training.optimizer", is: ["adam", "adamw"] }];
const CLIPPED = [{ path: "training.clipGradients", isNot: [null] }];
const STAGED = [{ path: "training.scheduler", is: ["MultiStage", "Adaptive"] }];
const WARMUP_COSINE = [{ path: "training.scheduler", is: ["WarmupCosine"] }];
const PLATEAU = [{ path: "training.scheduler", is: ["ReduceLROnPlateau"] }];

/** zod schema of the `training` section; strict, every key has a default. */
export const trainingSchema = z.strictObject({
  epochs: field(whole(1).default(50), {
    about: "Passes over the training patterns",
    unit: "epochs",
    flags: ["max-epochs", "nepochs"],
    reference: ["nepochs", "max_epochs", "epochs"],
    remedy: "for another end, give many and training.maxSteps or execution.maxTime",
  }),
  batchSize: field(whole(1).default(8), {
    about: "Samples of a training batch",
    reference: ["batch_size"],
  }),
  mixScans: field(z.boolean().default(true), {
    about:
      "Whether a batch may have samples of several scans; if not, each is of one, and those of all in random order",
  }),
  learningRate: field(positive().default(1e-3), {
    about: "Base learning rate",
    reference: ["learning_rate"],
  }),
  probeLearningRate: field(positive().default(1e-3), {
    about: "Learning rate of the probe, as a share of its typical modulus",
    activeWhen: [{ path: "model.probeTrainable", is: [true] }],
  }),
  probeStartEpoch: field(whole(0).nullable().default(null), {
    about: "Epoch from which on batches move the probe too; null leaves it as the sweeps found it",
    unit: "epochs",
    activeWhen: [{ path: "model.probeTrainable", is: [true] }],
  }),
  positionsLearningRate: field(positive().default(0.02), {
    about: "Learning rate of scan positions",
    unit: "px",
    activeWhen: [{ path: "model.positionsTrainable", is: [true] }],
  }),
  positionsStartEpoch: field(whole(0).nullable().default(null), {
    about: "Epoch from which on batches move scan positions too; null leaves them as the sweeps found them",
    unit: "epochs",
    activeWhen: [{ path: "model.positionsTrainable", is: [true] }],
  }),
  beamSweeps: field(whole(0).default(40), {
    about:
      "Sweeps over all patterns before the first epoch, in which a probe and positions that are learned are found " +
      "beside an object of their own",
    activeWhen: [{ path: "model.probeTrainable", is: [true] }, { path: "model.positionsTrainable", is: [true] }],
  }),
  accumulate: field(z.union([whole(1), byEpoch(whole(1))]).default(1), {
    about: "Batches whose gradients are summed for one optimizer step; or how many from which epoch on",
    unit: "batches",
    flags: ["accumulate-grad-batches"],
    reference: ["accum_steps"],
  }),
  optimizer: field(z.enum(["adam", "adamw", "sgd"]).default("adam"), {
    about: "Rule that turns gradients into steps of the weights",
    reference: ["optimizer"],
  }),
  adamBeta1: field(z.number().min(0).lt(1).default(0.9), {
    about: "Decay of Adam's first moment",
    flags: ["adam-beta1"],
    reference: ["adam_beta1"],
    activeWhen: ADAM,
  }),
  adamBeta2: field(z.number().min(0).lt(1).default(0.999), {
    about: "Decay of Adam's second moment",
    flags: ["adam-beta2"],
    reference: ["adam_beta2"],
    activeWhen: ADAM,
  }),
  momentum: field(z.number().min(0).lt(1).default(0.9), {
    about: "Nesterov momentum of SGD",
    reference: ["momentum"],
    activeWhen: [{ path: "training.optimizer", is: ["sgd"] }],
  }),
  weightDecay: field(nonNegative().default(0), {
    about: "Weight decay: added to the gradients for adam and sgd, taken from the weights themselves for adamw",
    reference: ["weight_decay"],
  }),
  clipGradients: field(positive().nullable().default(null), {
    about: "Bound of the gradients; null leaves them as they are",
    flags: ["gradient-clip-val"],
    reference: ["gradient_clip_val"],
  }),
  clipAlgorithm: field(z.enum(["norm", "value", "agc"]).default("norm"), {
    about: "What the bound applies to: global norm, each value, or norm relative to the weights (AGC)",
    flags: ["gradient-clip-algorithm"],
    reference: ["gradient_clip_algorithm"],
    activeWhen: CLIPPED,
  }),
  initialWeights: field(z.string().min(1).nullable().default(null), {
    about:
      "Begin with the weights of this run or checkpoint, of a network of the same build, instead of those that the seed draws",
    flags: ["weights"],
    path: "FILE|DIR",
  }),
  emaDecay: field(z.number().min(0).lt(1).nullable().default(null), {
    about:
      "Decay of an exponential moving average of the weights, which is then what is validated and what infer uses; " +
      "null keeps none",
    reference: ["ema_decay"],
  }),
  scheduler: field(
    z.enum(["Default", "Exponential", "MultiStage", "Adaptive", "WarmupCosine", "ReduceLROnPlateau"])
      .default("Default"),
    {
      about: "Schedule of the learning rate; case-sensitive",
      reference: ["scheduler"],
    },
  ),
  stages: field(z.tuple([whole(0), whole(0), whole(0)]).nullable().default(null), {
    about:
      "Epochs of three stages, in the second of which the scale of the loss goes over from the network's to photons; " +
      "null divides the epochs of MultiStage evenly and leaves other schedules without stages",
    unit: "epochs",
    reference: ["stage_1_epochs", "stage_2_epochs", "stage_3_epochs"],
  }),
  physicsWeightSchedule: field(z.enum(["cosine", "linear", "exponential"]).default("cosine"), {
    about: "How the physics weight rises during the second stage",
    reference: ["physics_weight_schedule"],
    activeWhen: [...STAGED, { path: "training.stages", isNot: [null] }],
  }),
  stage3LearningRateFactor: field(positive().default(0.1), {
    about: "Learning rate of the third stage, as a factor of the base",
    flags: ["stage-3-learning-rate-factor", "stage-3-lr-factor"],
    reference: ["stage_3_lr_factor"],
    activeWhen: STAGED,
  }),
  exponentialGamma: field(positive().max(1).default(0.95), {
    about: "Factor of the learning rate an epoch in the Exponential schedule",
    activeWhen: [{ path: "training.scheduler", is: ["Exponential"] }],
  }),
  warmupEpochs: field(whole(0).default(0), {
    about: "Epochs of linear warm-up in the WarmupCosine schedule",
    unit: "epochs",
    flags: ["warmup-epochs", "lr-warmup-epochs"],
    reference: ["lr_warmup_epochs"],
    activeWhen: WARMUP_COSINE,
  }),
  minLearningRateRatio: field(fraction().default(0.1), {
    about: "Final learning rate of WarmupCosine, as a factor of the base",
    flags: ["min-learning-rate-ratio", "lr-min-ratio"],
    reference: ["lr_min_ratio"],
    activeWhen: WARMUP_COSINE,
  }),
  plateauFactor: field(z.number().positive().lt(1).default(0.5), {
    about: "Factor by which ReduceLROnPlateau lowers the learning rate",
    reference: ["plateau_factor"],
    activeWhen: PLATEAU,
  }),
  plateauPatience: field(whole(0).default(2), {
    about: "Epochs without improvement before ReduceLROnPlateau acts",
    unit: "epochs",
    reference: ["plateau_patience"],
    activeWhen: PLATEAU,
  }),
  plateauMinLearningRate: field(nonNegative().default(5e-5), {
    about: "Learning rate below which ReduceLROnPlateau does not go",
    flags: ["plateau-min-learning-rate", "plateau-min-lr"],
    reference: ["plateau_min_lr"],
    activeWhen: PLATEAU,
  }),
  plateauThreshold: field(nonNegative().default(0), {
    about: "Relative improvement that ReduceLROnPlateau takes notice of",
    reference: ["plateau_threshold"],
    activeWhen: PLATEAU,
  }),
  fineTuneEpochs: field(whole(0).default(0), {
    about: "Epochs of fine-tuning with a frozen encoder after the training",
    unit: "epochs",
    flags: ["fine-tune-epochs", "epochs-fine-tune"],
    reference: ["epochs_fine_tune"],
  }),
  fineTuneGamma: field(positive().default(0.1), {
    about: "Learning rate of the fine-tuning, as a factor of the base",
    reference: ["fine_tune_gamma"],
    activeWhen: [{ path: "training.fineTuneEpochs", isNot: [0] }],
  }),
  valSplit: field(z.number().min(0).max(0.9).default(0.05), {
    about:
      "Share of the samples of each scan held out for validation where there is no other one for it, groups of them from " +
      "one region; 0 holds out none",
    reference: ["val_split"],
    activeWhen: [{ path: "data.testScan", is: [null] }],
  }),
  seed: field(z.int().min(0).max(0xffffffff).default(42), {
    about: "Seed of the initial weights, the validation split and the order of the batches",
    reference: ["npseed"],
  }),
  limitTrainBatches: field(whole(1).nullable().default(null), {
    about: "Train on at most this many batches an epoch",
    unit: "batches",
    reference: ["limit_train_batches"],
    remedy: "batches are counted and no share of them; null takes all",
  }),
  limitValBatches: field(whole(1).nullable().default(null), {
    about: "Validate on at most this many batches",
    unit: "batches",
    reference: ["limit_val_batches"],
    remedy: "batches are counted and no share of them; null takes all, and training.valSplit 0 validates on none",
  }),
  overfitBatches: field(whole(1).nullable().default(null), {
    about:
      "Train on the same few batches in every epoch, and validate on them, to see that the network can learn at all",
    unit: "batches",
    reference: ["overfit_batches"],
    remedy: "batches are counted and no share of them; null takes all",
  }),
  valEvery: field(whole(1).default(1), {
    about: "Validate after every so many epochs, and after the last",
    unit: "epochs",
    flags: ["val-every", "check-val-every-n-epoch"],
    reference: ["check_val_every_n_epoch"],
    remedy: "training.valSplit 0 never validates",
  }),
  maxSteps: field(whole(1).nullable().default(null), {
    about: "Optimizer steps after which training ends; null leaves the end to the epochs",
    unit: "steps",
    reference: ["max_steps"],
  }),
});
