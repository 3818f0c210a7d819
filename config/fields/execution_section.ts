/**
 * The `execution` section: where and how the work runs, when it stops, and what is written down about it. None of it
 * changes what a step learns, and none of it reaches the data or model code; `effect` marks the fields that decide after
 * which step a training ends and which weights it returns, and those that round differently.
 *
 * @module
 */
import { z } from "../../packages/zod.ts";
import { field, positive, whole } from "./field.ts";
import { loggingFields } from "./logging_fields.ts";

const ONE_DEVICE = "a run uses one device: start a run for each";
const WITH_WORKERS = [{ path: "execution.workers", isNot: [0] }];
const WITH_CHECKPOINTS = [{ path: "execution.checkpointing", is: [true] }];
const OF_RUNS = ["training", "reconstruction"] as const;
const WITH_PATIENCE = [{ path: "execution.earlyStopPatience", isNot: [null] }];

/** zod schema of the `execution` section; strict, every key has a default. */
export const executionSchema = z.strictObject({
  accelerator: field(z.enum(["auto", "cpu", "webgpu", "gpu"]).default("auto"), {
    about: "auto takes a hardware WebGPU adapter, else the CPU; webgpu takes any adapter; gpu means webgpu",
    reference: ["accelerator", "device"],
    instead: { cuda: "webgpu", mps: "webgpu", tpu: "cpu" },
    effect: "same result up to rounding",
  }),
  threads: field(whole(1).max(256).nullable().default(null), {
    about: "Threads of accelerator cpu, which no result depends on; null takes as many as there are cores",
  }),
  devices: field(z.literal(1).default(1), {
    about: "Number of devices: a run uses one",
    reference: ["devices", "n_devices"],
    remedy: ONE_DEVICE,
  }),
  strategy: field(z.enum(["auto"]).default("auto"), {
    about: "How work is distributed over devices: a run uses one",
    reference: ["strategy"],
    remedy: ONE_DEVICE,
  }),
  deterministic: field(z.union([z.boolean(), z.literal("warn")]).default(true), {
    about:
      "Same bits from run to run: true refuses an accelerator that cannot promise it, warn goes on with a warning, " +
      "false takes the fastest kernels",
    reference: ["deterministic"],
    effect: "same result up to rounding",
  }),
  autotune: field(z.boolean().default(true), {
    about:
      "Measure, once for an adapter and sizes, which of several programs for a kernel is the fastest; they give the " +
      "same bits",
    activeWhen: [{ path: "execution.accelerator", isNot: ["cpu"] }],
    readBy: ["training", "inference"],
  }),
  precision: field(z.enum(["float32", "mixed"]).default("float32"), {
    about:
      "Precision of a training: float32; or mixed, on a GPU that has 16-bit numbers, where activations are kept in 16 " +
      "bits, and every sum, the weights and the physics in 32",
    reference: ["precision"],
    instead: { "32-true": "float32", "32": "float32", "16-mixed": "mixed", "16": "mixed", "bf16-mixed": "mixed" },
    effect: "same result up to rounding",
    readBy: ["training"],
  }),
  workers: field(whole(0).max(64).default(0), {
    about: "Workers that prepare batches ahead; 0 prepares them on the main thread; no result depends on it",
    flags: ["num-workers"],
    reference: ["num_workers"],
    readBy: ["training"],
  }),
  prefetch: field(whole(1).nullable().default(null), {
    about: "Batches each worker prepares ahead; null takes 2",
    unit: "batches",
    flags: ["prefetch-factor"],
    reference: ["prefetch_factor"],
    activeWhen: WITH_WORKERS,
    readBy: ["training"],
  }),
  frameCache: field(whole(0).nullable().default(512), {
    about:
      "Memory for the patterns of a scan, or of all that are trained on: of those that take more they are read from " +
      "their files as they are needed, and so many kept; null holds all",
    unit: "MiB",
  }),
  pinMemory: field(z.boolean().default(false), {
    about: "Keep all samples on the accelerator, where batches are gathered without an upload each",
    reference: ["pin_memory"],
    readBy: ["training"],
  }),
  replay: field(z.boolean().default(true), {
    about:
      "Record a step of a training or a batch of an inference or of an engine on a GPU, and have the GPU do it again for " +
      "the batches that follow, which leaves the host little to do; no result depends on it",
  }),
  persistentWorkers: field(z.boolean().default(false), {
    about: "Keep workers from epoch to epoch instead of starting new ones",
    reference: ["persistent_workers"],
    activeWhen: WITH_WORKERS,
    readBy: ["training"],
  }),
  maxTime: field(positive().nullable().default(null), {
    about:
      "Time of one call after which a training or an engine ends, its state saved, to be resumed; null sets no limit",
    unit: "min",
    reference: ["max_time"],
    remedy: "minutes, such as 90; null sets no limit",
    effect: "may stop elsewhere",
    readBy: OF_RUNS,
  }),
  sanityValBatches: field(whole(0).default(2), {
    about: "Batches validated before the first epoch, so that what fails in validation fails at once; 0 skips it",
    unit: "batches",
    flags: ["sanity-val-batches", "num-sanity-val-steps"],
    reference: ["num_sanity_val_steps"],
    remedy: "0 skips it, a great number takes all",
    readBy: ["training"],
  }),
  progress: field(z.boolean().default(true), {
    about: "Report progress: a bar on a terminal, a line an epoch elsewhere",
    flags: ["enable-progress-bar"],
    reference: ["enable_progress_bar"],
  }),
  report: field(z.boolean().default(true), {
    about: "Write report.html into the run when the train command ends, as the report command does: images, losses, " +
      "configuration with who set what, and where it was made",
    readBy: ["training"],
  }),
  checkpointing: field(z.boolean().default(true), {
    about: "Write checkpoints",
    flags: ["enable-checkpointing"],
    reference: ["enable_checkpointing"],
    readBy: OF_RUNS,
    effect: "may stop elsewhere",
  }),
  checkpointSaveTopK: field(whole(-1).default(1), {
    about: "Best checkpoints to keep besides the last: -1 keeps all, 0 none",
    reference: ["checkpoint_save_top_k"],
    activeWhen: WITH_CHECKPOINTS,
    readBy: ["training"],
    effect: "may stop elsewhere",
  }),
  checkpointMonitor: field(z.string().min(1).nullable().default("val_loss"), {
    about: "Metric that ranks checkpoints; val_loss stands for the model's own validation loss, null ranks none",
    reference: ["checkpoint_monitor_metric"],
    effect: "may stop elsewhere",
    readBy: ["training"],
  }),
  checkpointMode: field(z.enum(["min", "max"]).default("min"), {
    about: "Whether a smaller or a greater value of the monitor is better",
    reference: ["checkpoint_mode"],
    activeWhen: [{ path: "execution.checkpointMonitor", isNot: [null] }],
    effect: "may stop elsewhere",
    readBy: ["training"],
  }),
  earlyStopPatience: field(whole(1).nullable().default(null), {
    about:
      "Epochs without improvement of the monitor after which training stops, counting those that are validated; of " +
      "an engine iterations, by the R-factor, that of held-out patterns where there are some; null never stops early",
    unit: "epochs",
    reference: ["early_stop_patience"],
    effect: "may stop elsewhere",
    readBy: OF_RUNS,
  }),
  earlyStopMinDelta: field(z.number().min(0).default(0), {
    about: "Change of the monitor that counts as an improvement",
    activeWhen: WITH_PATIENCE,
    effect: "may stop elsewhere",
    readBy: OF_RUNS,
  }),
  earlyStopDivergence: field(z.number().nullable().default(null), {
    about: "Value of the monitor beyond which a training or an engine stops as diverged; null sets no limit",
    flags: ["early-stop-divergence", "divergence-threshold"],
    reference: ["divergence_threshold"],
    effect: "may stop elsewhere",
    readBy: OF_RUNS,
  }),
  checkpointEverySteps: field(whole(1).nullable().default(null), {
    about: "Write the last checkpoint every so many optimizer steps, or batches of an engine, too; null counts none",
    unit: "steps",
    flags: ["checkpoint-every-steps", "every-n-train-steps"],
    reference: ["every_n_train_steps"],
    activeWhen: WITH_CHECKPOINTS,
    readBy: OF_RUNS,
  }),
  checkpointEveryEpochs: field(whole(1).default(1), {
    about: "Write and rank checkpoints every so many epochs, and at the end",
    unit: "epochs",
    flags: ["checkpoint-every-epochs", "every-n-epochs"],
    reference: ["every_n_epochs"],
    activeWhen: WITH_CHECKPOINTS,
    readBy: ["training"],
    effect: "may stop elsewhere",
  }),
  checkpointEveryMinutes: field(positive().nullable().default(10), {
    about: "Write the last checkpoint after so long without one; null never does for time alone",
    unit: "min",
    reference: ["train_time_interval"],
    activeWhen: WITH_CHECKPOINTS,
    readBy: OF_RUNS,
  }),
  ...loggingFields,
  profile: field(z.boolean().default(false), {
    about: "Measure the time of every phase and kernel: profile.json and a table at the end",
    reference: ["profiler"],
    readBy: ["training"],
  }),
  outputDir: field(z.string().min(1).default("runs/exitwave"), {
    about: "Directory of the run or of the image; created. Where none is set: runs/star for star.npz, " +
      "image in the run, and runs/star-rpie for what an engine reconstructs",
    reference: ["output_dir"],
    path: "DIR",
  }),
  experiment: field(z.string().min(1).default("exitwave"), {
    about: "Name of the experiment, recorded in run.json of a training and by MLflow",
    flags: ["experiment", "experiment-name"],
    reference: ["experiment_name", "model_name"],
    readBy: ["training", "reconstruction"],
  }),
  notes: field(z.string().default(""), {
    about: "Free text, recorded in run.json and by MLflow",
    reference: ["notes"],
    readBy: ["training", "reconstruction"],
  }),
});
